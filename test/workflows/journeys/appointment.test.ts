import { expect, it } from 'vitest';
import { appointment } from '../../../src/workflows/journeys/appointment.ts';
import { journeyTests } from '../../support/journeys.ts';

const { enter, env } = journeyTests();
const inDays = async (days: number) =>
  new Date(new Date((await env().currentTimeMs()) + days * 86_400_000).setUTCHours(14, 0));
const booked = (startsAt: Date) => enter(appointment, { event: { appointmentId: 'a-1', startsAt } });

it('asks on the evening before, and thanks for a YES', async () => {
  const startsAt = await inDays(30);
  const ada = await booked(startsAt);
  await ada.passesUntil(new Date(startsAt.getTime() - 19 * 3_600_000));
  await ada.does('reply', { text: 'Maybe' });
  await ada.does('reply', { text: 'YES', saysYes: true });
  expect(await ada.ended()).toBe('completed');
  expect(ada.texts).toEqual([expect.stringContaining('Reply YES'), 'Thank you, see you then!']);
});

it('reminds again in the morning without an answer, and not at all once it is cancelled', async () => {
  const [ada, ben] = [await booked(await inDays(3)), await booked(await inDays(3))];
  await ben.does('appointment_cancelled', { appointmentId: 'a-1' });
  expect([await ada.ended(), await ben.ended()]).toEqual(['completed', 'exited']);
  expect(ada.texts.at(-1)).toMatch(/^You have an appointment today/);
  expect(ben.texts).toEqual([]);
});

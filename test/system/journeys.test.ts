import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { providerGroup, system } from '../support/system.ts';

const PEOPLE = 40;
const numberOf = (index: number): string => `+33689${String(index).padStart(6, '0')}`;

describe('the journey onboarding on a real server', () => {
  const herald = system({ workers: 2 });
  const client = () => herald.herald();
  const peopleIn = async (): Promise<Record<string, number>> =>
    (await client().getJourney({ journey: 'onboarding' })).people;
  const texts = async (beginning: string): Promise<string[]> =>
    (await herald.simulator().ledger()).filter(({ body }) => body.startsWith(beginning)).map(({ to }) => to);

  it('takes everybody through each step once, although workers and API are killed in between', async () => {
    await providerGroup(herald, [{ kind: 'twilio', name: 'journeys', latencyMs: 100 }]);
    const ids = Array.from({ length: PEOPLE }, (_, index) => `j${index}`);
    const numbers = ids.map((_, index) => numberOf(index)).toSorted();
    for (const [index, id] of ids.entries()) {
      await client().upsertProfile({ profileInput: { id, phone: numberOf(index) } });
    }
    const { workers, api } = herald.stack();

    const signingUp = each(ids, 60, (profileId) => acknowledged({ id: 's1', profileId, name: 'signed_up' }));
    for (const service of [workers[0], api, workers[1]]) {
      await sleep(700);
      await service?.kill('SIGKILL');
      await service?.start();
    }
    await signingUp;
    await expect.poll(async () => (await texts('Welcome')).toSorted(), { timeout: 120_000 }).toEqual(numbers);
    await expect.poll(async () => (await peopleIn()).active, { timeout: 60_000 }).toBe(PEOPLE);

    const settingUp = each(ids, 60, (profileId) => acknowledged({ id: 'u1', profileId, name: 'account_set_up' }));
    for (const service of [workers[0], api, workers[1]]) {
      await sleep(500);
      await service?.kill('SIGKILL');
      await service?.start();
    }
    await settingUp;
    await expect.poll(async () => (await peopleIn()).completed, { timeout: 120_000 }).toBe(PEOPLE);
    expect((await texts('All set')).toSorted()).toEqual(numbers);
    expect((await texts('Welcome')).toSorted()).toEqual(numbers);
  });

  /** Repeats the request while the API is away. */
  async function acknowledged(eventInput: { id: string; profileId: string; name: string }): Promise<void> {
    for (let tries = 0; ; tries += 1) {
      try {
        await client().recordEvent({ eventInput });
        return;
      } catch (error) {
        if (tries > 600) throw error;
        await sleep(100);
      }
    }
  }
});

/** Calls `work` with one item after the other, so many milliseconds apart, whatever becomes of the ones before. */
async function each<T>(items: readonly T[], ms: number, work: (item: T) => Promise<void>): Promise<void> {
  await Promise.all(
    items.map(async (item, index) => {
      await sleep(index * ms);
      await work(item);
    }),
  );
}

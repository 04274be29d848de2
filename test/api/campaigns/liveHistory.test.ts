import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { liveHistory } from '../../../src/api/campaigns/liveHistory.ts';
import type { LiveWhen } from '../../../src/domain/live/liveWhen.ts';
import { storeOf } from '../../../src/store/store.ts';
import { importCdnow } from '../../store/cdnow.ts';
import { freshDatabase } from '../../support/database.ts';
import { TEST_SECRET_KEY } from '../../support/sending.ts';
import { walkedBirthdays, walkedDue, walkedReminders } from '../../support/walkedReminders.ts';
import { campaignInput, type Ids, oneOfEach } from '../fixtures.ts';
import { testApi } from '../support.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const zones = { timeZone: 'Europe/Paris', zoneFromNumber: false };

/** The answer for messages that are due at these instants. */
function counted(due: readonly number[], now: Date) {
  const since = (days: number) => due.filter((at) => at >= now.getTime() - days * DAY && at <= now.getTime());
  const hours = new Map<string, number>();
  for (const at of since(30).sort((a, b) => a - b)) {
    const hour = `${new Date(at).toISOString().slice(0, 13)}:00:00.000Z`;
    hours.set(hour, (hours.get(hour) ?? 0) + 1);
  }
  return {
    last7Days: since(7).length,
    last30Days: since(30).length,
    mostPerHour: Math.max(0, ...hours.values()),
    hours: [...hours].map(([hour, messages]) => ({ hour, messages })),
    isComplete: true,
  };
}

describe('the purchases of CDNOW', () => {
  const { db } = freshDatabase();
  const store = storeOf(db, TEST_SECRET_KEY);
  const now = new Date('1998-06-30T20:00:00Z');
  const purchases = readFileSync(new URL('../../../examples/cdnow/events.csv', import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [user = '', , at = '', quantity, amount] = line.split(',');
      return { user, at: Date.parse(at), quantity: Number(quantity), amount: Number(amount) };
    });

  beforeAll(async () => {
    await importCdnow(db);
  });

  const history = (when: LiveWhen, budgetMs?: number) =>
    liveHistory({ store, when, zones, now, ...(budgetMs !== undefined && { budgetMs }) });

  it.each([0, 3 * 86_400])('of more than 40 dollars trigger after %d seconds', async (delaySeconds) => {
    const where = [{ property: 'amount', operator: 'gt' as const, value: 40 }];
    const due = purchases.filter(({ amount }) => amount > 40).map(({ at }) => at + delaySeconds * 1000);
    const expected = counted(due, now);
    expect(await history({ kind: 'event', event: 'Purchase', where, delaySeconds })).toEqual(expected);
    expect(expected.last30Days).toBeGreaterThan(expected.last7Days);
    expect(expected.last7Days).toBeGreaterThan(0);
  });

  it.each(['restart', 'keep', 'each'] as const)(
    'that are not followed by a large one within 20 days: %s',
    async (again) => {
      const withinSeconds = 20 * 86_400;
      const due: number[] = [];
      const open = new Map<string, number[]>();
      const close = (user: string, at: number): void => {
        const ended = (open.get(user) ?? []).filter((end) => end < at);
        due.push(...ended);
        open.set(
          user,
          (open.get(user) ?? []).filter((end) => end >= at),
        );
      };
      // A large purchase is also one that begins a time.
      for (const { user, at, quantity } of purchases.toSorted((a, b) => a.at - b.at)) {
        close(user, at);
        if (quantity >= 3) open.set(user, []);
        const running = open.get(user) ?? [];
        if (again === 'keep' && running.length > 0) continue;
        open.set(user, [...(again === 'restart' ? [] : running), at + withinSeconds * 1000]);
      }
      for (const user of open.keys()) close(user, Number.POSITIVE_INFINITY);
      const unless = { event: 'Purchase', where: [{ property: 'quantity', operator: 'gte' as const, value: 3 }] };
      expect(await history({ kind: 'inaction', event: 'Purchase', unless, withinSeconds, again })).toEqual(
        counted(due, now),
      );
    },
  );

  it('are not counted to the end if that takes too long', async () => {
    const when: LiveWhen = { kind: 'event', event: 'Purchase', delaySeconds: 0 };
    const part = await history(when, 0);
    expect(part).toMatchObject({ isComplete: false });
    expect(part?.last30Days).toBeLessThan((await history(when))?.last30Days ?? 0);
  });
});

describe('dates', () => {
  const { db } = freshDatabase();
  const store = storeOf(db, TEST_SECRET_KEY);
  const now = new Date('2026-04-10T12:00:00Z');
  const ZONES = ['Pacific/Kiritimati', 'Europe/Paris', 'America/New_York', 'Pacific/Pago_Pago'] as const;
  const offsets = [
    { days: -2, time: '18:00' },
    { days: 1, time: '02:30' },
  ];
  const dated = { offsets: [{ days: -2 }, { days: 1, time: '02:30' }], time: '18:00', zone: 'profile' };
  const dayAt = (day: number) => new Date(Date.UTC(2026, 1, 1) + day * DAY).toISOString().slice(0, 10);
  const people = Array.from({ length: 400 }, (_, index) => ({
    id: `p${index}`,
    timeZone: ZONES[index % ZONES.length] ?? 'UTC',
    born: `${1960 + (index % 50)}${dayAt((index * 37) % 365).slice(4)}`,
  }));
  /** Each booking is moved once, and each third one cancelled, at some time before or after its reminders. */
  const said = people.flatMap(({ id }, index) => {
    const at = Date.UTC(2026, 1, 1) + ((index * 7) % 60) * DAY + index * 60_000;
    const day = Math.round((at - Date.UTC(2026, 1, 1)) / DAY) + (index % 15);
    return [
      { id: `${id} 1`, booking: id, at, date: dayAt(day) },
      { id: `${id} 2`, booking: id, at: at + (index % 11) * DAY + 1, date: dayAt(day + 3 + (index % 9)) },
      ...(index % 3 === 0 ? [{ id: `${id} 3`, booking: id, at: at + (index % 23) * DAY + 2, date: null }] : []),
    ];
  });

  beforeAll(async () => {
    await store.profiles.upsertMany(
      people.map(({ id, timeZone, born }) => ({ id, timeZone, properties: { born: { date: born } } })),
      now,
    );
    await store.events.insertMany(
      said.map(({ id, booking, at, date }) => ({
        id: id.replace(' ', '-'),
        profileId: booking,
        name: date === null ? 'cancelled' : 'booked',
        at: new Date(at).toISOString(),
        properties: { booking, ...(date !== null && { travels: { date } }) },
      })),
      now,
    );
  });

  it('of bookings, as they were known when a reminder was due', async () => {
    const when: LiveWhen = {
      kind: 'event_date',
      event: 'booked',
      property: 'travels',
      identifiedBy: 'booking',
      cancelledBy: { event: 'cancelled' },
      ...dated,
    };
    const due = people.flatMap(({ id, timeZone }) => {
      const own = said.filter(({ booking }) => booking === id).sort((a, b) => a.at - b.at);
      return walkedReminders(own, offsets, () => timeZone).map(({ at }) => at);
    });
    const expected = counted(due, now);
    expect(await liveHistory({ store, when, zones, now })).toEqual(expected);
    expect(expected.last7Days).toBeGreaterThan(5);
    expect(expected.last30Days).toBeLessThan(said.length);
  });

  it('of birthdays', async () => {
    const when: LiveWhen = { kind: 'profile_date', property: 'born', yearly: true, ...dated };
    const due = people.flatMap(({ born, timeZone }) =>
      walkedBirthdays(born, '2026-02-20', '2026-04-20').flatMap((date) =>
        offsets.flatMap((offset) => walkedDue({ date, known: 0 }, offset, () => timeZone) ?? []),
      ),
    );
    const expected = counted(due, now);
    expect(await liveHistory({ store, when, zones, now })).toEqual(expected);
    expect(expected.last7Days).toBeGreaterThan(5);
  });
});

describe('validation of a live campaign', () => {
  const api = testApi();
  let ids: Ids;
  beforeAll(async () => {
    ids = await oneOfEach(api);
    const at = new Date(Date.now() - 2 * DAY).toISOString();
    await api.made('/v1/events/bulk', { items: [{ id: 'e1', profileId: 'ada', name: 'signup', at }] });
  });

  const validate = async (when: object, query = '') => {
    const { name, what, providerGroupId } = campaignInput(ids);
    return await api.made(`/v1/campaigns/validate${query}`, { name, what, providerGroupId, type: 'live', when });
  };

  it('says how often it would have been triggered', async () => {
    const { history } = await validate({ kind: 'event', event: 'signup' });
    expect(history).toMatchObject({ last7Days: 1, last30Days: 1, mostPerHour: 1, isComplete: true });
    expect(history.hours).toHaveLength(1);
  });

  it('says nothing of it where only the API triggers, where nobody wants to know it, and where it is not live', async () => {
    expect(await validate({ kind: 'api' })).not.toHaveProperty('history');
    expect(await validate({ kind: 'event', event: 'signup' }, '?history=false')).not.toHaveProperty('history');
    expect(await api.made('/v1/campaigns/validate', campaignInput(ids))).not.toHaveProperty('history');
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ProfileEvent } from '../../../src/domain/audience/event.ts';
import type { LiveWhenOf } from '../../../src/domain/live/liveWhen.ts';
import { DATES_AHEAD_MS, type DatedProfile, profileDates } from '../../../src/domain/live/profileDates.ts';
import { liveRules } from '../../../src/domain/live/rules.ts';
import type { Trigger } from '../../../src/domain/live/trigger.ts';
import type { StoredValue } from '../../../src/domain/values.ts';
import { liveArrivals } from '../../support/liveArrivals.ts';
import { type Said, walkedBirthdays, walkedDue, walkedReminders } from '../../support/walkedReminders.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const zones = { timeZone: 'Europe/Paris', zoneFromNumber: true };
const dated = { expireAfterSeconds: 86_400, actions: [] };

/** Both hemispheres; clock changes of half an hour, at midnight, none; the first and the last zone. */
const ZONES = [
  'Europe/Paris',
  'America/New_York',
  'Australia/Sydney',
  'Australia/Lord_Howe',
  'America/Santiago',
  'Asia/Kolkata',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
];

const travel = (options: Partial<LiveWhenOf<'event_date'>>): LiveWhenOf<'event_date'> => ({
  kind: 'event_date',
  event: 'booked',
  property: 'travels',
  identifiedBy: 'booking',
  offsets: [{ days: -2 }, { days: -1, time: '02:30' }, { days: 0, time: '00:10' }, { hours: -30 }],
  time: '18:00',
  zone: 'profile',
  cancelledBy: { event: 'cancelled' },
  ...options,
});

const OFFSETS = [
  { days: -2, time: '18:00' },
  { days: -1, time: '02:30' },
  { days: 0, time: '00:10' },
  { hours: -30, time: '18:00' },
];

const eventOf = ({ id, booking, at, date }: Said): ProfileEvent => ({
  _id: id,
  profileId: 'p',
  name: date === null ? 'cancelled' : 'booked',
  at: new Date(at),
  properties: { booking, ...(date !== null && { travels: new Date(date) }) },
});

const profileIn = (timeZone: string | null, properties: Record<string, StoredValue> = {}): DatedProfile => ({
  _id: 'p',
  timeZone,
  number: null,
  country: null,
  properties,
});

const outcome = ({ sent }: ReturnType<typeof liveArrivals>) =>
  sent.map(({ trigger, at }) => ({ id: trigger.event?.id ?? '', offset: trigger.offset ?? -1, at: at.getTime() }));

/** A booking of each day of two years. */
const DAYS = Array.from({ length: 731 }, (_, day) =>
  new Date(Date.UTC(2026, 0, 3) + day * DAY).toISOString().slice(0, 10),
);

describe('two years of reminders of a date of an event', () => {
  for (const zone of ZONES) {
    it.each([
      ["the profile's clock", 'profile'],
      ['the clock of a named zone', zone],
    ])(`${zone}, by %s: equal to a walk over minutes`, (_, named) => {
      const said = DAYS.map((date): Said => ({ id: date, booking: date, at: Date.UTC(2025, 11, 1), date }));
      const play = liveArrivals(liveRules({ _id: 'cmp_1', when: travel({ zone: named }), ...dated }, zones));
      play.receive(said.map(eventOf), new Date(Date.UTC(2025, 11, 1)));
      const home = named === 'profile' ? zone : 'America/Los_Angeles';
      play.runUntil(new Date('2028-02-01'), () => profileIn(home));
      expect(outcome(play)).toEqual(walkedReminders(said, OFFSETS, () => zone));
      expect(play.sent).toHaveLength(4 * DAYS.length);
    });
  }

  it('a date with a time is on the day that the clock shows', () => {
    for (const [zone, day] of [
      ['America/Los_Angeles', '2026-05-07'],
      ['Asia/Tokyo', '2026-05-08'],
    ] as const) {
      const said: Said = { id: '1', booking: '1', at: Date.UTC(2026, 3, 1), date: '2026-05-08T06:30:00Z' };
      const play = liveArrivals(liveRules({ _id: 'cmp_1', when: travel({}), ...dated }, zones));
      play.receive([eventOf(said)], new Date(said.at));
      play.runUntil(new Date('2026-06-01'), () => profileIn(zone));
      expect(outcome(play)).toEqual(walkedReminders([said], OFFSETS, () => zone));
      const ofTheDay = walkedReminders([{ ...said, date: day }], OFFSETS, () => zone).filter(
        ({ offset }) => offset < 3,
      );
      expect(outcome(play).filter(({ offset }) => offset < 3)).toEqual(ofTheDay);
    }
  });
});

const START = Date.UTC(2026, 2, 20);
const instantIn = (days: number) =>
  fc.integer({ min: 0, max: days * 48 }).map((halfHours) => START + (halfHours * HOUR) / 2);

describe('bookings that are moved and cancelled by people who travel', () => {
  it('what is sent is what a walk over minutes sends', () => {
    const scenario = fc.record({
      said: fc.array(
        fc.record({
          booking: fc.constantFrom('a', 'b'),
          at: instantIn(14),
          date: fc.option(
            fc.oneof(
              fc.integer({ min: 0, max: 16 }).map((day) => new Date(START + day * DAY).toISOString().slice(0, 10)),
              instantIn(16).map((at) => new Date(at + HOUR / 4).toISOString()),
            ),
            { freq: 5 },
          ),
        }),
        { maxLength: 6 },
      ),
      moves: fc.array(fc.record({ at: instantIn(20), zone: fc.constantFrom(...ZONES) }), { maxLength: 4 }),
      home: fc.constantFrom(...ZONES),
    });
    fc.assert(
      fc.property(scenario, ({ said: given, moves, home }) => {
        const said = given
          .map((one, index): Said => ({ ...one, id: String(index) }))
          .sort((a, b) => a.at - b.at || Number(a.id) - Number(b.id))
          // At one instant a cancellation comes last, whatever its id is.
          .sort((a, b) => a.at - b.at || Number(a.date === null) - Number(b.date === null));
        const inOrder = moves.toSorted((a, b) => a.at - b.at);
        const zoneAt = (now: number): string => inOrder.findLast(({ at }) => at <= now)?.zone ?? home;
        const play = liveArrivals(liveRules({ _id: 'cmp_1', when: travel({}), ...dated }, zones));
        const profileOf = (_: string, now: Date) => profileIn(zoneAt(now.getTime()));
        for (const at of [...new Set([...said, ...moves].map((one) => one.at))].sort((a, b) => a - b)) {
          // What is due just now is cut after what comes in just now.
          play.runUntil(new Date(at - 1), profileOf);
          if (moves.some((move) => move.at === at)) play.lookAgain('p', new Date(at));
          play.receive(said.filter((one) => one.at === at).map(eventOf), new Date(at));
        }
        play.runUntil(new Date(START + 60 * DAY), profileOf);
        expect(outcome(play).sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))).toEqual(
          walkedReminders(said, OFFSETS, zoneAt),
        );
      }),
      { numRuns: 1000 },
    );
  });
});

const birthday = (options: Partial<LiveWhenOf<'profile_date'>> = {}): LiveWhenOf<'profile_date'> => ({
  kind: 'profile_date',
  property: 'born',
  yearly: true,
  offsets: [{ days: 0 }, { days: -7, time: '02:30' }],
  time: '10:00',
  zone: 'profile',
  ...options,
});

/** Sweeps once a day, and cuts in between. */
function swept(when: LiveWhenOf<'profile_date'>, profileOf: (now: Date) => DatedProfile, from: Date, to: Date) {
  const play = liveArrivals(liveRules({ _id: 'cmp_1', when, ...dated }, zones));
  for (let at = from.getTime(); at < to.getTime(); at += DAY) {
    const now = new Date(at);
    const until = new Date(at + DATES_AHEAD_MS);
    const done = new Set(play.sent.map(({ trigger }) => trigger._id));
    const found = profileDates({ campaignId: 'cmp_1', when, zones, now, until })(profileOf(now));
    play.insert(found.filter(({ _id }: Trigger) => !done.has(_id)));
    play.runUntil(new Date(at + DAY - 1), (_, then) => profileOf(then));
  }
  return play.sent.map(({ trigger, at }) => `${trigger.date} ${trigger.offset} ${at.toISOString()}`).sort();
}

describe('birthdays', () => {
  const from = new Date('2026-01-01T07:13:00Z');
  const to = new Date('2032-03-05T07:13:00Z');
  const offsets = [
    { days: 0, time: '10:00' },
    { days: -7, time: '02:30' },
  ];

  it.each([
    ['2000-02-29', 'Europe/Paris'],
    ['2000-02-28', 'America/New_York'],
    ['1904-03-01', 'Pacific/Kiritimati'],
    ['1990-04-05', 'Australia/Lord_Howe'],
    ['1990-03-29', 'Europe/Paris'],
    ['2028-02-29', 'America/Santiago'],
    ['1999-12-31', 'Pacific/Pago_Pago'],
    ['1999-01-01', 'Asia/Kolkata'],
  ])('of somebody born on %s in %s: each year, equal to a walk over days and minutes', (born, zone) => {
    const walked = walkedBirthdays(born, '2026-01-01', '2032-12-31')
      .flatMap((date) =>
        offsets.flatMap((each, offset) => {
          const due = walkedDue({ date, known: from.getTime() }, each, () => zone);
          return due === null || due >= to.getTime() ? [] : [`${date} ${offset} ${new Date(due).toISOString()}`];
        }),
      )
      .sort();
    expect(swept(birthday(), () => profileIn(zone, { born: new Date(born) }), from, to)).toEqual(walked);
    expect(walked.length).toBeGreaterThan(3);
  });

  it('hours before an appointment: one that is moved has the reminder of its new hour', () => {
    const when = birthday({ yearly: false, property: 'visit', offsets: [{ hours: -3 }] });
    const until = new Date('2026-05-01');
    const visit = (at: string) => profileIn('America/New_York', { visit: new Date(at) });
    const known = (at: string) => swept(when, () => visit(at), from, until);
    expect(known('2026-03-30T15:00:00Z')).toEqual(['2026-03-30T15:00:00.000Z 0 2026-03-30T12:00:00.000Z']);
    // Without a time it is at 10:00 of the day.
    expect(known('2026-03-30')).toEqual(['2026-03-30 0 2026-03-30T11:00:00.000Z']);
    const moved = (now: Date) =>
      visit(now < new Date('2026-03-30T08:00:00Z') ? '2026-03-30T15:00:00Z' : '2026-03-31T19:30:00Z');
    expect(swept(when, moved, from, until)).toEqual(['2026-03-31T19:30:00.000Z 0 2026-03-31T16:30:00.000Z']);
  });

  it('a date that is no birthday has one day; a moved one has the new day alone', () => {
    const when = birthday({ yearly: false, property: 'renews', offsets: [{ days: -1 }] });
    const until = new Date('2026-12-31');
    const renews = (day: string) => profileIn('Europe/Paris', { renews: new Date(day) });
    expect(swept(when, () => renews('2026-03-30'), from, until)).toEqual(['2026-03-30 0 2026-03-29T08:00:00.000Z']);
    const moved = (now: Date) => renews(now < new Date('2026-03-29T07:59:00Z') ? '2026-03-30' : '2026-04-10');
    expect(swept(when, moved, from, until)).toEqual(['2026-04-10 0 2026-04-09T08:00:00.000Z']);
    const movedBack = (now: Date) => renews(now.getUTCHours() === 7 && now < to ? '2026-05-01' : '2026-03-30');
    expect(swept(when, movedBack, from, until)).toEqual([]);
  });
});

describe('a date of a profile that is written near the time', () => {
  const when = birthday({ yearly: false, offsets: [{ days: 0 }] });
  const campaignId = 'cmp_1';

  /** Writes the profile at each instant, as ingestion does: what waits is looked at, and what is to come inserted. */
  function written(writes: readonly (readonly [at: string, zone: string, born: string])[]): string[] {
    const play = liveArrivals(liveRules({ _id: campaignId, when, ...dated }, zones));
    let profile = profileIn(null);
    for (const [at, zone, born] of writes) {
      const now = new Date(at);
      play.runUntil(new Date(now.getTime() - 1), () => profile);
      profile = profileIn(zone, { born: new Date(born) });
      play.lookAgain('p', now);
      const sent = new Set(play.sent.map(({ trigger }) => trigger._id));
      const until = new Date(now.getTime() + DATES_AHEAD_MS);
      const found = profileDates({ campaignId, when, zones, now, until })(profile);
      play.insert(found.filter(({ _id }) => !sent.has(_id)));
    }
    play.runUntil(new Date('2027-01-01'), () => profile);
    return play.sent.map(({ at }) => at.toISOString());
  }
  const [paris, tokyo, newYork] = ['Europe/Paris', 'Asia/Tokyo', 'America/New_York'] as const;
  const day = '2026-06-10';

  it.each([
    ['before it', [['2026-06-09T12:00:00Z', paris, day]], ['2026-06-10T08:00:00.000Z']],
    ['just when it is due', [['2026-06-10T08:00:00Z', paris, day]], ['2026-06-10T08:00:00.000Z']],
    ['after it', [['2026-06-10T08:00:00.001Z', paris, day]], []],
    [
      'and moves west before it is sent',
      [
        ['2026-06-09T12:00:00Z', paris, day],
        ['2026-06-10T07:00:00Z', newYork, day],
      ],
      ['2026-06-10T14:00:00.000Z'],
    ],
    [
      'and moves west after it was sent',
      [
        ['2026-06-09T12:00:00Z', paris, day],
        ['2026-06-10T09:00:00Z', newYork, day],
      ],
      ['2026-06-10T08:00:00.000Z'],
    ],
    [
      'and moves east, where the hour has passed: it is made up for',
      [
        ['2026-06-09T12:00:00Z', paris, day],
        ['2026-06-10T07:00:00Z', tokyo, day],
      ],
      ['2026-06-10T07:00:00.000Z'],
    ],
    [
      'and moves east, where the hour had passed when the date was told',
      [
        ['2026-06-10T06:00:00Z', paris, day],
        ['2026-06-10T07:00:00Z', tokyo, day],
      ],
      [],
    ],
    [
      'and is moved away and back',
      [
        ['2026-06-09T12:00:00Z', paris, day],
        ['2026-06-09T13:00:00Z', paris, '2026-07-10'],
        ['2026-06-09T14:00:00Z', paris, day],
      ],
      ['2026-06-10T08:00:00.000Z'],
    ],
    [
      'and is moved to the next day',
      [
        ['2026-06-09T12:00:00Z', paris, day],
        ['2026-06-10T07:59:59Z', paris, '2026-06-11'],
      ],
      ['2026-06-11T08:00:00.000Z'],
    ],
  ] as const)('%s', (_, writes, expected) => {
    expect(written(writes)).toEqual(expected);
  });
});

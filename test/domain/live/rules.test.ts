import { describe, expect, it } from 'vitest';
import type { ProfileEvent } from '../../../src/domain/audience/event.ts';
import type { LiveWhen } from '../../../src/domain/live/liveWhen.ts';
import { type Decision, type Known, type LiveDefinition, liveRules } from '../../../src/domain/live/rules.ts';
import { type Trigger, triggerIdOf, triggerKey } from '../../../src/domain/live/trigger.ts';
import type { StoredValue } from '../../../src/domain/values.ts';
import { liveArrivals } from '../../support/liveArrivals.ts';

const zones = { timeZone: 'Europe/Paris', zoneFromNumber: true };
const SCHEDULED = '2026-05-01T00:00:00.000Z';

const rulesOf = (when: LiveWhen, options: Partial<LiveDefinition> = {}) =>
  liveRules(
    { _id: 'cmp_1', when, expireAfterSeconds: 3600, actions: [{ action: 'schedule', at: SCHEDULED }], ...options },
    zones,
  );

const event = (name: string, at: string, properties: Record<string, StoredValue> = {}, id = '1'): ProfileEvent => ({
  _id: id,
  profileId: 'ann',
  name,
  at: new Date(at),
  properties,
});

const inParis: Known['profile'] = { timeZone: 'Europe/Paris', number: null, country: null, properties: {} };

/** The decision at an instant on the first trigger of an event that was received when it happened. */
function decisionAt(
  now: string,
  when: LiveWhen,
  events: readonly ProfileEvent[],
  options: Partial<LiveDefinition> = {},
) {
  const rules = rulesOf(when, options);
  const [first] = events as [ProfileEvent];
  const [trigger] = rules.candidatesOf(first, first.at);
  return trigger && rules.decide(trigger, { profile: inParis, events, now: new Date(now) });
}

const shown = (decision: Decision | undefined): string =>
  decision === undefined
    ? 'nothing'
    : decision.kind === 'send'
      ? `send ${decision.due.toISOString()}`
      : decision.kind === 'later'
        ? `later ${decision.at.toISOString()}`
        : decision.why;

describe('an event triggers', () => {
  const purchase: LiveWhen = {
    kind: 'event',
    event: 'purchase',
    where: [{ property: 'total', operator: 'gte', value: 100 }],
    delaySeconds: 60,
  };
  const at = '2026-05-07T10:00:00.000Z';
  const due = '2026-05-07T10:01:00.000Z';

  it.each([
    ['its name and properties match', event('purchase', at, { total: 100 }), `send ${due}`],
    ['a property is too small', event('purchase', at, { total: 99 }), 'nothing'],
    ['a property is of another type', event('purchase', at, { total: '100' }), 'nothing'],
    ['a property is absent', event('purchase', at), 'nothing'],
    ['it has another name', event('refund', at, { total: 100 }), 'nothing'],
  ])('if %s', (_, given, expected) => {
    expect(shown(decisionAt(due, purchase, [given]))).toBe(expected);
  });

  it('when the delay is over, and not before', () => {
    expect(shown(decisionAt('2026-05-07T10:00:59.999Z', purchase, [event('purchase', at, { total: 100 })]))).toBe(
      `later ${due}`,
    );
  });

  it.each([
    ['at the start', SCHEDULED, {}, true],
    ['before the campaign was scheduled', '2026-04-30T23:59:59.999Z', {}, false],
    ['before that, but after its start', '2026-04-20T00:00:00.000Z', { start: '2026-04-20' }, true],
    ['before its start', '2026-05-02T00:00:00.000Z', { start: '2026-05-03' }, false],
    ['before its end', '2026-05-04T23:59:59.999Z', { end: '2026-05-05' }, true],
    ['at its end', '2026-05-05T00:00:00.000Z', { end: '2026-05-05' }, false],
  ])('in the period of the campaign: %s', (_, happened, options, triggers) => {
    const rules = rulesOf(purchase, options);
    const given = event('purchase', happened, { total: 100 });
    expect(rules.candidatesOf(given, given.at)).toHaveLength(triggers ? 1 : 0);
    // The cut asks again: the campaign may have been edited.
    const [trigger] = rulesOf(purchase, { start: '2026-01-01' }).candidatesOf(given, given.at) as [Trigger];
    const decision = rules.decide(trigger, { profile: null, events: [given], now: new Date('2026-06-01') });
    expect(shown(decision)).toMatch(triggers ? /^send/ : /^no_match$/);
  });

  it('nothing if it arrives too late to be sent', () => {
    const rules = rulesOf(purchase);
    const given = event('purchase', at, { total: 100 });
    expect(rules.candidatesOf(given, new Date('2026-05-07T11:01:00.000Z'))).toHaveLength(1);
    expect(rules.candidatesOf(given, new Date('2026-05-07T11:01:00.001Z'))).toHaveLength(0);
  });

  it('by what is stored under its id, whatever came first with the trigger', () => {
    const rules = rulesOf(purchase);
    const [trigger] = rules.candidatesOf(event('purchase', at, { total: 100 }), new Date(at)) as [Trigger];
    const decide = (stored: ProfileEvent) =>
      shown(rules.decide(trigger, { profile: null, events: [stored], now: new Date(due) }));
    expect(decide(event('purchase', at, { total: 1 }))).toBe('no_match');
    expect(decide(event('purchase', '2026-05-07T10:00:30.000Z', { total: 200 }))).toBe(
      'later 2026-05-07T10:01:30.000Z',
    );
  });

  it('nothing if it was never stored: the cut looks again for 90 seconds, less and less often', () => {
    const rules = rulesOf({ ...purchase, delaySeconds: 0 });
    const [trigger] = rules.candidatesOf(event('purchase', at, { total: 100 }), new Date(at)) as [Trigger];
    let now = trigger.dueAt;
    let looks = 0;
    for (;;) {
      const decision = rules.decide(trigger, { profile: null, events: [], now });
      looks += 1;
      if (decision.kind !== 'later') {
        expect(shown(decision)).toBe('no_event');
        break;
      }
      expect(decision.at.getTime() - now.getTime()).toBeLessThanOrEqual(5000);
      now = decision.at;
    }
    expect(now.getTime() - trigger.createdAt.getTime()).toBeGreaterThan(90_000);
    expect(looks).toBeLessThan(30);
  });

  it('by an anniversary that counts from the day of the event in the zone of the account', () => {
    const birthday: LiveWhen = {
      kind: 'event',
      event: 'visit',
      where: [{ property: 'born', operator: 'anniversary', value: { fromDay: 0, toDay: 0 } }],
      delaySeconds: 0,
    };
    const born = new Date('1990-05-08');
    expect(shown(decisionAt('2026-05-09', birthday, [event('visit', '2026-05-07T22:30:00Z', { born })]))).toMatch(
      /^send/,
    );
    expect(shown(decisionAt('2026-05-09', birthday, [event('visit', '2026-05-07T21:30:00Z', { born })]))).toBe(
      'nothing',
    );
  });
});

describe('keys of triggers', () => {
  it('are different for different profiles, names and ids, whatever characters these have', () => {
    const rules = rulesOf({ kind: 'event', event: 'a/b', delaySeconds: 0 });
    const given = { ...event('a/b', SCHEDULED, {}, 'x%2F/y'), profileId: 'p/q' };
    expect(rules.candidatesOf(given, given.at).map(({ _id }) => _id)).toEqual(['cmp_1/p%2Fq/a%2Fb/x%252F%2Fy']);
  });
});

describe('the API triggers', () => {
  it('after the delay of the campaign as it is then', () => {
    const at = new Date('2026-05-07T10:00:00.000Z');
    const _id = triggerIdOf('cmp_1', triggerKey('ann', 'order-7'));
    const trigger: Trigger = { _id, campaignId: 'cmp_1', profileId: 'ann', dueAt: at, at, createdAt: at, event: null };
    const rules = rulesOf({ kind: 'api', delaySeconds: 60 });
    const decide = (now: string) => shown(rules.decide(trigger, { profile: null, events: [], now: new Date(now) }));
    expect(decide('2026-05-07T10:00:30.000Z')).toBe('later 2026-05-07T10:01:00.000Z');
    expect(decide('2026-05-07T10:01:00.000Z')).toBe('send 2026-05-07T10:01:00.000Z');
  });
});

describe('inaction', () => {
  const inaction = (options: object = {}): LiveWhen => ({
    kind: 'inaction',
    event: 'added',
    unless: { event: 'bought' },
    withinSeconds: 300,
    again: 'restart',
    ...options,
  });
  const added = (minute: string, properties = {}, id = minute) =>
    event('added', `2026-05-07T10:${minute}:00Z`, properties, id);
  const bought = (minute: string, properties = {}) =>
    event('bought', `2026-05-07T10:${minute}:00Z`, properties, minute);
  const late = '2026-05-07T12:00:00Z';

  it.each([
    ['at the beginning of the time', [added('10'), bought('10')], 'cancelled'],
    ['at its end', [added('10'), bought('15')], 'cancelled'],
    ['after it', [added('10'), bought('16')], 'send 2026-05-07T10:15:00.000Z'],
    ['before it', [added('10'), bought('09')], 'send 2026-05-07T10:15:00.000Z'],
  ])('the other event %s', (_, events, expected) => {
    expect(shown(decisionAt(late, inaction(), events))).toBe(expected);
  });

  it.each([
    ['the same cart', { cart: 7 }, { cart: 7 }, 'cancelled'],
    ['another cart', { cart: 7 }, { cart: 8 }, 'send 2026-05-07T10:15:00.000Z'],
    ['a cart of another type', { cart: 7 }, { cart: '7' }, 'send 2026-05-07T10:15:00.000Z'],
    ['no cart in the other event', { cart: 7 }, {}, 'send 2026-05-07T10:15:00.000Z'],
    ['no cart in either event', {}, {}, 'nothing'],
    ['the same date', { cart: new Date(7) }, { cart: new Date(7) }, 'cancelled'],
  ])('tied by a property: %s', (_, first, second, expected) => {
    expect(shown(decisionAt(late, inaction({ tiedBy: 'cart' }), [added('10', first), bought('11', second)]))).toBe(
      expected,
    );
  });

  it('an event is not cancelled by itself, but by the next of its kind: visited, and not again', () => {
    const again = (mode: string) => inaction({ event: 'visit', unless: { event: 'visit' }, again: mode });
    const visit = (minute: string, id: string) => event('visit', `2026-05-07T10:${minute}:00Z`, {}, id);
    for (const mode of ['restart', 'keep', 'each']) {
      const visits = [visit('10', '1'), visit('14', '2'), visit('14', '3')];
      const sent = visits.map((one) => shown(decisionAt(late, again(mode), [one, ...visits.filter((v) => v !== one)])));
      expect(sent).toEqual(['cancelled', 'cancelled', 'send 2026-05-07T10:19:00.000Z']);
    }
  });
});

describe('a travel date', () => {
  const when: LiveWhen = {
    kind: 'event_date',
    event: 'booked',
    property: 'travels',
    identifiedBy: 'booking',
    offsets: [
      { days: -2, template: 'In two days' },
      { days: -1, template: 'Tomorrow', time: '09:00' },
    ],
    time: '18:00',
    zone: 'profile',
    cancelledBy: { event: 'cancelled' },
  };
  const play = (profile = inParis) => ({ ...liveArrivals(rulesOf(when)), profileOf: () => profile });
  const booked = (at: string, day: string, booking: string) =>
    event('booked', at, { booking, travels: new Date(day) }, `${booking} ${day}`);
  const sentBy = ({ sent }: ReturnType<typeof play>): string[] =>
    sent.map(
      ({ trigger, at }) => `${trigger.event?.id}: ${when.offsets[trigger.offset ?? 0]?.template}, ${at.toISOString()}`,
    );

  it('that is moved twice has the reminders of the last date; one that is cancelled has no more', () => {
    const run = play();
    const say = (given: ProfileEvent): void => {
      run.runUntil(new Date(given.at.getTime() - 1), run.profileOf);
      run.receive([given], given.at);
    };
    say(booked('2026-05-02T12:00:00Z', '2026-06-20', 'a'));
    say(booked('2026-05-02T12:00:00Z', '2026-06-11', 'b'));
    say(booked('2026-05-03T12:00:00Z', '2026-06-10', 'a'));
    say(booked('2026-06-01T12:00:00Z', '2026-06-15', 'a'));
    say(event('cancelled', '2026-06-09T16:00:00.001Z', { booking: 'b' }));
    run.runUntil(new Date('2026-12-31'), run.profileOf);
    expect(sentBy(run)).toEqual([
      // Two days before the 11th, a moment before it was cancelled.
      'b 2026-06-11: In two days, 2026-06-09T16:00:00.000Z',
      'a 2026-06-15: In two days, 2026-06-13T16:00:00.000Z',
      'a 2026-06-15: Tomorrow, 2026-06-14T07:00:00.000Z',
    ]);
  });

  it('that is told late has only the reminders that are still to come', () => {
    const run = play();
    run.receive([booked('2026-06-13T17:00:00Z', '2026-06-15', 'a')], new Date('2026-06-13T17:00:00Z'));
    run.receive([booked('2026-06-14T07:00:00.001Z', '2026-06-15', 'b')], new Date('2026-06-14T07:00:00.001Z'));
    run.runUntil(new Date('2026-12-31'), run.profileOf);
    expect(sentBy(run)).toEqual(['a 2026-06-15: Tomorrow, 2026-06-14T07:00:00.000Z']);
  });

  it('that belongs to no booking, or is no date, has no reminder; a later event without a date removes the one there was', () => {
    const run = play();
    run.receive([event('booked', '2026-05-02T12:00:00Z', { travels: new Date('2026-06-15') })], new Date(SCHEDULED));
    run.receive([booked('2026-05-02T12:00:00Z', '2026-06-15', 'a')], new Date(SCHEDULED));
    run.receive([event('booked', '2026-05-03T12:00:00Z', { booking: 'a', travels: 'soon' }, '2')], new Date(SCHEDULED));
    run.receive(
      [event('booked', '2026-05-03T12:00:00Z', { booking: 'c', travels: new Date('9999-12-31T23:59:59Z') }, '3')],
      new Date(SCHEDULED),
    );
    run.runUntil(new Date('2026-12-31'), run.profileOf);
    expect(sentBy(run)).toEqual([]);
  });

  it('is reminded of by the zone of the number, and of the account without one', () => {
    for (const [number, country, hour] of [
      ['+819012345678', 'JP', '00'],
      [null, null, '07'],
    ] as const) {
      const profile = { timeZone: null, number, country, properties: {} };
      const run = play(profile);
      run.receive([booked('2026-06-13T17:00:00Z', '2026-06-15', 'a')], new Date('2026-06-13T17:00:00Z'));
      run.runUntil(new Date('2026-12-31'), run.profileOf);
      expect(sentBy(run)).toEqual([`a 2026-06-15: Tomorrow, 2026-06-14T${hour}:00:00.000Z`]);
    }
  });
});

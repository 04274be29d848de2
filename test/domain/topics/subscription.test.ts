import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  afterAction,
  isConfirmedByText,
  mayGet,
  type SubscriptionAction,
  type SubscriptionState,
} from '../../../src/domain/topics/subscription.ts';
import { OPT_INS } from '../../../src/domain/topics/topic.ts';

const day = (number: number): Date => new Date(Date.UTC(2026, 0, number));
const state = (status: SubscriptionState['status'], more: Partial<SubscriptionState> = {}): SubscriptionState => ({
  status,
  at: day(1),
  confirmedAt: null,
  unsubscribedAt: status === 'unsubscribed' ? day(1) : null,
  expiresAt: status === 'pending' ? day(8) : null,
  ...more,
});
const PENDING = state('pending');
const SUBSCRIBED = state('subscribed');
const CONFIRMED = state('subscribed', { confirmedAt: day(1) });
const UNSUBSCRIBED = state('unsubscribed');
const ASKED_AGAIN = state('pending', { unsubscribedAt: day(0) });

const subscribe = (at: number, isConfirmed = false) =>
  ({ kind: 'subscribe', at: day(at), isConfirmed, expiresAt: day(at + 7) }) as const;
const confirm = (at: number, by: 'api' | 'text') => ({ kind: 'confirm', at: day(at), by }) as const;
const unsubscribe = (at: number) => ({ kind: 'unsubscribe', at: day(at) }) as const;

describe('who gets the messages of a topic', () => {
  it.each([
    ['nothing is known of', null, true, false, false],
    ['was asked to confirm', PENDING, true, false, false],
    ['was subscribed', SUBSCRIBED, true, true, false],
    ['has confirmed', CONFIRMED, true, true, true],
    ['has unsubscribed', UNSUBSCRIBED, false, false, false],
    ['has unsubscribed, and was asked again', ASKED_AGAIN, false, false, false],
  ])('a number that %s', (_, known, notNeeded, single, double) => {
    expect(OPT_INS.map((optIn) => mayGet(optIn, known))).toEqual([notNeeded, single, double]);
  });
});

describe('what an action makes of a number', () => {
  const cases: [string, SubscriptionState | null, SubscriptionAction, 'single' | 'double', SubscriptionState | null][] =
    [
      ['subscribed', null, subscribe(2), 'single', state('subscribed', { at: day(2) })],
      ['to be confirmed', null, subscribe(2), 'double', state('pending', { at: day(2), expiresAt: day(9) })],
      [
        'confirmed elsewhere',
        null,
        subscribe(2, true),
        'double',
        state('subscribed', { at: day(2), confirmedAt: day(2) }),
      ],
      ['subscribed already', SUBSCRIBED, subscribe(2), 'single', null],
      ['confirmed already', CONFIRMED, subscribe(2), 'double', null],
      [
        'subscribed before a confirmation was needed',
        SUBSCRIBED,
        subscribe(2),
        'double',
        state('pending', { at: day(2), expiresAt: day(9) }),
      ],
      ['asked again', PENDING, subscribe(3), 'double', state('pending', { at: day(3), expiresAt: day(10) })],
      ['asked at the same time', PENDING, subscribe(1), 'double', null],
      [
        'asked, and needs no confirmation any more',
        PENDING,
        subscribe(2),
        'single',
        state('subscribed', { at: day(2) }),
      ],
      ['back after an unsubscription', UNSUBSCRIBED, subscribe(2), 'single', state('subscribed', { at: day(2) })],
      [
        'asked after an unsubscription, which holds meanwhile',
        UNSUBSCRIBED,
        subscribe(2),
        'double',
        state('pending', { at: day(2), expiresAt: day(9), unsubscribedAt: day(1) }),
      ],
      ['unsubscribed at the same time', UNSUBSCRIBED, subscribe(1), 'single', null],
      ['unsubscribed later', UNSUBSCRIBED, subscribe(0), 'single', null],
      [
        'confirmed in time',
        PENDING,
        confirm(8, 'text'),
        'double',
        state('subscribed', { at: day(8), confirmedAt: day(8) }),
      ],
      ['confirmed too late', PENDING, confirm(9, 'text'), 'double', null],
      [
        'confirmed by somebody who knows',
        PENDING,
        confirm(90, 'api'),
        'double',
        state('subscribed', { at: day(90), confirmedAt: day(90) }),
      ],
      ['confirmed afterwards', SUBSCRIBED, confirm(2, 'api'), 'double', state('subscribed', { confirmedAt: day(2) })],
      ['subscribed, and says yes', SUBSCRIBED, confirm(2, 'text'), 'double', null],
      ['confirmed twice', CONFIRMED, confirm(2, 'api'), 'double', null],
      ['unknown, and says yes', null, confirm(2, 'text'), 'double', null],
      ['unsubscribed, and is confirmed', UNSUBSCRIBED, confirm(2, 'api'), 'double', null],
      [
        'unsubscribed',
        CONFIRMED,
        unsubscribe(2),
        'double',
        state('unsubscribed', { at: day(2), unsubscribedAt: day(2) }),
      ],
      [
        'unsubscribed while it is asked',
        PENDING,
        unsubscribe(2),
        'double',
        state('unsubscribed', { at: day(2), unsubscribedAt: day(2) }),
      ],
      [
        'unsubscribed though nothing was known',
        null,
        unsubscribe(2),
        'single',
        state('unsubscribed', { at: day(2), unsubscribedAt: day(2) }),
      ],
      [
        'unsubscribed again, which counts',
        UNSUBSCRIBED,
        unsubscribe(3),
        'single',
        state('unsubscribed', { unsubscribedAt: day(3) }),
      ],
      ['unsubscribed by an older request', UNSUBSCRIBED, unsubscribe(0), 'single', null],
      [
        'unsubscribed by a request older than the subscription',
        CONFIRMED,
        unsubscribe(0),
        'double',
        state('unsubscribed', { at: day(0), unsubscribedAt: day(0) }),
      ],
    ];

  it.each(cases)('%s', (_, before, action, optIn, after) => {
    expect(afterAction(before, action, optIn)).toEqual(after);
  });

  const known = fc.constantFrom(null, PENDING, SUBSCRIBED, CONFIRMED, UNSUBSCRIBED, ASKED_AGAIN);
  const time = fc.integer({ min: -3, max: 12 });
  const action = fc.oneof(
    fc.tuple(time, fc.boolean()).map(([at, isConfirmed]): SubscriptionAction => subscribe(at, isConfirmed)),
    fc.tuple(time, fc.constantFrom('api' as const, 'text' as const)).map(([at, by]) => confirm(at, by)),
    time.map(unsubscribe),
  );

  it('is the same when it is repeated at once', () => {
    fc.assert(
      fc.property(known, action, fc.constantFrom(...OPT_INS), (before, one, optIn) => {
        const after = afterAction(before, one, optIn);
        if (after !== null) expect(afterAction(after, one, optIn)).toBeNull();
      }),
    );
  });

  it('leaves an unsubscription in force against everything but a later subscription, whatever the order of the writes', () => {
    fc.assert(
      fc.property(known, fc.array(action, { maxLength: 6 }), fc.constantFrom(...OPT_INS), (start, others, optIn) => {
        const at = 5;
        let now = afterAction(start, unsubscribe(at), optIn) ?? start;
        for (const one of others) now = afterAction(now, one, optIn) ?? now;
        const isLater = others.some((one) => one.kind === 'subscribe' && one.at > day(at));
        if (!isLater) expect(OPT_INS.map((each) => mayGet(each, now))).toEqual([false, false, false]);
      }),
    );
  });
});

describe('a text that says yes', () => {
  it.each([
    ['in time', PENDING, 8, null, true],
    ['too late', PENDING, 9, null, false],
    ['without a request', SUBSCRIBED, 2, null, false],
    ['after an unsubscription', UNSUBSCRIBED, 2, null, false],
    ['with an opt-out before the request', PENDING, 2, day(0), true],
    ['with an opt-out since the request, which has ended', PENDING, 3, day(2), false],
    ['while the number is opted out', PENDING, 3, day(3), false],
  ])('confirms a subscription: %s', (_, known, at, optedOutUntil, isConfirmed) => {
    expect(isConfirmedByText(known, { at: day(at), optedOutUntil })).toBe(isConfirmed);
  });
});

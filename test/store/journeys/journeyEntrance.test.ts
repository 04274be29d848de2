import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { JourneyCalls } from '../../../src/domain/journeys/calls.ts';
import { defineJourney, type JourneySettings } from '../../../src/domain/journeys/journey.ts';
import { journeyEntrance } from '../../../src/store/journeys/journeyEntrance.ts';
import { storeOf } from '../../../src/store/store.ts';
import { freshDatabase } from '../../support/database.ts';
import { TEST_SECRET_KEY } from '../../support/sending.ts';

const { db } = freshDatabase();
const store = storeOf(db, TEST_SECRET_KEY);
const DAY = 86_400_000;

afterEach(async () => {
  await db.dropDatabase();
});

/** The entrance of one journey; `calls` notes what Temporal was asked for, and `state.isDown` refuses it. */
function entranceOf(settings: Partial<JourneySettings> = {}) {
  const journey = defineJourney(
    { name: 'cart', description: '', providerGroup: 'g', texts: {}, startedBy: { event: 'cart_left' }, ...settings },
    async () => undefined,
  );
  const state = { isDown: false, isSlow: false, isTerminated: false };
  const asked: string[] = [];
  const note = async (call: string): Promise<void> => {
    if (state.isDown) throw new Error('Temporal is away');
    if (state.isSlow) await sleep(100);
    asked.push(call);
  };
  const calls: JourneyCalls = {
    start: ({ profileId }) => note(`start ${profileId}`),
    signal: (_, signal) => note(JSON.stringify(signal)).then(() => !state.isTerminated),
    startTask: note,
  };
  const entrance = journeyEntrance({ store, calls, journeys: [journey] });
  const left = (id: string, at = new Date(), properties = {}, profileId = 'ada') => ({
    _id: id,
    profileId,
    name: 'cart_left',
    at,
    properties,
  });
  const people = () => store.journeyPeople.list('cart', { statuses: ALL, limit: 100 });
  const end = async (at: Date): Promise<void> => {
    for (const { _id, profileId } of await people()) {
      await store.journeyPeople.end(_id, { status: 'completed', step: '', at, convertedAt: null });
      await store.journeyEntries.end(`cart ${profileId}`, _id);
    }
  };
  return { journey, state, asked, entrance, left, people, end };
}
const ALL = ['entering', 'active', 'held', 'completed', 'exited', 'removed', 'stopped', 'failed'] as const;

describe('an event that starts a journey', () => {
  it('starts it once, however often it comes and by however many processes at once', async () => {
    const { entrance, left, people } = entranceOf();
    await Promise.all(Array.from({ length: 8 }, () => entrance.onEvents([left('e1'), left('e2')])));
    await entrance.settled();
    expect(await people()).toEqual([expect.objectContaining({ profileId: 'ada', status: 'active', key: null })]);
  });

  it('of other names, of other properties and of long ago starts nothing', async () => {
    const where = [{ property: 'total', operator: 'gte', value: 50 } as const];
    const { entrance, left, asked } = entranceOf({ startedBy: { event: 'cart_left', where } });
    const old = new Date(Date.now() - 2 * DAY);
    await entrance.onEvents([
      left('e1', new Date(), { total: 10 }),
      left('e2', old, { total: 90 }),
      { ...left('e3', new Date(), { total: 90 }), name: 'other' },
    ]);
    expect(asked).toEqual([]);
    await entrance.onEvents([left('e4', new Date(), { total: 90 })]);
    await entrance.settled();
    expect(asked).toEqual(['start ada']);
  });

  it('is made up for if Temporal was away, or the process crashed before it asked', async () => {
    const { entrance, left, asked, state } = entranceOf();
    state.isDown = true;
    await entrance.onEvents([left('e1')]);
    await entrance.settled();
    state.isDown = false;
    expect(await entrance.catchUp(new Date(Date.now() - 60_000))).toBe(0);
    expect(await entrance.catchUp(new Date(Date.now() + 1000))).toBe(1);
    expect(asked).toEqual(['start ada']);
  });

  it('lets nobody into a journey that is drained or stopped; a paused one takes people in', async () => {
    const { entrance, left, people } = entranceOf();
    for (const [state, profileId] of [
      ['stopped', 'ada'],
      ['draining', 'ben'],
      ['paused', 'cleo'],
    ] as const) {
      const before = await store.journeyStates.get('cart');
      await store.journeyStates.change(before, { state, at: new Date(), by: 'test' });
      await entrance.onEvents([left('e1', new Date(), {}, profileId)]);
    }
    expect((await people()).map(({ profileId }) => profileId)).toEqual(['cleo']);
  });

  it('never lets an erased person in', async () => {
    const { entrance, left, people } = entranceOf();
    await store.erasures.request({ profileId: 'ada', reason: null, keyId: 'key_1', now: new Date() });
    await entrance.onEvents([left('e1')]);
    expect(await people()).toEqual([]);
  });
});

describe('entering again', () => {
  it('is never possible unless the journey says so', async () => {
    const { entrance, left, people, end } = entranceOf();
    await entrance.onEvents([left('e1')]);
    await end(new Date());
    await entrance.onEvents([left('e2')]);
    expect(await people()).toHaveLength(1);
  });

  it('after so many days needs the days, and the end of the journey', async () => {
    const { entrance, left, people, end } = entranceOf({ reentry: { afterDays: 7 } });
    const day = (days: number): Date => new Date(Date.now() + days * DAY);
    const on = (days: number, id: string) => entrance.onEvents([left(id, day(days))], day(days));
    await on(0, 'e1');
    await on(8, 'e2');
    expect(await people(), 'it is in it').toHaveLength(1);
    await end(day(8));
    await on(6, 'e3');
    expect(await people(), 'too early').toHaveLength(1);
    await Promise.all([on(8, 'e4'), on(8, 'e5')]);
    expect(await people()).toHaveLength(2);
    await on(8, 'e1');
    expect(await people(), 'the first event again').toHaveLength(2);
  });

  it('beside itself is possible for each value of a property, once', async () => {
    const { entrance, left, people } = entranceOf({ reentry: { perValueOf: 'cartId' } });
    const cart = (id: string, cartId: string) => left(id, new Date(), { cartId });
    await entrance.onEvents([cart('e1', 'c-1'), cart('e2', 'c-2'), cart('e3', 'c-1')]);
    expect((await people()).map(({ key }) => key).sort()).toEqual(['c-1', 'c-2']);
  });
});

describe('somebody who is to leave', () => {
  const person = { step: 'wait: paid', stepAt: new Date(), branches: {} };
  const wait = { event: 'paid', since: new Date(), journey: 'cart', same: [] };

  it('is told by the workflow, and leaves at once where somebody has terminated that', async () => {
    const { entrance, left, people, state, asked } = entranceOf({ reentry: { afterDays: 1 } });
    await entrance.onEvents([left('e1')]);
    await entrance.settled();
    const [{ _id = '' } = {}] = await people();
    await store.journeyPeople.arrive(_id, person);
    for (const [personId, watch] of [
      [_id, 1],
      [_id, 2],
      ['another', 1],
    ] as const) {
      await store.journeyWaits.add({ profileId: 'ada', wait: { ...wait, personId, watch } });
    }
    await entrance.dismiss({ _id, journey: 'cart' }, 'removed');
    expect(asked.at(-1)).toBe('{"signal":"leave","why":"removed"}');
    expect((await people())[0]).toMatchObject({ status: 'active' });
    state.isTerminated = true;
    for (let again = 0; again < 2; again += 1) await entrance.dismiss({ _id, journey: 'cart' }, 'stopped');
    expect((await people())[0]).toMatchObject({ status: 'stopped', step: 'wait: paid', endedAt: expect.any(Date) });
    const waits = await store.journeyWaits.of([{ profileId: 'ada', name: 'paid' }]);
    expect(waits.map(({ personId }) => personId)).toEqual(['another']);
    const later = new Date(Date.now() + 2 * DAY);
    await entrance.onEvents([left('e2', later)], later);
    expect(await people(), 'may enter again').toHaveLength(2);
  });
});

describe('an event that somebody waits for', () => {
  const since = new Date(Date.now() - 1000);
  const wait = { event: 'paid', same: [{ property: 'cartId', tie: '"c-1"' }], since, journey: 'cart', personId: 'p1' };
  const paid = (cartId: string, at = new Date(), profileId = 'ada') => ({
    _id: `${cartId}`,
    profileId,
    name: 'paid',
    at,
    properties: { cartId },
  });

  it('is reported to that person only, for the same cart, and not from before', async () => {
    const { entrance, asked } = entranceOf();
    await store.journeyWaits.add({ profileId: 'ada', wait: { ...wait, watch: 3 } });
    await entrance.onEvents([paid('c-2'), paid('c-1', new Date(0)), paid('c-1', new Date(), 'ben')]);
    expect(asked).toEqual([]);
    await entrance.onEvents([paid('c-1')]);
    await entrance.settled();
    expect(asked).toEqual(['{"signal":"journeyEvent","watch":3}']);
    expect(await db.collection('journeySignals').countDocuments()).toBe(0);
    await store.journeyWaits.remove({ profileId: 'ada', event: 'paid', personId: 'p1', watch: 3 });
    await entrance.onEvents([paid('c-1')]);
    await entrance.settled();
    expect(asked).toHaveLength(1);
    expect(await db.collection('journeyWaits').countDocuments()).toBe(0);
  });

  it('is reported later if Temporal is away', async () => {
    const { entrance, asked, state } = entranceOf();
    await store.journeyWaits.add({ profileId: 'ada', wait: { ...wait, watch: 3 } });
    state.isDown = true;
    await entrance.onEvents([paid('c-1')]);
    await entrance.settled();
    await expect(entrance.catchUp(later())).rejects.toThrow('Temporal is away');
    state.isDown = false;
    expect(await entrance.catchUp(new Date(Date.now() - 60_000))).toBe(0);
    expect(await entrance.catchUp(later())).toBe(1);
    expect(asked).toEqual(['{"signal":"journeyEvent","watch":3}']);
    expect(await entrance.catchUp(later())).toBe(0);
  });

  it('is kept for later if another one comes while the first is being reported', async () => {
    const { entrance, asked } = entranceOf();
    await store.journeyWaits.add({ profileId: 'ada', wait: { ...wait, watch: 3 } });
    const at = new Date();
    const [first] = await store.journeySignals.add([{ ...wait, watch: 3 }], at);
    await store.journeySignals.add([{ ...wait, watch: 3 }], new Date(at.getTime() + 1));
    if (first) await store.journeySignals.remove(first);
    expect(await entrance.catchUp(later())).toBe(1);
    expect(asked).toHaveLength(1);
  });

  it('is acknowledged before 1,500 workflows are told of it, and all are', async () => {
    const { entrance, asked, state } = entranceOf();
    const people = Array.from({ length: 1500 }, (_, index) => `p${index}`);
    await Promise.all(
      people.map((one) => store.journeyWaits.add({ profileId: one, wait: { ...wait, personId: one, watch: 3 } })),
    );
    state.isSlow = true;
    await entrance.onEvents(people.map((one) => paid('c-1', new Date(), one)));
    expect(asked.length).toBeLessThan(100);
    state.isSlow = false;
    await entrance.settled();
    expect(asked).toHaveLength(1500);
  });
});

const later = (): Date => new Date(Date.now() + 1000);

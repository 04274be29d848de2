import { afterEach, expect, it } from 'vitest';
import { journeyTask } from '../../../src/activities/journeys/journeyTask.ts';
import type { JourneyCalls } from '../../../src/domain/journeys/calls.ts';
import { defineJourney } from '../../../src/domain/journeys/journey.ts';
import { journeyEntrance } from '../../../src/store/journeys/journeyEntrance.ts';
import type { JourneyTask } from '../../../src/store/journeys/journeyTasks.ts';
import { storeOf } from '../../../src/store/store.ts';
import { freshDatabase } from '../../support/database.ts';
import { people, TEST_SECRET_KEY } from '../../support/sending.ts';

const { db } = freshDatabase();
const store = storeOf(db, TEST_SECRET_KEY);
const journeys = [
  defineJourney({ name: 'cart', description: '', providerGroup: 'g', texts: {} }, async () => undefined),
];

afterEach(async () => {
  await db.dropDatabase();
});

/** A task, and what carries it out once; it fails with the call of this number. */
async function task(work: JourneyTask['work']) {
  await store.journeyTasks.insert({ _id: 'task_1', journey: 'cart', work, startedAt: new Date() });
  const asked: string[] = [];
  return {
    asked,
    async run({ failAt = Number.POSITIVE_INFINITY } = {}) {
      const note = async (call: string): Promise<void> => {
        if (asked.length + 1 >= failAt) throw new Error('Temporal is away');
        asked.push(call);
      };
      const calls: JourneyCalls = {
        start: ({ profileId }) => note(profileId),
        signal: ({ _id }, { signal }) => note(`${signal} ${_id}`).then(() => true),
        startTask: note,
      };
      const entrance = journeyEntrance({ store, calls, journeys });
      const { signal } = new AbortController();
      return await journeyTask('task_1', { store, calls, entrance, journeys, signal, tell: () => undefined });
    },
  };
}

it('lets everybody of a segment enter once, and counts those that were in the journey', async () => {
  const all = people(95);
  await store.profiles.upsertMany(all, new Date());
  const [journey] = journeys;
  const entrance = journeyEntrance({
    store,
    calls: { start: nothing, signal: async () => true, startTask: nothing },
    journeys,
  });
  if (!journey) throw new Error('there is no journey');
  const before = { key: null, event: null, source: 'before', now: new Date() };
  for (const { id } of all.slice(0, 5)) await entrance.enter({ journey, profileId: id, ...before });
  const { run, asked } = await task({ kind: 'enter', condition: 'everyone' });
  expect(await run()).toEqual({ people: 95 });
  expect(await run(), 'a repetition').toEqual({ people: 95 });
  expect(asked.toSorted()).toEqual(all.slice(5).map(({ id }) => id));
  expect(await store.journeyTasks.get('task_1')).toMatchObject({ refused: 5, finishedAt: expect.any(Date) });
});

it('tells everybody who is held, and goes on after a failure where it was', async () => {
  await store.profiles.upsertMany(people(90), new Date());
  const entering = await task({ kind: 'enter', condition: 'everyone' });
  await entering.run();
  const ids = (await db.collection<{ _id: string }>('journeyPeople').find().toArray()).map(({ _id }) => _id);
  const held = ids.slice(0, 60);
  for (const id of held) await store.journeyPeople.setStatus(id, 'held');
  await db.collection<{ _id: string }>('journeyTasks').deleteOne({ _id: 'task_1' });
  const { run, asked } = await task({ kind: 'signal', signal: { signal: 'journeySteered' }, statuses: ['held'] });
  await expect(run({ failAt: 45 })).rejects.toThrow('Temporal is away');
  const { people: told = 0 } = (await store.journeyTasks.get('task_1')) ?? {};
  expect(told).toBe(40);
  expect(await run()).toEqual({ people: 60 });
  expect(new Set(asked)).toEqual(new Set(held.map((id) => `journeySteered ${id}`)));
});

it('lets no more enter than come to their first step', async () => {
  await store.profiles.upsertMany(people(150), new Date());
  const { run, asked } = await task({ kind: 'enter', condition: 'everyone' });
  const running = run();
  await expect.poll(() => asked.length, { timeout: 10_000 }).toBe(100);
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(asked).toHaveLength(100);
  const first = await db.collection<{ _id: string }>('journeyPeople').find().limit(40).toArray();
  for (const { _id } of first) {
    await store.journeyPeople.arrive(_id, { step: 'sms: a', stepAt: new Date(), branches: {} });
  }
  await expect.poll(() => asked.length, { timeout: 10_000 }).toBe(140);
  await db.collection('journeyPeople').updateMany({}, { $set: { step: 'sms: a' } });
  expect(await running).toEqual({ people: 150 });
});

const nothing = async (): Promise<void> => undefined;

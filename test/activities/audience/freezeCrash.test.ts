import { type Db, MongoClient } from 'mongodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freezeAudience } from '../../../src/activities/audience/freezeAudience.ts';
import type { Profile } from '../../../src/domain/audience/profile.ts';
import { type Run, recipientsIn } from '../../../src/domain/campaign/run.ts';
import { dndWindows } from '../../../src/domain/dnd/dndSchema.ts';
import type { Batch } from '../../../src/domain/message/batch.ts';
import { type Store, storeOf } from '../../../src/store/store.ts';
import { Crashed, crashingDb } from '../../store/crashingDb.ts';
import { pausingDb } from '../../store/pausingDb.ts';
import { seededRandom } from '../../store/seededRandom.ts';
import { freshDatabase } from '../../support/database.ts';
import {
  batchesOf,
  crowd,
  event,
  frozen,
  occurrenceOf,
  peopled,
  person,
  runOf,
  SECRET_KEY,
  SMALL,
} from '../../support/freezing.ts';

const ZONES = ['Europe/Paris', 'America/New_York', 'Asia/Kolkata', null];

/** Several numbers are shared, also by profiles on different pages, and some profiles have opted out. */
const profiles = crowd(26, (index) => ({
  timeZone: ZONES[index % 4] ?? null,
  optedOut: index % 11 === 5,
  ...(index % 3 === 0 && { number: `+44790000000${index % 10}` }),
}));
const suppressed = profiles.filter((_, index) => index % 13 === 1).flatMap(({ number }) => number ?? []);
const events = profiles
  .filter((_, index) => index % 2 === 0)
  .map(({ _id }, index) => event(`e${index}`, _id, `2026-03-0${1 + (index % 9)}T0${index % 10}:30:00Z`));

const inOwnZones = { kind: 'dates' as const, dates: ['2026-05-07T10:00'] };
const late = new Date('2026-05-07T07:00:00Z');
const RUNS: readonly [string, Partial<Run>][] = [
  ['due as one', {}],
  ['in many zones', { schedule: occurrenceOf({ ...inOwnZones, zone: 'profile' }), startedAt: late }],
  [
    'of so many people, with DND',
    {
      reach: { kind: 'number', number: 12 },
      windows: dndWindows.parse([{ from: '06:00', to: '11:30', action: 'delay' }]),
    },
  ],
  ['at their best time', { schedule: occurrenceOf({ ...inOwnZones, zone: 'best_time', late: 'next_day' }) }],
];

describe.each(RUNS)('the freezing of an audience %s', (name, more) => {
  const { db, url, name: database } = freshDatabase();
  const client = new MongoClient(url);
  afterAll(() => client.close());
  const run = runOf(`cmp/${name}`, more);
  let store: Store;
  let wanted: Awaited<ReturnType<typeof frozen>>;

  beforeAll(async () => {
    store = await peopled(db, { profiles, events, suppressed });
    await store.ensureIndexes();
    wanted = await frozen(store, run);
    // Otherwise the crashes would have no effect.
    expect(wanted.batches).toBeGreaterThan(3);
  });

  async function beginAnew(): Promise<void> {
    await Promise.all(['batches', 'audiencePages', 'runs'].map((each) => db.collection(each).deleteMany({})));
    await store.runs.open(run);
  }

  beforeEach(beginAnew);

  const freezeOn = async (worker: Db) =>
    await freezeAudience({
      store: storeOf(worker, SECRET_KEY),
      // Like the activity, with the run as it is at the beginning.
      run: (await store.runs.get(run._id)) ?? run,
      signal: new AbortController().signal,
      sizes: SMALL,
    });

  async function expectWanted(result: unknown): Promise<void> {
    const { written, ...outcome } = wanted;
    expect(result).toEqual(outcome);
    const found: Batch[] = await batchesOf(db, run._id);
    expect(found).toEqual(written);
    expect(await db.collection('audiencePages').countDocuments()).toBe(0);
    expect(await store.runs.get(run._id)).toMatchObject({ status: 'sending', audience: outcome.audience });
  }

  it('has every recipient once, or left out', () => {
    const recipients = wanted.written.flatMap((batch) => batch.recipients);
    expect(new Set(recipients).size).toBe(recipients.length);
    expect(recipients.length).toBe(profiles.length - (wanted.audience.notChosen ?? 0));
  });

  it.each(['before', 'after'] as const)(
    'comes to the same after a crash %s any request',
    { timeout: 60_000 },
    async (when) => {
      let crashes = 0;
      for (let request = 1; ; request += 1) {
        try {
          await expectWanted(await freezeOn(crashingDb(db, { request, when })));
          break;
        } catch (error) {
          if (!(error instanceof Crashed)) throw error;
          crashes += 1;
        }
        await expectWanted(await freezeOn(db));
        await beginAnew();
      }
      expect(crashes).toBeGreaterThan(10);
    },
  );

  it('has the same result when one worker after the other crashes', { timeout: 60_000 }, async () => {
    const random = seededRandom(11);
    for (let round = 0; round < 5; round += 1) {
      for (let crashes = 0; ; crashes += 1) {
        const request = 1 + Math.floor(random() * (15 + crashes));
        try {
          await expectWanted(await freezeOn(crashingDb(db, { request, when: random() < 0.5 ? 'before' : 'after' })));
          break;
        } catch (error) {
          if (!(error instanceof Crashed)) throw error;
        }
      }
      await beginAnew();
    }
  });

  it('has every recipient once, although profiles are added, removed and opted out between the attempts', {
    timeout: 60_000,
  }, async () => {
    for (let request = 3; ; request += 3) {
      const crash = { request, when: 'after' } as const;
      const isDone = await freezeOn(crashingDb(db, crash)).then(
        () => true,
        () => false,
      );
      if (isDone) break;
      const changing = db.collection<Profile>('profiles');
      await changing.insertMany(
        ['p003x', 'p013x', 'p999'].map((id, index) => person(id, { number: `+447800${index}` })),
      );
      await changing.updateMany({ _id: { $in: ['p006', 'p016'] } }, { $set: { optedOut: true } });
      await changing.deleteMany({ _id: { $in: ['p004', 'p017'] } });

      const { audience, batches, due } = await freezeOn(db);
      const written = await batchesOf(db, run._id);
      const recipients = written.flatMap((batch) => batch.recipients);
      expect(new Set(recipients).size, 'nobody twice').toBe(recipients.length);
      expect(recipientsIn(audience)).toBe(recipients.length);
      expect(written).toHaveLength(batches);
      expect(due.reduce((sum, one) => sum + one.batches, 0)).toBe(batches);
      const stayed = profiles.map(({ _id }) => _id).filter((id) => id !== 'p004' && id !== 'p017');
      if (run.reach.kind === 'everyone') expect(recipients).toEqual(expect.arrayContaining(stayed));
      await peopled(db, { profiles, events, suppressed });
      await beginAnew();
    }
  });

  it('has the same result when it is repeated', async () => {
    await freezeOn(db);
    await expectWanted(await freezeOn(db));
  });

  it('has the same result with several workers at once', async () => {
    const workers = [db, client.db(database), db, client.db(database)];
    const results = await Promise.all(workers.map(freezeOn));
    for (const result of results) await expectWanted(result);
  });

  it('is not changed by a worker that was suspended while others finished', {
    timeout: 60_000,
  }, async () => {
    const joined = person('p999', { timeZone: 'Asia/Tokyo' });
    for (let request = 1; ; request += 1) {
      const pausing = pausingDb(db, request);
      const slow = freezeOn(pausing.db);
      const stands = await Promise.race([pausing.reached.then(() => true), slow.then(() => false)]);
      if (stands) {
        await expectWanted(await freezeOn(client.db(database)));
        await db.collection<Profile>('profiles').insertOne(joined);
      }
      pausing.resume();
      await expectWanted(await slow);
      await db.collection<Profile>('profiles').deleteOne({ _id: joined._id });
      await beginAnew();
      if (stands) continue;
      expect(request).toBeGreaterThan(5);
      break;
    }
  });
});

import { type Db, MongoClient } from 'mongodb';
import { afterAll, describe, expect, it } from 'vitest';
import { usageOf } from '../../bench/processUsage.ts';
import { launch } from '../../dev/campaigns.ts';
import type { CampaignInput } from '../../src/client/operations.ts';
import type { Profile } from '../../src/domain/audience/profile.ts';
import type { Run } from '../../src/domain/campaign/run.ts';
import { runIdOf } from '../../src/domain/ids.ts';
import type { Batch } from '../../src/domain/message/batch.ts';
import { offsetMs } from '../../src/domain/schedule/localTime.ts';
import { providerGroup, system } from '../support/system.ts';

const PEOPLE = 1_000_000;
const MOST_MB = 400;
const AT_A_TIME = 20_000;

const ZONES = [
  'Europe/Paris',
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Sydney',
  'America/Los_Angeles',
  'Asia/Tokyo',
  'Africa/Lagos',
  'America/Sao_Paulo',
  'Pacific/Auckland',
];
/** Zone of the account and of profiles without one. */
const DEFAULT_ZONE = 'UTC';

describe('an audience of a million people in many zones', () => {
  const herald = system({ workers: 1 });
  let client: MongoClient | undefined;
  afterAll(() => client?.close());

  it('is frozen by a worker that stays under 400 MB, with everybody in exactly one batch', async () => {
    const { mongoUrl, database, workers } = herald.stack();
    client = new MongoClient(mongoUrl);
    const db = client.db(database);
    const { groupId } = await providerGroup(herald, [{ kind: 'http', name: 'never-asked' }]);
    await insertPeople(db);

    const scheduledAt = performance.now();
    const campaignId = await launch(herald.herald(), inOwnZones(groupId));
    const run = await frozenRun(db, runIdOf(campaignId, 1));
    const seconds = (performance.now() - scheduledAt) / 1000;
    const usage = usageOf(workers[0]?.pid ?? null);
    console.error(
      `${PEOPLE} people frozen in ${seconds.toFixed(1)} s; the worker's peak: ${usage?.peakMb.toFixed(0) ?? 'unknown'} MB`,
    );

    await expectEverybodyOnce(db, run);
    expect(await db.collection('audiencePages').countDocuments()).toBe(0);
    // Only Linux has this value.
    if (process.platform === 'linux') expect(usage?.peakMb).toBeLessThan(MOST_MB);
    await herald.herald().stopCampaign({ campaignId });
  });
});

/** One in 20 has no zone, one in 50 has opted out, one in 100 has no usable number. */
function person(index: number, now: Date): Profile {
  const digits = String(index).padStart(8, '0');
  return {
    _id: `u-${digits}`,
    phone: `+336${digits}`,
    number: index % 100 === 98 ? null : `+336${digits}`,
    country: 'FR',
    timeZone: index % 20 === 7 ? null : (ZONES[index % ZONES.length] ?? null),
    language: 'fr',
    optedOut: index % 50 === 49,
    properties: { name: `N${index}`, points: index % 5000 },
    createdAt: now,
    updatedAt: now,
  };
}

async function insertPeople(db: Db): Promise<void> {
  const now = new Date();
  const profiles = db.collection<Profile>('profiles');
  for (let start = 0; start < PEOPLE; start += AT_A_TIME) {
    const some = Array.from({ length: AT_A_TIME }, (_, offset) => person(start + offset, now));
    await profiles.insertMany(some, { ordered: false });
  }
}

/** Just due by the first clock on earth, and in an hour or later by those that people have; not at night. */
function inOwnZones(providerGroupId: string): CampaignInput {
  const firstClock = new Date(Date.now() + 14 * 3_600_000 - 120_000);
  return {
    name: 'a million',
    type: 'past_behaviour',
    when: { kind: 'dates', dates: [firstClock.toISOString().slice(0, 16)], zone: 'profile' },
    who: { kind: 'everyone' },
    what: { template: 'Hello {{ profile.name }}' },
    dnd: [{ from: '21:00', to: '09:30', action: 'delay' }],
    providerGroupId,
  };
}

async function frozenRun(db: Db, runId: string): Promise<Run> {
  const found = async (): Promise<Run | null> => await db.collection<Run>('runs').findOne({ _id: runId });
  await expect.poll(async () => (await found())?.audience ?? null, { timeout: 120_000, interval: 200 }).not.toBeNull();
  const run = await found();
  if (!run) throw new Error(`there is no run ${runId}`);
  return run;
}

async function expectEverybodyOnce(db: Db, { _id: runId, audience, batches }: Run): Promise<void> {
  expect(audience).toEqual({ qualified: PEOPLE, reachable: 970_000, optedOut: 20_000, noUsableNumber: 10_000 });
  const seen = new Uint8Array(PEOPLE);
  const due: number[] = [];
  const mixed: string[] = [];
  for await (const batch of db
    .collection<Batch>('batches')
    .find({ dispatchId: runId }, { batchSize: 10 })
    .sort({ ordinal: 1 })) {
    const at = batch.at ?? new Date(0);
    due.push(at.getTime());
    const clocks = new Set<number>();
    for (const profileId of batch.recipients) {
      const index = Number(profileId.slice(2));
      seen[index] = (seen[index] ?? 0) + 1;
      const zone = index % 20 === 7 ? DEFAULT_ZONE : ZONES[index % ZONES.length];
      clocks.add(offsetOf(at, zone ?? DEFAULT_ZONE));
    }
    if (clocks.size > 1) mixed.push(batch._id);
  }
  expect(due).toHaveLength(batches);
  expect(due, 'in the order in which they are due').toEqual(due.toSorted((a, b) => a - b));
  expect(mixed, 'all of a batch have one clock').toEqual([]);
  expect(seen.indexOf(0), 'nobody missed').toBe(-1);
  expect(Math.max(...counted(seen)), 'nobody twice').toBe(1);
}

const known = new Map<string, number>();

function offsetOf(at: Date, zone: string): number {
  const key = `${at.getTime()} ${zone}`;
  const offset = known.get(key) ?? offsetMs(at, zone);
  known.set(key, offset);
  return offset;
}

/** The distinct values. */
const counted = (values: Uint8Array): Set<number> => new Set(values);

import type { Db } from 'mongodb';
import type { FreezeContext } from '../../src/activities/audience/context.ts';
import { freezeAudience } from '../../src/activities/audience/freezeAudience.ts';
import type { EventInput, ProfileEvent } from '../../src/domain/audience/event.ts';
import type { Profile } from '../../src/domain/audience/profile.ts';
import type { Run } from '../../src/domain/campaign/run.ts';
import type { Batch } from '../../src/domain/message/batch.ts';
import { SIZES } from '../../src/domain/message/dispatch.ts';
import { nextOccurrence, type Occurrence } from '../../src/domain/schedule/occurrences.ts';
import { type WhenInput, when } from '../../src/domain/schedule/whenSchema.ts';
import { mapValues, toJson } from '../../src/domain/values.ts';
import { type Store, storeOf } from '../../src/store/store.ts';
import { RUN_DEFAULTS } from './runDefaults.ts';

export const SECRET_KEY = Buffer.alloc(32, 7).toString('base64');

/** An instant before anything is due. */
const LONG_AGO = new Date('2026-01-01T00:00:00Z');

/** An eligible profile with a number of its own. */
export function person(_id: string, more: Partial<Profile> = {}): Profile {
  const number = `+4477${String(digits(_id)).padStart(8, '0')}`;
  return {
    _id,
    phone: number,
    number,
    country: 'GB',
    timeZone: null,
    language: null,
    optedOut: false,
    properties: {},
    createdAt: LONG_AGO,
    updatedAt: LONG_AGO,
    ...more,
  };
}

/** Profiles `p000` and on; `more` gives fields of the one with an index. */
export const crowd = (count: number, more: (index: number) => Partial<Profile> = () => ({})): Profile[] =>
  Array.from({ length: count }, (_, index) => person(`p${String(index).padStart(3, '0')}`, more(index)));

export const event = (_id: string, profileId: string, at: string): ProfileEvent => ({
  _id,
  profileId,
  name: 'Visit',
  at: new Date(at),
  properties: {},
});

/** The first occurrence of `input`, in an account in Paris. */
export function occurrenceOf(input: WhenInput): Occurrence {
  const dates = { scheduledAt: LONG_AGO, notBefore: LONG_AGO, previous: null, runs: 0 };
  const found = nextOccurrence({ when: when.parse(input), accountZone: 'Europe/Paris', ...dates });
  if (found === null) throw new Error('wanted: a schedule with an occurrence');
  return found;
}

/** A run to everyone that has just started, when the first of its recipients are due. */
export function runOf(_id: string, more: Partial<Run> = {}): Run {
  const schedule = more.schedule ?? occurrenceOf({ kind: 'at', at: '2026-05-07T08:00:00Z' });
  const dueAt = new Date(schedule.firstAt);
  return {
    ...RUN_DEFAULTS,
    _id,
    campaignId: 'cmp',
    occurrence: 1,
    status: 'freezing',
    dueAt,
    what: { template: 'Hello', maxSegments: 4 },
    condition: 'everyone',
    schedule,
    accountZone: 'Europe/Paris',
    onUncertain: 'skip',
    resolveWithinSeconds: 0,
    validityPeriodSeconds: null,
    campaignName: 'test',
    providerGroupId: 'grp',
    members: [],
    audience: null,
    batches: 0,
    sizes: { ...SIZES, batch: 4 },
    startedAt: dueAt,
    finishedAt: null,
    ...more,
  };
}

/** So small that a few profiles need several pages and batches. */
export const SMALL = { page: 7, buffered: 8 };

/** A stored event as it was sent. */
export const eventInputOf = ({ _id, at, properties, ...rest }: ProfileEvent): EventInput => ({
  id: _id,
  ...rest,
  at: at.toISOString(),
  properties: mapValues(properties, toJson),
});

/** A store with these profiles and events, and suppressed numbers. */
export async function peopled(
  db: Db,
  of: { profiles: readonly Profile[]; events?: readonly ProfileEvent[]; suppressed?: readonly string[] },
): Promise<Store> {
  const store = storeOf(db, SECRET_KEY);
  await Promise.all(
    ['profiles', 'events', 'eventShares', 'suppressions'].map((name) => db.collection(name).deleteMany({})),
  );
  if (of.profiles.length > 0) await db.collection<Profile>('profiles').insertMany([...of.profiles]);
  await store.events.insertMany((of.events ?? []).map(eventInputOf), LONG_AGO);
  for (const number of of.suppressed ?? []) {
    await store.suppressions.add({ number, source: 'carrier', providerId: 'prv', at: LONG_AGO });
  }
  return store;
}

/** Opens the run, freezes its audience and reads the result. */
export async function frozen(store: Store, run: Run, more: Partial<FreezeContext> = {}) {
  await store.runs.open(run);
  const result = await freezeAudience({ store, run, signal: new AbortController().signal, sizes: SMALL, ...more });
  return { ...result, written: await batchesOf(store.db, run._id) };
}

/** A run's batches in the order of their ordinals. */
export const batchesOf = (db: Db, runId: string): Promise<Batch[]> =>
  db.collection<Batch>('batches').find({ dispatchId: runId }).sort({ ordinal: 1 }).toArray();

/** Batches as lines: `2026-05-07T08:00 Europe/Paris p000 p001(duplicate_number)`. */
export const linesOf = (batches: readonly Batch[]): string[] =>
  batches.map(({ at, zone, recipients, skips = [] }) => {
    const reasons = new Map(skips.map(({ key, reason }) => [key, `(${reason})`]));
    return [at?.toISOString().slice(0, 16), zone, ...recipients.map((id) => `${id}${reasons.get(id) ?? ''}`)].join(' ');
  });

const digits = (id: string): number => Number(/\d+/.exec(id)?.[0] ?? id.charCodeAt(0));

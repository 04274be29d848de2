import type { ProfileEvent } from '../../../src/domain/audience/event.ts';
import { createPlanner } from '../../../src/domain/audience/plan.ts';
import { type Profile, type Reachability, reachability } from '../../../src/domain/audience/profile.ts';
import { rankOf } from '../../../src/domain/audience/reach.ts';
import type { Run } from '../../../src/domain/campaign/run.ts';
import type { FrozenAudience } from '../../../src/domain/campaign/runState.ts';
import { isJudgedByRecipient } from '../../../src/domain/dnd/dnd.ts';
import { quietHoursOf } from '../../../src/domain/dnd/quietHours.ts';
import type { Batch, PlannedSkip } from '../../../src/domain/message/batch.ts';
import { toLocal } from '../../../src/domain/schedule/localTime.ts';
import { canonicalZone } from '../../../src/domain/zones.ts';

export interface World {
  /** In ascending order of ids. */
  readonly profiles: readonly Profile[];
  readonly events: readonly ProfileEvent[];
  readonly suppressed: readonly string[];
}

export interface NaiveBatch {
  readonly at: Date;
  readonly zone: string;
  readonly quietHours: Batch['quietHours'];
  readonly recipients: readonly string[];
  readonly skips: readonly PlannedSkip[];
}

interface Entry {
  readonly profileId: string;
  readonly key: string;
  readonly at: Date;
  readonly zone: string;
  readonly quiet: Batch['quietHours'];
  readonly reason: PlannedSkip['reason'] | null;
}

/** A simple implementation of freezing, with all profiles in memory. */
export function naiveFreezing(run: Run, world: World): Omit<FrozenAudience, 'batches'> & { batches: NaiveBatch[] } {
  const { profiles, suppressed } = world;
  const reachOf = (one: Profile): Reachability => reachability(one, new Set(suppressed));
  const canBeSent = (one: Profile): boolean => reachOf(one) === 'reachable';
  const firstWith = (number: string | null) => profiles.find((one) => canBeSent(one) && one.number === number);
  const pool = profiles.filter((one) => canBeSent(one) && firstWith(one.number) === one).map(({ _id }) => _id);
  const drawn = new Set(drawnOf(run, pool));
  const chosen = profiles.filter((one) => !canBeSent(one) || drawn.has(firstWith(one.number)?._id ?? ''));
  const entries = chosen.map((one) => {
    const isDuplicate = canBeSent(one) && firstWith(one.number) !== one;
    return isDuplicate ? skipped(run, one._id, 'duplicate_number') : entryOf(run, one, world);
  });
  const keys = [...new Set(isOne(run) ? [] : entries.map(({ key }) => key))];
  const groups = isOne(run) ? [entries] : keys.map((wanted) => entries.filter(({ key }) => key === wanted));
  const inOrder = groups.sort(([a], [b]) => {
    if (!a || !b) return 0;
    return a.at.getTime() - b.at.getTime() || (a.key < b.key ? -1 : 1);
  });
  const batches = inOrder.flatMap((group) => cut(run, group));
  const count = (wanted: string): number => profiles.filter((one) => reachOf(one) === wanted).length;
  return {
    audience: {
      qualified: profiles.length,
      reachable: count('reachable'),
      optedOut: count('opted_out'),
      noUsableNumber: count('no_usable_number'),
      ...(run.reach.kind !== 'everyone' && { notChosen: profiles.length - chosen.length }),
    },
    batches,
    due: dueOf(batches),
  };
}

function drawnOf({ reach, _id: seed }: Run, pool: readonly string[]): readonly string[] {
  const rank = (profileId: string): number => rankOf({ seed, profileId });
  switch (reach.kind) {
    case 'everyone':
      return pool;
    case 'percentage':
      return pool.filter((id) => rank(id) / 2 ** 53 < reach.percentage / 100);
    case 'number':
      return pool.toSorted((a, b) => rank(a) - rank(b)).slice(0, reach.number);
  }
}

/** Whether all recipients are due at one time: then duplicates are in the same batches. */
const isOne = ({ schedule, windows, quietHours, reach }: Run): boolean =>
  reach.kind === 'everyone' &&
  !['profile', 'best_time'].includes(schedule.zone) &&
  !isJudgedByRecipient(windows) &&
  quietHours === undefined;

function entryOf(run: Run, { _id: profileId, timeZone, number, country }: Profile, { events }: World): Entry {
  const { schedule: occurrence, accountZone, startedAt: now } = run;
  const quiet = run.quietHours ? quietHoursOf({ number, country }, run.quietHours) : null;
  const windows = [...run.windows, ...(quiet?.windows ?? [])];
  const zone = (timeZone === null ? null : canonicalZone(timeZone)) ?? occurrence.defaultZone;
  const activity = new Array<number>(24).fill(0);
  for (const event of events) {
    const age = now.getTime() - event.at.getTime();
    if (event.profileId !== profileId || age < 0 || age > 90 * 86_400_000) continue;
    const hour = Number(toLocal(event.at, zone).slice(11, 13));
    activity[hour] = (activity[hour] ?? 0) + 1;
  }
  // When all are due at one time, their zones don't matter, and the default one is used.
  const plan = createPlanner({ occurrence, accountZone, windows, now })({
    timeZone: isOne(run) ? null : timeZone,
    activity,
  });
  if (plan.kind === 'skip') return skipped(run, profileId, plan.reason);
  const key = quiet ? `${plan.group} quiet ${quiet.key}` : plan.group;
  return {
    profileId,
    key: key.replaceAll('.', '_'),
    at: plan.at,
    zone: plan.zone,
    quiet: quiet?.windows,
    reason: null,
  };
}

const skipped = (
  { startedAt: at, accountZone: zone }: Run,
  profileId: string,
  reason: PlannedSkip['reason'],
): Entry => ({
  profileId,
  key: `skipped ${reason}`,
  at,
  zone,
  quiet: undefined,
  reason,
});

function cut({ sizes }: Run, group: readonly Entry[]): NaiveBatch[] {
  const first = group.find(({ reason }) => reason !== 'duplicate_number') ?? group[0];
  if (!first) return [];
  return Array.from({ length: Math.ceil(group.length / sizes.batch) }, (_, index) => {
    const part = group.slice(index * sizes.batch, (index + 1) * sizes.batch);
    const skips = part.flatMap(({ profileId, reason }) => (reason === null ? [] : [{ key: profileId, reason }]));
    const recipients = part.map(({ profileId }) => profileId);
    return { at: first.at, zone: first.zone, quietHours: first.quiet, recipients, skips };
  });
}

function dueOf(batches: readonly NaiveBatch[]): FrozenAudience['due'] {
  const due: { at: string; zone: string; quiet: Batch['quietHours']; batches: number }[] = [];
  for (const { at, zone, quietHours: quiet } of batches) {
    const last = due.at(-1);
    if (last && last.at === at.toISOString() && last.zone === zone && last.quiet === quiet) last.batches += 1;
    else due.push({ at: at.toISOString(), zone, quiet, batches: 1 });
  }
  return due.map(({ at, batches }) => ({ at, batches }));
}

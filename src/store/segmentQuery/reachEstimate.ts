import type { Db } from 'mongodb';
import { type GroupRows, groupCounter } from '../../domain/audience/groupCounter.ts';
import { numberSet } from '../../domain/audience/numberSet.ts';
import { type Profile, reachabilityAmong } from '../../domain/audience/profile.ts';
import { sampleOf } from '../../domain/audience/sample.ts';
import type { ResolvedCondition } from '../../domain/audience/segment.ts';
import type { AudienceCounts } from '../../domain/campaign/run.ts';
import type { TopicRule } from '../../domain/topics/topic.ts';
import { type BarringStores, barredAmong } from '../barredNumbers.ts';
import type { CappedAmong } from './cappedProfiles.ts';
import { qualifiedProfiles } from './segmentQuery.ts';

/** One draw for all estimates: the same audience has the same sample. */
const SEED = 'estimate';

export interface ReachEstimate extends Omit<Required<AudienceCounts>, 'notChosen'> {
  /** Reachable profiles whose number belongs to an earlier recipient (by id). */
  readonly duplicateNumbers: number;
  /** Of the others: profiles that have had as many messages as their limits allow now. */
  readonly capped: number;
  /** The profiles that would get a message now: reachable, without duplicateNumbers and capped. */
  readonly recipients: number;
  /** By country of the number, the largest first. */
  readonly byCountry: GroupRows;
  /** By the profile's own time zone, the largest first. */
  readonly byTimeZone: GroupRows;
  /** Ids of recipients: all of them, or the requested number, chosen by a hash of their ids. */
  readonly sample: readonly string[];
}

export interface ReachQuery {
  readonly now: Date;
  /** IANA; default: UTC. */
  readonly zone?: string | undefined;
  readonly sampleSize: number;
  /** Of the message. Default: none. */
  readonly topic?: TopicRule | undefined;
  /** Default: no limits. */
  readonly cappedAmong?: CappedAmong | undefined;
  /** Ends the counting; it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * Counts the profiles that meet a condition and those that would get a message, in one pass through the audience.
 *
 * Kept in memory: a page, a counter for each country and zone, the sample, and 8 bytes a slot for each number (16 MB for a million), because finding
 * a number again is the only question that needs something of every profile, short of reading the audience several times.
 */
export async function estimateReach(
  store: BarringStores & { readonly db: Db },
  condition: ResolvedCondition | 'everyone',
  { now, zone, sampleSize, topic, cappedAmong, signal }: ReachQuery,
): Promise<ReachEstimate> {
  const counts = { reachable: 0, opted_out: 0, no_usable_number: 0, not_subscribed: 0 };
  const numbers = numberSet();
  const countries = groupCounter();
  const zones = groupCounter();
  const sample = sampleOf({ seed: SEED, size: sampleSize });
  const barred = { duplicateNumbers: 0, capped: 0 };
  let recipients = 0;

  const count = (profile: Counted, bar: keyof typeof barred | null): void => {
    if (bar === null) recipients += 1;
    else barred[bar] += 1;
    countries.count(profile.country, bar === null);
    zones.count(profile.timeZone, bar === null);
    if (bar === null) sample.offer(profile._id);
  };

  const fields = ['optedOut', 'number', 'country', 'timeZone'] as const;
  for await (const page of qualifiedProfiles(store.db, condition, { now, zone, fields })) {
    signal?.throwIfAborted();
    const barred = await barredAmong(
      store,
      topic,
      page.flatMap(({ number }) => number ?? []),
    );
    const reachable = page.flatMap((profile) => {
      const reach = reachabilityAmong(profile, barred);
      counts[reach] += 1;
      if (reach !== 'reachable' || profile.number === null) return [];
      return { profile, bar: numbers.add(profile.number) ? null : ('duplicateNumbers' as const) };
    });
    const open = reachable.flatMap(({ profile, bar }) => (bar === null ? profile : []));
    const capped = await cappedAmong?.(open);
    for (const { profile, bar } of reachable) count(profile, bar ?? (capped?.has(profile._id) ? 'capped' : null));
  }
  const { reachable, opted_out: optedOut, no_usable_number: noUsableNumber, not_subscribed: notSubscribed } = counts;
  return {
    qualified: reachable + optedOut + noUsableNumber + notSubscribed,
    reachable,
    optedOut,
    noUsableNumber,
    notSubscribed,
    ...barred,
    recipients,
    byCountry: countries.rows(),
    byTimeZone: zones.rows(),
    sample: sample.chosen(),
  };
}

type Counted = Pick<Profile, '_id' | 'optedOut' | 'number' | 'country' | 'timeZone'>;

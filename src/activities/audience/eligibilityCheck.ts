import { numberSet } from '../../domain/audience/numberSet.ts';
import {
  type BarredNumbers,
  type Profile,
  reachabilityAmong,
  type TopicReachability,
} from '../../domain/audience/profile.ts';
import { type AudienceCounts, unlessZero } from '../../domain/campaign/run.ts';
import { numberHash } from '../../store/numberHash.ts';

/**
 * The result of checking a qualified profile. `drawn`: a recipient that is sent the message. `not_drawn`: excluded by the campaign's reach,
 * and not a recipient. The others are recipients that are skipped with this reason.
 */
export type Eligibility = 'drawn' | 'not_drawn' | 'duplicate_number' | Exclude<TopicReachability, 'reachable'>;

export interface EligibilityCheck {
  /** Must be called once for each profile, in ascending order of ids. */
  of(profile: Pick<Profile, '_id' | 'optedOut' | 'number'>, barred: BarredNumbers): Eligibility;
  /** Where everyone is drawn: notes a recipient of before by the hash of its number then, and the number that its profile has now (null: none). */
  recall(hash: string, current: string | null): void;
  /** Number of profiles drawn so far. */
  drawn: number;
}

/** Decides which of the eligible profiles are drawn. */
export interface Draw {
  readonly includes: (profileId: string) => boolean;
  /** The most profiles that are drawn, even when more qualify after the draw. */
  readonly max: number;
}

/**
 * The same rules as in estimates: of the profiles with one number, the first reachable one takes part in the draw. The others are
 * duplicates if it was drawn, and otherwise not drawn either. `draw` null: everyone is drawn.
 */
export function eligibilityCheck(draw: Draw | null): EligibilityCheck {
  const seenNumbers = numberSet();
  const drawnNumbers = draw === null ? seenNumbers : numberSet();
  /** Hashes of numbers that were drawn and then changed, which are few: the numbers themselves are no longer known. */
  const formerNumbers = new Set<string>();
  const check: EligibilityCheck = {
    drawn: 0,
    of(profile, barred) {
      const { _id, number } = profile;
      const reach = reachabilityAmong(profile, barred);
      if (reach !== 'reachable') return reach;
      if (number === null) return 'no_usable_number';
      if (formerNumbers.size > 0 && formerNumbers.has(numberHash(number))) return 'duplicate_number';
      if (!seenNumbers.add(number)) return drawnNumbers.has(number) ? 'duplicate_number' : 'not_drawn';
      if (draw !== null && (check.drawn >= draw.max || !draw.includes(_id))) return 'not_drawn';
      check.drawn += 1;
      if (draw !== null) drawnNumbers.add(number);
      return 'drawn';
    },
    recall(hash, current) {
      if (current === null || numberHash(current) !== hash) formerNumbers.add(hash);
      else seenNumbers.add(current);
    },
  };
  return check;
}

export const reachabilityIn = (eligibility: Eligibility): TopicReachability =>
  eligibility === 'drawn' || eligibility === 'not_drawn' || eligibility === 'duplicate_number'
    ? 'reachable'
    : eligibility;

/** Number of profiles by result. */
export type EligibilityCounts = Record<Eligibility, number>;

export const noCounts = (): EligibilityCounts => ({
  drawn: 0,
  not_drawn: 0,
  duplicate_number: 0,
  opted_out: 0,
  no_usable_number: 0,
  not_subscribed: 0,
});

/** `notChosen` is left out when everyone is drawn. */
export function audienceOf(counts: EligibilityCounts, draw: Draw | null): AudienceCounts {
  const reachable = counts.drawn + counts.not_drawn + counts.duplicate_number;
  const { opted_out: optedOut, no_usable_number: noUsableNumber, not_drawn: notChosen } = counts;
  const { not_subscribed: notSubscribed } = counts;
  const qualified = reachable + optedOut + noUsableNumber + notSubscribed;
  return {
    qualified,
    reachable,
    optedOut,
    noUsableNumber,
    ...unlessZero(notSubscribed),
    ...(draw && { notChosen }),
  };
}

import { numberSet } from '../../domain/audience/numberSet.ts';
import { type Profile, type Reachability, reachability } from '../../domain/audience/profile.ts';
import type { AudienceCounts } from '../../domain/campaign/run.ts';

/**
 * What freezing makes of who qualifies. `drawn`: gets a message. `not_drawn`: not one of those whom the campaign's reach lets
 * through, and no recipient. The others are recipients that get a reason.
 */
export type Verdict = 'drawn' | 'not_drawn' | 'duplicate_number' | 'suppressed' | 'opted_out' | 'no_usable_number';

export interface Judge {
  /** Profiles come in ascending order of ids, each once. */
  of(profile: Pick<Profile, '_id' | 'optedOut' | 'number'>, isSuppressed: (number: string) => boolean): Verdict;
  /** How many were drawn. */
  drawn: number;
}

/** Who is drawn of those that a message would reach. */
export interface Draw {
  readonly includes: (profileId: string) => boolean;
  /** Never more than this many, also when people join after the draw. */
  readonly most: number;
}

/**
 * The same rules as in estimates of reach: of profiles with one number the first that can be reached stands for it. It takes part in the draw
 * and the others follow it: they are duplicates where it was drawn, and not drawn where it wasn't. `draw` null: everyone.
 */
export function createJudge(draw: Draw | null): Judge {
  const met = numberSet();
  const drawnNumbers = draw === null ? met : numberSet();
  const judge: Judge = {
    drawn: 0,
    of(profile, isSuppressed) {
      const { _id, number } = profile;
      const reach = reachability(profile);
      if (reach === 'opted_out' || number === null) return reach === 'opted_out' ? reach : 'no_usable_number';
      if (isSuppressed(number)) return 'suppressed';
      if (!met.add(number)) return drawnNumbers.has(number) ? 'duplicate_number' : 'not_drawn';
      if (draw !== null && (judge.drawn >= draw.most || !draw.includes(_id))) return 'not_drawn';
      judge.drawn += 1;
      if (draw !== null) drawnNumbers.add(number);
      return 'drawn';
    },
  };
  return judge;
}

export const reachabilityIn = (verdict: Verdict): Reachability =>
  verdict === 'opted_out' || verdict === 'no_usable_number' ? verdict : 'reachable';

/** How many of each. */
export type VerdictCounts = Record<Verdict, number>;

export const noVerdicts = (): VerdictCounts => ({
  drawn: 0,
  not_drawn: 0,
  duplicate_number: 0,
  suppressed: 0,
  opted_out: 0,
  no_usable_number: 0,
});

/** `notChosen` is left out where everyone is drawn. */
export function audienceOf(counts: VerdictCounts, draw: Draw | null): AudienceCounts {
  const reachable = counts.drawn + counts.not_drawn + counts.duplicate_number + counts.suppressed;
  const { opted_out: optedOut, no_usable_number: noUsableNumber, not_drawn: notChosen } = counts;
  const qualified = reachable + optedOut + noUsableNumber;
  return { qualified, reachable, optedOut, noUsableNumber, ...(draw && { notChosen }) };
}

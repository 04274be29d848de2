import { rankOf } from './reach.ts';

export interface Sample {
  /** Each profile must be offered only once. */
  offer(profileId: string): void;
  /** The profiles chosen so far: at most `size` ids, ascending. */
  chosen(): string[];
}

/**
 * Chooses `size` of the offered profiles (all, when there are fewer): those with the smallest ranks in the draw of `seed`. The choice
 * depends only on the seed and the set of offered profiles, not on their order, and the memory only on `size`.
 */
export function sampleOf({ seed, size }: { seed: string; size: number }): Sample {
  let ranked: { rank: number; profileId: string }[] = [];
  let limit = Number.POSITIVE_INFINITY;

  const cut = (): void => {
    ranked = ranked.toSorted((a, b) => a.rank - b.rank || (a.profileId < b.profileId ? -1 : 1)).slice(0, size);
    if (ranked.length === size) limit = ranked.at(-1)?.rank ?? limit;
  };

  return {
    offer(profileId) {
      const rank = rankOf({ seed, profileId });
      if (rank > limit) return;
      ranked.push({ rank, profileId });
      // Sorting only when the list has doubled keeps the cost per offered profile small.
      if (ranked.length >= 2 * size) cut();
    },
    chosen() {
      cut();
      return ranked.map(({ profileId }) => profileId).sort();
    },
  };
}

import { rankOf } from './reach.ts';

export interface Sample {
  offer(profileId: string): void;
  /** The chosen so far: at most `size` profile ids, ascending. */
  chosen(): string[];
}

/**
 * Chooses `size` of the profiles that it is offered (all, when there are fewer): those with the smallest ranks in the draw of `seed`. So
 * the choice depends on the seed and on who is offered, not on the order, and memory on `size` alone. No profile is offered twice.
 */
export function sampleOf({ seed, size }: { seed: string; size: number }): Sample {
  let places: { rank: number; profileId: string }[] = [];
  let limit = Number.POSITIVE_INFINITY;

  const cut = (): void => {
    places = places.toSorted((a, b) => a.rank - b.rank || (a.profileId < b.profileId ? -1 : 1)).slice(0, size);
    if (places.length === size) limit = places.at(-1)?.rank ?? limit;
  };

  return {
    offer(profileId) {
      const rank = rankOf({ seed, profileId });
      if (rank > limit) return;
      places.push({ rank, profileId });
      // Sorted only now and then, which costs little for each one offered.
      if (places.length >= 2 * size) cut();
    },
    chosen() {
      cut();
      return places.map((place) => place.profileId).sort();
    },
  };
}

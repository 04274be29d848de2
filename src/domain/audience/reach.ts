import { hashBytes } from '../hash.ts';

/** Whose place in the draw is asked for, and in which draw: another seed is another draw. */
export interface Draw {
  readonly seed: string;
  readonly profileId: string;
}

/** A profile's place in a draw: a whole number from 0 up to 2^53, even over profiles, the same whenever it is asked for. */
export function rankOf({ seed, profileId }: Draw): number {
  // Behind its length, so that no other seed and profile id make the same text.
  const bytes = ENCODER.encode(`${seed.length} ${seed} ${profileId}`);
  return (hashBytes(bytes, HIGH) >>> 11) * 2 ** 32 + hashBytes(bytes, LOW);
}

/** Whether the profile is among the chosen percentage. Who is chosen at a percentage is chosen at each higher one, too. */
export const isChosen = ({ percentage, ...draw }: Draw & { readonly percentage: number }): boolean =>
  rankOf(draw) < (percentage / 100) * RANKS;

/** The last chosen one: by rank, then by profile id. JSON. `everyone` when there are no more than wanted. */
export type Cut = 'everyone' | 'nobody' | { readonly rank: number; readonly profileId: string };

/** Whether the profile is at or before the cut. */
export function isBeforeCut({ cut, ...draw }: Draw & { readonly cut: Cut }): boolean {
  if (typeof cut === 'string') return cut === 'everyone';
  return compare({ rank: rankOf(draw), profileId: draw.profileId }, cut) <= 0;
}

export interface CutQuery {
  readonly seed: string;
  /** How many to choose. */
  readonly count: number;
  /** Reads the profile ids, each once, the same ones at every call; it is called twice. */
  readonly pages: () => AsyncIterable<readonly string[]>;
}

/**
 * Finds where to cut so that exactly `count` profiles (all, when there are fewer) come before: those with the smallest ranks.
 *
 * In two passes with a memory that depends neither on how many there are nor on how many are wanted. A heap of the chosen would take one pass, but holds millions when
 * millions are wanted. The first pass counts ranks by their first 16 bits and so finds the bucket that the cut is in, the second
 * keeps that bucket's members (about 150 of 10 million). The cut is a value: a third reading, whenever and wherever, asks `isBeforeCut`.
 */
export async function findCut({ seed, count, pages }: CutQuery): Promise<Cut> {
  if (count <= 0) return 'nobody';
  const sizes = new Uint32Array(BUCKETS);
  for await (const page of pages()) {
    for (const profileId of page) {
      const bucket = bucketOf(rankOf({ seed, profileId }));
      sizes[bucket] = (sizes[bucket] ?? 0) + 1;
    }
  }
  const border = bucketWith(sizes, count);
  if (border === null) return 'everyone';
  const members: Place[] = [];
  for await (const page of pages()) {
    for (const profileId of page) {
      const rank = rankOf({ seed, profileId });
      if (bucketOf(rank) === border.bucket) members.push({ rank, profileId });
    }
  }
  const last = members.toSorted(compare)[border.position];
  if (last === undefined) throw new Error('wanted: the same profile ids at both readings');
  return last;
}

interface Place {
  readonly rank: number;
  readonly profileId: string;
}

/** The bucket of the `count`-th smallest rank, and which one it is there, from 0; null when there are fewer than `count`. */
function bucketWith(sizes: Uint32Array, count: number): { bucket: number; position: number } | null {
  let before = 0;
  for (const [bucket, size] of sizes.entries()) {
    if (before + size >= count) return { bucket, position: count - before - 1 };
    before += size;
  }
  return null;
}

function compare(a: Place, b: Place): number {
  if (a.rank !== b.rank) return a.rank - b.rank;
  return a.profileId < b.profileId ? -1 : a.profileId > b.profileId ? 1 : 0;
}

const ENCODER = new TextEncoder();

/** Seeds of the two halves of a rank. Any two different numbers do. */
const HIGH = 0x9e3779b9;
const LOW = 0x7f4a7c15;

const RANKS = 2 ** 53;
const BUCKETS = 2 ** 16;
const bucketOf = (rank: number): number => Math.floor(rank / (RANKS / BUCKETS));

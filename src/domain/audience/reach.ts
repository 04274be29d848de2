import { z } from 'zod';
import { hashBytes } from '../hash.ts';

export const reach = z.discriminatedUnion('kind', [
  z
    .strictObject({ kind: z.literal('everyone') })
    .meta({ id: 'ReachEveryone', title: 'Everyone', description: 'every recipient gets the message' }),
  z
    .strictObject({
      kind: z.literal('percentage'),
      percentage: z.number().positive().max(100).describe('share of the recipients, above 0 and up to 100'),
    })
    .meta({ id: 'ReachPercentage', title: 'Percentage', description: 'a share of the recipients, drawn at random' }),
  z
    .strictObject({
      kind: z.literal('number'),
      number: z.int().min(1).max(100_000_000).describe('how many recipients; all of them if there are fewer'),
    })
    .meta({ id: 'ReachNumber', title: 'Number', description: 'so many of the recipients, drawn at random' }),
]);
/** How many of the qualified profiles get the message: all of them, a percentage, or a fixed number. */
export type Reach = z.infer<typeof reach>;

/** A profile in a draw. Each seed is a draw of its own. */
export interface DrawEntry {
  readonly seed: string;
  readonly profileId: string;
}

/** A profile's rank in a draw: a whole number from 0 up to 2^53, uniformly distributed, and always the same for the same draw and profile. */
export function rankOf({ seed, profileId }: DrawEntry): number {
  // The length comes first so that no other pair of seed and profile id makes the same text.
  const bytes = ENCODER.encode(`${seed.length} ${seed} ${profileId}`);
  return (hashBytes(bytes, HIGH) >>> 11) * 2 ** 32 + hashBytes(bytes, LOW);
}

/** Whether the profile is among the drawn percentage. A profile drawn at one percentage is drawn at each higher one too. */
export const isChosen = ({ percentage, ...entry }: DrawEntry & { readonly percentage: number }): boolean =>
  rankOf(entry) < (percentage / 100) * RANKS;

/** The last profile that is drawn, by rank, then by profile id. JSON. `everyone` when there are no more profiles than wanted. */
export type Cut = 'everyone' | 'nobody' | { readonly rank: number; readonly profileId: string };

/** Whether the profile is at or before the cut. */
export function isBeforeCut({ cut, ...entry }: DrawEntry & { readonly cut: Cut }): boolean {
  if (typeof cut === 'string') return cut === 'everyone';
  return compare({ rank: rankOf(entry), profileId: entry.profileId }, cut) <= 0;
}

export interface CutQuery {
  readonly seed: string;
  /** How many profiles to draw. */
  readonly count: number;
  /** Reads the profile ids, each once. It is called twice and must give the same ids both times. */
  readonly pages: () => AsyncIterable<readonly string[]>;
}

/**
 * Finds the cut at or before which there are exactly `count` profiles (all, when there are fewer): those with the smallest ranks.
 *
 * It takes two passes, in memory that depends neither on the number of profiles nor on `count`. A heap would take one pass but hold millions
 * when millions are wanted. The first pass counts ranks by their first 16 bits and so finds the bucket that contains the cut; the second
 * keeps the members of that bucket (about 150 of 10 million). The cut is a plain value, so any later reading can ask `isBeforeCut`.
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
  const members: RankedProfile[] = [];
  for await (const page of pages()) {
    for (const profileId of page) {
      const rank = rankOf({ seed, profileId });
      if (bucketOf(rank) === border.bucket) members.push({ rank, profileId });
    }
  }
  const last = members.toSorted(compare)[border.position];
  if (last === undefined) throw new Error('wanted: the same profile ids in both passes');
  return last;
}

interface RankedProfile {
  readonly rank: number;
  readonly profileId: string;
}

/** The bucket of the `count`-th smallest rank and its position in that bucket, from 0; null when there are fewer than `count`. */
function bucketWith(sizes: Uint32Array, count: number): { bucket: number; position: number } | null {
  let before = 0;
  for (const [bucket, size] of sizes.entries()) {
    if (before + size >= count) return { bucket, position: count - before - 1 };
    before += size;
  }
  return null;
}

function compare(a: RankedProfile, b: RankedProfile): number {
  if (a.rank !== b.rank) return a.rank - b.rank;
  return a.profileId < b.profileId ? -1 : a.profileId > b.profileId ? 1 : 0;
}

const ENCODER = new TextEncoder();

/** Seeds of the two halves of a rank. Any two different numbers will do. */
const HIGH = 0x9e3779b9;
const LOW = 0x7f4a7c15;

const RANKS = 2 ** 53;
const BUCKETS = 2 ** 16;
const bucketOf = (rank: number): number => Math.floor(rank / (RANKS / BUCKETS));

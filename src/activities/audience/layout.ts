import { type AudienceCounts, audienceSum } from '../../domain/campaign/run.ts';
import type { PageGroup, PageOutline } from '../../store/audiencePages.ts';

/** A group over all pages, and the batches that are cut from it: `batches` of them, from `firstOrdinal` on. */
export interface LaidOutGroup extends PageGroup {
  readonly firstOrdinal: number;
  readonly batches: number;
}

/** The assignment of recipients to batches. It depends only on the pages, so that every worker computes the same. */
export interface Layout {
  readonly pages: number;
  readonly audience: AudienceCounts;
  /** In the order in which they are due. */
  readonly groups: readonly LaidOutGroup[];
  readonly batches: number;
}

/** Lays out batches of up to `batchSize` recipients. Returns null when pages are missing. */
export async function layOut(outlines: AsyncIterable<PageOutline>, batchSize: number): Promise<Layout | null> {
  const groups = new Map<string, PageGroup>();
  let audience: AudienceCounts | null = null;
  let pages = 0;
  let isWhole = false;
  for await (const { ordinal, isLast, counts, groups: ofPage } of outlines) {
    pages += 1;
    if (ordinal !== pages) return null;
    isWhole = isLast;
    audience = audience === null ? counts : audienceSum(audience, counts);
    for (const group of ofPage) {
      const known = groups.get(group.key);
      groups.set(group.key, known ? { ...known, size: known.size + group.size } : group);
    }
  }
  if (audience === null || !isWhole) return null;
  let batches = 0;
  const laidOut: LaidOutGroup[] = [];
  for (const group of [...groups.values()].sort(byDueTime)) {
    const own = Math.ceil(group.size / batchSize);
    laidOut.push({ ...group, firstOrdinal: batches + 1, batches: own });
    batches += own;
  }
  return { pages, audience, groups: laidOut, batches };
}

/** Divides the groups into passes over the pages. In one pass, up to `buffered` recipients wait for batches that aren't full yet. */
export function* passesOf(
  groups: readonly LaidOutGroup[],
  { buffered, batchSize }: { buffered: number; batchSize: number },
): Generator<readonly LaidOutGroup[], void, void> {
  let pass: LaidOutGroup[] = [];
  let waiting = 0;
  for (const group of groups) {
    const own = Math.min(group.size, batchSize);
    if (pass.length > 0 && waiting + own > buffered) {
      yield pass;
      pass = [];
      waiting = 0;
    }
    pass.push(group);
    waiting += own;
  }
  if (pass.length > 0) yield pass;
}

const byDueTime = (a: PageGroup, b: PageGroup): number =>
  a.at.getTime() - b.at.getTime() || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);

import { type AudienceCounts, countByReachability } from '../../domain/campaign/run.ts';
import { audiencePageIdOf, batchIdOf } from '../../domain/ids.ts';
import { packHashes } from '../../store/numberHash.ts';
import { type RecipientQueue, recipientQueue } from '../../store/recipientBytes.ts';
import { FREEZE_SIZES, type FreezeContext, isFrozen } from './context.ts';
import { type LaidOutGroup, type Layout, layOut, passesOf } from './layout.ts';

export interface Frozen {
  /** More batches are to come. */
  readonly isPartial?: boolean;
  readonly audience: AudienceCounts;
  readonly batches: number;
}

/**
 * Cuts batches from the pages, group after group in the order in which they are due. The pages don't change any more, so that a retry, or
 * a second worker at the same time, writes the same batches. Returns null when another worker has finished and removed the pages.
 */
export async function cutBatches(context: FreezeContext): Promise<Frozen | null> {
  const { store, run, signal, sizes = FREEZE_SIZES } = context;
  const batchSize = run.sizes.batch;
  const layout = await layOut(store.audiencePages.outlines(run._id), batchSize);
  // Checked after the layout: pages are removed only once the audience is recorded, so the layout has seen all of them.
  if (await isFrozen(context)) return null;
  if (layout === null) throw new Error(`pages of the audience of run ${run._id} are missing`);
  const written = await store.batches.ordinals(run._id);
  for (const groups of passesOf(layout.groups, { buffered: sizes.buffered, batchSize })) {
    if (!(await cut(layout, groups))) return null;
  }
  return { audience: layout.audience, batches: layout.batches };

  /** Returns false when the pages are gone because another worker has finished. */
  async function cut({ pages }: Layout, groups: readonly LaidOutGroup[]): Promise<boolean> {
    const open = groups.map((group): OpenBatch => ({ group, ordinal: group.firstOrdinal, waiting: recipientQueue() }));
    const keys = groups.map(({ key }) => key);
    for (let page = 1; page <= pages; page += 1) {
      signal.throwIfAborted();
      const members = await store.audiencePages.members(audiencePageIdOf(run._id, page), keys);
      if (members === null) {
        if (await isFrozen(context)) return false;
        throw new Error(`page ${page} of the audience of run ${run._id} is missing`);
      }
      for (const batch of open) {
        const own = members[batch.group.key];
        if (own === undefined) continue;
        batch.waiting.push(own);
        while (batch.waiting.size >= batchSize) await write(batch);
      }
    }
    for (const batch of open) if (batch.waiting.size > 0) await write(batch);
    return true;
  }

  /** Writes a batch of the waiting recipients. */
  async function write(batch: OpenBatch): Promise<void> {
    const members = batch.waiting.take(batchSize);
    const { ordinal } = batch;
    batch.ordinal += 1;
    if (written.has(ordinal)) return;
    const { at, zone, quietHours, skipped: reason } = batch.group;
    const recipients = members.map(({ profileId }) => profileId);
    await store.batches.insert({
      _id: batchIdOf(run._id, ordinal),
      dispatchId: run._id,
      ordinal,
      recipients,
      counts: countByReachability(members.map(({ reachability }) => reachability)),
      at,
      zone,
      ...(quietHours && { quietHours }),
      numbers: packHashes(members.map(({ hash }) => hash)),
      ...(reason !== null && { skips: recipients.map((key) => ({ key, reason })) }),
    });
  }
}

interface OpenBatch {
  readonly group: LaidOutGroup;
  /** Ordinal of the batch that is written next. */
  ordinal: number;
  readonly waiting: RecipientQueue;
}

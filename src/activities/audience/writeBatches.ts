import type { AudienceCounts } from '../../domain/campaign/run.ts';
import { batchIdOf } from '../../domain/ids.ts';
import type { PlannedSkip } from '../../domain/message/batch.ts';
import { packHashes } from '../../store/numberHash.ts';
import { checkedProfiles, hashIn } from './checkedProfiles.ts';
import type { FreezeContext } from './context.ts';
import { isFrozen } from './context.ts';
import { dueGroups } from './dueGroups.ts';
import { audienceOf, type EligibilityCounts, eligibilityCheck, noCounts } from './eligibilityCheck.ts';
import { recallBatches } from './recallBatches.ts';

/**
 * Freezes an audience that is due at one time: batches are written as the profiles are read, in order of profile id. An existing batch is
 * never changed: a retry, or a second worker that assumes that the first one is dead, continues after its last recipient, so that every
 * recipient is in exactly one batch.
 */
export async function writeBatches(
  context: FreezeContext,
): Promise<{ readonly audience: AudienceCounts; readonly batches: number; readonly isPartial: boolean }> {
  const { store, run, stopAfterBatches: early = 0 } = context;
  const group = dueGroups(run)({ timeZone: null });
  let outcome: Written;
  do outcome = await writeRest();
  while (outcome === 'overtaken' && !(await isFrozen(context)));
  return { ...(await store.batches.totals(run._id)), isPartial: outcome === 'stopped' };

  async function writeRest(): Promise<Written> {
    const last = await store.batches.last(run._id);
    if (last && isEnough(last.ordinal)) return 'stopped';
    const check = eligibilityCheck(null);
    if (last) await recallBatches(context, check);
    let ordinal = last ? last.ordinal + 1 : 1;
    let draft = batchDraft();
    for await (const page of checkedProfiles(context, { check, afterId: last?.lastRecipient })) {
      for (const checked of page) {
        const { profile, eligibility } = checked;
        draft.counts[eligibility] += 1;
        draft.recipients.push(profile._id);
        draft.hashes.push(hashIn(checked));
        const reason = eligibility === 'duplicate_number' ? eligibility : group.skipped;
        if (reason !== null) draft.skips.push({ key: profile._id, reason });
        if (draft.recipients.length < sizeOf(ordinal)) continue;
        if (!(await write(ordinal, draft))) return 'overtaken';
        if (isEnough(ordinal)) return 'stopped';
        ordinal += 1;
        draft = batchDraft();
      }
    }
    return draft.recipients.length === 0 || (await write(ordinal, draft)) ? 'completed' : 'overtaken';
  }

  /** A batch that is sent before the others is small, so that it is sent soon. */
  function sizeOf(ordinal: number): number {
    return ordinal <= early ? run.sizes.chunk : run.sizes.batch;
  }

  function isEnough(ordinal: number): boolean {
    return early > 0 && ordinal >= early;
  }

  /** Returns whether the store has this batch, or one of another worker that ends with the same recipient. */
  async function write(ordinal: number, { recipients, hashes, skips, counts }: BatchDraft): Promise<boolean> {
    if (await isFrozen(context)) return false;
    const batchId = batchIdOf(run._id, ordinal);
    const inserted = await store.batches.insert({
      _id: batchId,
      dispatchId: run._id,
      ordinal,
      recipients,
      counts: audienceOf(counts, null),
      at: group.at,
      zone: group.zone,
      numbers: packHashes(hashes),
      ...(skips.length > 0 && { skips }),
    });
    return inserted || (await store.batches.lastRecipient(batchId)) === recipients.at(-1);
  }
}

/** `overtaken`: another worker has written a different batch first, so that freezing continues after that one or has finished. */
type Written = 'completed' | 'overtaken' | 'stopped';

interface BatchDraft {
  readonly recipients: string[];
  readonly hashes: string[];
  readonly skips: PlannedSkip[];
  readonly counts: EligibilityCounts;
}

const batchDraft = (): BatchDraft => ({ recipients: [], hashes: [], skips: [], counts: noCounts() });

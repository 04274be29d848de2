import type { AudienceCounts } from '../../domain/campaign/run.ts';
import { batchIdOf } from '../../domain/ids.ts';
import type { PlannedSkip } from '../../domain/message/batch.ts';
import { packHashes } from '../../store/numberHash.ts';
import { hashIn, judgedProfiles } from './checkedProfiles.ts';
import type { FreezeContext } from './context.ts';
import { dueGroups } from './dueGroups.ts';
import { audienceOf, createJudge, noVerdicts, type VerdictCounts } from './eligibilityCheck.ts';
import { isFrozen } from './isFrozen.ts';
import { recall } from './rebuildDedup.ts';
import { drawnInBatches } from './written.ts';

/**
 * Freezes an audience that is due as one: batches as the profiles come, in order of profile id. A batch that is there stays as it is: a retry,
 * or a second worker that believes the first one gone, goes on after its last recipient, so that nobody is in two batches or in none.
 */
export async function writeBatches(
  context: FreezeContext,
): Promise<{ readonly audience: AudienceCounts; readonly batches: number }> {
  const { store, run } = context;
  const group = dueGroups(run)({ timeZone: null });
  while (!(await writeRest()) && !(await isFrozen(context)));
  return await store.batches.totals(run._id);

  /** Returns false where another worker wrote another batch first, and freezing has to go on from there, or has finished. */
  async function writeRest(): Promise<boolean> {
    const last = await store.batches.last(run._id);
    const judge = createJudge(null);
    if (last?.lastRecipient !== undefined) {
      await recall(context, { judge, draw: null, upToId: last.lastRecipient, drawn: drawnInBatches(context) });
    }
    let ordinal = last ? last.ordinal + 1 : 1;
    let draft = batchDraft();
    for await (const page of judgedProfiles(context, { judge, afterId: last?.lastRecipient })) {
      for (const judged of page) {
        const { profile, verdict } = judged;
        draft.counts[verdict] += 1;
        draft.recipients.push(profile._id);
        draft.hashes.push(hashIn(judged));
        const reason = verdict === 'duplicate_number' ? verdict : group.skipped;
        if (reason !== null) draft.skips.push({ key: profile._id, reason });
        if (draft.recipients.length < run.sizes.batch) continue;
        if (!(await write(ordinal, draft))) return false;
        ordinal += 1;
        draft = batchDraft();
      }
    }
    return draft.recipients.length === 0 || (await write(ordinal, draft));
  }

  /** Returns whether the store has this batch, or another worker's that ends where this one does. */
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

interface BatchDraft {
  readonly recipients: string[];
  readonly hashes: string[];
  readonly skips: PlannedSkip[];
  readonly counts: VerdictCounts;
}

const batchDraft = (): BatchDraft => ({ recipients: [], hashes: [], skips: [], counts: noVerdicts() });

import { hashesOf, NO_HASH } from '../../store/numberHash.ts';
import type { FreezeContext } from './context.ts';
import type { EligibilityCheck } from './eligibilityCheck.ts';

/**
 * Restores in `check` the numbers that the recipients of the run's batches so far are sent the message under, because later profiles may be
 * duplicates of them. The batches say so: since they were written, a profile may have got another number, or may no longer qualify.
 */
export async function recallBatches(
  { store, run, signal }: Pick<FreezeContext, 'store' | 'run' | 'signal'>,
  check: Pick<EligibilityCheck, 'recall'>,
): Promise<void> {
  for await (const { recipients, numbers } of store.batches.audience(run._id)) {
    signal.throwIfAborted();
    const hashes = hashesOf(numbers, recipients);
    const sentTo = recipients.filter((id) => hashes.get(id) !== NO_HASH);
    const current = await store.profiles.contacts(sentTo);
    for (const id of sentTo) check.recall(hashes.get(id) ?? NO_HASH, current.get(id)?.number ?? null);
  }
}

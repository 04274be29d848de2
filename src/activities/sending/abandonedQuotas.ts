import { messageIdOf, sliceOfIntent } from '../../domain/ids.ts';
import type { QuotaHolding } from '../../store/quotaTypes.ts';
import type { Store } from '../../store/store.ts';
import { counts } from './runLimits.ts';

type Stores = Pick<Store, 'quotas' | 'intents' | 'batches' | 'messages' | 'runs'>;

/**
 * Settles what nobody will settle any more, before anybody waits for it: places of slices all of whose recipients have a message,
 * and of runs that are over. Where such a run has no word on a recipient, its message may be out and counts. Slices whose owner's
 * lease wasn't over by `ownedBefore` are left to their owners, who may not know of all the messages yet.
 */
export async function settleAbandoned(
  keys: readonly string[],
  { store, ownedBefore }: { store: Stores; ownedBefore: Date },
): Promise<void> {
  for (const key of keys) {
    const { open } = await store.quotas.read(key);
    const ownerless = await store.intents.withoutOwner(
      open.map(({ holder }) => holder),
      ownedBefore,
    );
    for (const holding of open) if (ownerless.includes(holding.holder)) await settleIfOver(holding, store);
  }
}

async function settleIfOver({ key, holder }: QuotaHolding, store: Stores): Promise<void> {
  const { batchId, offset } = sliceOfIntent(holder);
  const batch = await store.batches.get(batchId);
  const run = batch && (await store.runs.get(batch.runId));
  if (!run) return;
  const { chunk, slice } = run.sizes;
  // A chunk's last slice is the shorter one.
  const limit = Math.min(slice, chunk - (offset % chunk));
  const recipients = (await store.batches.part({ batchId, offset, limit }))?.recipients ?? [];
  const statuses = await store.messages.statuses(recipients.map((id) => messageIdOf(run._id, id)));
  if (statuses.size < recipients.length && run.finishedAt === null) return;
  const used = recipients.flatMap((id, place) => {
    const status = statuses.get(messageIdOf(run._id, id));
    return status === undefined || counts(status) ? place : [];
  });
  await store.quotas.settle({ keys: [key], holder, fence: 'any', used, inDoubt: [] });
}

import { messageIdOf, sliceOfIntent } from '../../../domain/ids.ts';
import type { Dispatch } from '../../../domain/message/dispatch.ts';
import type { MessageStatus } from '../../../domain/message/message.ts';
import type { QuotaHolding } from '../../../store/quotaTypes.ts';
import type { Store } from '../../../store/store.ts';
import { counts } from './dispatchLimits.ts';

type Stores = Pick<Store, 'quotas' | 'intents' | 'batches' | 'messages' | 'dispatches'>;

/**
 * Commits slots that nobody else will commit, before a recipient waits for them: slots of slices whose recipients all have a message,
 * and of dispatches that have ended. If such a dispatch has no message for a recipient, the message may have been sent and counts. Slices whose
 * lease was valid after `ownedBefore` are left to their owners, who may not know of all the messages yet.
 */
export async function releaseAbandoned(
  keys: readonly string[],
  { store, ownedBefore }: { store: Stores; ownedBefore: Date },
): Promise<void> {
  if (keys.length === 0) return;
  const holders = holdersOf([...(await store.quotas.readMany(keys)).values()].flatMap(({ open }) => open));
  const statuses = await store.intents.status([...holders.keys()]);
  const ownerless = [...holders].filter(([holder]) => {
    const until = statuses.get(holder)?.ownedUntil ?? null;
    return until === null || until < ownedBefore;
  });
  const dispatches = await store.dispatches.getMany([
    ...new Set(ownerless.map(([holder]) => sliceOfIntent(holder).dispatchId)),
  ]);
  // Usually there are only recipients in doubt, which their own dispatch resolves; that takes one query of the recipients that an owner left unfinished.
  const leftBy = (holder: string): string[] =>
    (statuses.get(holder)?.unfinished ?? []).map((key) => messageIdOf(sliceOfIntent(holder).dispatchId, key));
  const messages = await store.messages.statuses(ownerless.flatMap(([holder]) => leftBy(holder)));
  const mayBeOver = ownerless.filter(([holder]) => {
    const isFinished = dispatches.get(sliceOfIntent(holder).dispatchId)?.finishedAt !== null;
    return isFinished || leftBy(holder).every((id) => messages.has(id));
  });
  await commitHolders(new Map(mayBeOver), dispatches, store);
}

/** Commits the slots of a dispatch that has ended: otherwise nobody would before its quotas are full. */
export async function releaseFinished(dispatchId: string, store: Stores): Promise<void> {
  const dispatch = await store.dispatches.get(dispatchId);
  if (!dispatch || dispatch.finishedAt === null || dispatch.quotas.length === 0) return;
  const keys = await Promise.all(
    dispatch.quotas.map(async ({ key, isDaily }) => (isDaily ? await store.quotas.keysOf(`${key}/`) : [key])),
  );
  const open = [...(await store.quotas.readMany(keys.flat())).values()].flatMap((reading) => reading.open);
  const own = open.filter(({ holder }) => sliceOfIntent(holder).dispatchId === dispatchId);
  await commitHolders(holdersOf(own), new Map([[dispatchId, dispatch]]), store);
}

/** The keys of the quotas that each holder has slots of. */
function holdersOf(open: readonly QuotaHolding[]): Map<string, readonly string[]> {
  const holders = new Map<string, readonly string[]>();
  for (const { key, holder } of open) holders.set(holder, [...(holders.get(holder) ?? []), key]);
  return holders;
}

async function commitHolders(
  holders: ReadonlyMap<string, readonly string[]>,
  dispatches: ReadonlyMap<string, Dispatch>,
  store: Stores,
): Promise<void> {
  const slices = await Promise.all([...holders.keys()].map((holder) => sliceOf(holder, dispatches, store)));
  const found = slices.flatMap((slice) => slice ?? []);
  const statuses = await store.messages.statuses(found.flatMap(({ messageIds }) => messageIds));
  for (const { holder, dispatch, messageIds } of found) {
    const hasAll = messageIds.every((id) => statuses.has(id));
    if (!hasAll && dispatch.finishedAt === null) continue;
    const used = messageIds.flatMap((id, position) => (isUsed(statuses.get(id)) ? position : []));
    await store.quotas.commit({ keys: holders.get(holder) ?? [], holder, fence: 'any', used, inDoubt: [] });
  }
}

const isUsed = (status: MessageStatus | undefined): boolean => status === undefined || counts(status);

async function sliceOf(
  holder: string,
  dispatches: ReadonlyMap<string, Dispatch>,
  { batches }: Stores,
): Promise<{ holder: string; dispatch: Dispatch; messageIds: readonly string[] } | null> {
  const { dispatchId, batchId, offset } = sliceOfIntent(holder);
  const dispatch = dispatches.get(dispatchId);
  if (!dispatch) return null;
  const { chunk, slice } = dispatch.sizes;
  // The last slice of a chunk is shorter.
  const limit = Math.min(slice, chunk - (offset % chunk));
  const part = await batches.part({ batchId, offset, limit });
  return part && { holder, dispatch, messageIds: part.recipients.map((key) => messageIdOf(dispatchId, key)) };
}

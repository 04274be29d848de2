import type { Run } from '../../domain/campaign/run.ts';
import { messageIdOf, sliceOfIntent } from '../../domain/ids.ts';
import type { MessageStatus } from '../../domain/message/message.ts';
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
  const holders = holdersOf([...(await store.quotas.readMany(keys)).values()].flatMap(({ open }) => open));
  const standing = await store.intents.standing([...holders.keys()]);
  const ownerless = [...holders].filter(([holder]) => {
    const until = standing.get(holder)?.ownedUntil ?? null;
    return until === null || until < ownedBefore;
  });
  const runs = await runsOf(
    ownerless.map(([holder]) => holder),
    store,
  );
  // Nearly always there is only somebody in doubt, whose own run settles that: one look at those whom a slice's owner left over.
  const leftBy = (holder: string): string[] =>
    (standing.get(holder)?.left ?? []).map((profileId) => messageIdOf(runIdOf(holder), profileId));
  const statuses = await store.messages.statuses(ownerless.flatMap(([holder]) => leftBy(holder)));
  const mayBeOver = ownerless.filter(([holder]) => {
    return runs.get(runIdOf(holder))?.finishedAt !== null || leftBy(holder).every((id) => statuses.has(id));
  });
  await settleHolders(new Map(mayBeOver), runs, store);
}

/** Settles the places of a run that is over: nobody else would before its campaign's quotas are full. */
export async function settleFinishedRun(runId: string, store: Stores): Promise<void> {
  const run = await store.runs.get(runId);
  if (!run || run.finishedAt === null) return;
  const { total, perDay, perRun } = run.limits;
  const keys = [
    ...(total === undefined ? [] : [`total/${run.campaignId}`]),
    ...(perDay === undefined ? [] : await store.quotas.keysOf(`daily/${run.campaignId}/`)),
    ...(perRun === undefined ? [] : [`run/${runId}`]),
  ];
  const open = [...(await store.quotas.readMany(keys)).values()].flatMap((reading) => reading.open);
  const own = open.filter(({ holder }) => runIdOf(holder) === runId);
  await settleHolders(holdersOf(own), new Map([[runId, run]]), store);
}

/** The keys of the quotas that each holder has places of. */
function holdersOf(open: readonly QuotaHolding[]): Map<string, readonly string[]> {
  const holders = new Map<string, readonly string[]>();
  for (const { key, holder } of open) holders.set(holder, [...(holders.get(holder) ?? []), key]);
  return holders;
}

async function settleHolders(
  holders: ReadonlyMap<string, readonly string[]>,
  runs: ReadonlyMap<string, Run>,
  store: Stores,
): Promise<void> {
  const slices = await Promise.all([...holders.keys()].map((holder) => sliceOf(holder, runs, store)));
  const found = slices.flatMap((slice) => slice ?? []);
  const statuses = await store.messages.statuses(found.flatMap(({ messageIds }) => messageIds));
  for (const { holder, run, messageIds } of found) {
    const hasAll = messageIds.every((id) => statuses.has(id));
    if (!hasAll && run.finishedAt === null) continue;
    const used = messageIds.flatMap((id, place) => (isUsed(statuses.get(id)) ? place : []));
    await store.quotas.settle({ keys: holders.get(holder) ?? [], holder, fence: 'any', used, inDoubt: [] });
  }
}

const isUsed = (status: MessageStatus | undefined): boolean => status === undefined || counts(status);

async function sliceOf(
  holder: string,
  runs: ReadonlyMap<string, Run>,
  { batches }: Stores,
): Promise<{ holder: string; run: Run; messageIds: readonly string[] } | null> {
  const run = runs.get(runIdOf(holder));
  if (!run) return null;
  const { batchId, offset } = sliceOfIntent(holder);
  const { chunk, slice } = run.sizes;
  // A chunk's last slice is the shorter one.
  const limit = Math.min(slice, chunk - (offset % chunk));
  const part = await batches.part({ batchId, offset, limit });
  return part && { holder, run, messageIds: part.recipients.map((id) => messageIdOf(run._id, id)) };
}

async function runsOf(holders: readonly string[], store: Stores): Promise<ReadonlyMap<string, Run>> {
  const ids = new Set(holders.map(runIdOf));
  const found = await Promise.all([...ids].map((id) => store.runs.get(id)));
  return new Map(found.flatMap((run) => (run ? [[run._id, run]] : [])));
}

/** The run whose slice it is. */
function runIdOf(holder: string): string {
  const { batchId } = sliceOfIntent(holder);
  return batchId.slice(0, batchId.lastIndexOf('/'));
}

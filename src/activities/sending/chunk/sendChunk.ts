import { documentNotFound } from '../../../domain/failures.ts';
import { batchIdOf, SINGLE_KEY } from '../../../domain/ids.ts';
import type { Dispatch } from '../../../domain/message/dispatch.ts';
import type { RequestedMessage } from '../../../domain/message/singleMessage.ts';
import type { BatchPart } from '../../../store/batches.ts';
import type { ChunkInput, ChunkResult } from '../../contract.ts';
import { releaseAbandoned } from '../limits/abandonedQuotas.ts';
import { fullQuotas } from '../limits/fullQuotas.ts';
import { retryWhileStoreUnavailable } from '../retryWhileStoreUnavailable.ts';
import { type SliceResult, sendSlice } from '../slice/sendSlice.ts';
import { addressedPart } from './addressedPart.ts';
import { type ChunkState, chunkResult } from './chunkResult.ts';
import { type ChunkContext, type ChunkServices, chunkServices, currentProviders } from './chunkServices.ts';
import { EarlyReceipts } from './earlyReceipts.ts';
import { SliceQueue } from './sliceQueue.ts';
import { inDoubt, readSlices, remainingIn, type Slice } from './slices.ts';

/** Sends the recipients of one chunk that have no message yet, a slice at a time. Can be repeated, and run twice at once. */
export async function sendChunk(input: ChunkInput, context: ChunkContext): Promise<ChunkResult> {
  const { store, policy, signal } = context;
  const startedAt = Date.now();
  const { dispatch: of } = context.prepared;
  const part = await retryWhileStoreUnavailable(async () => {
    if (of.request) return partOfSingle(of, of.request);
    return of.addressed ? await addressedPart(of, of.addressed, store) : await store.batches.part(input);
  });
  if (!part) throw documentNotFound('batch', input.batchId);
  const services = await chunkServices(part, context);
  const { hours, skips, dispatch } = services;
  const slices = await readSlices(input, { part, size: dispatch.sizes.slice, store });
  const unfinished = slices.filter((slice) => remainingIn(slice) > 0);
  // Untouched slices first, so that recipients that wait for a provider don't hold up others.
  unfinished.sort((a, b) => remainingIn(b) - remainingIn(a));
  const queue = new SliceQueue(unfinished, store);
  const mustWait = (): boolean => hours.state().kind === 'waiting';
  const isQuiet = mustWait();
  if (isQuiet) {
    await queue.keepWithoutSending(({ keys, messageIds, statuses }) =>
      keys.every((key, position) => skips.has(key) || statuses.has(messageIds[position] ?? '')),
    );
  } else if (unfinished.length > 0 && hours.state().kind === 'open') await queue.noteFull(await waitedFor(services));

  const receipts = new EarlyReceipts(context);
  // A worker that died between writing messages and this line has left their receipts to be applied.
  for (const { statuses } of slices) receipts.add(statuses.keys());
  const results = new Map<Slice, SliceResult>();
  let messages = slices.reduce((sum, { statuses }) => sum + statuses.size, 0);
  let providersAreAway = false;
  while (
    !signal.aborted &&
    !providersAreAway &&
    Date.now() - startedAt <= policy.timeBudgetMs &&
    (isQuiet || !mustWait())
  ) {
    const slice = queue.next();
    if (!slice) break;
    const providers = await currentProviders(dispatch, context.pool);
    const result = await sendSlice(slice, { ...services, providers });
    results.set(slice, result);
    messages += result.statuses.size;
    context.onProgress?.(messages);
    await receipts.addAndApplySometimes(result.statuses.keys());
    if (result.statuses.size > 0) continue;
    providersAreAway = result.unfinished.unavailable > 0;
    await queue.noteFull(result.fullQuotas);
  }
  await receipts.apply();

  const full = new Set([...queue.fullQuotas, ...[...results.values()].flatMap((result) => result.fullQuotas)]);
  await releaseAbandoned([...full], { store, ownedBefore: new Date(Date.now() - policy.leaseMs) });
  const untouched = unfinished.filter((slice) => !results.has(slice));
  const state: ChunkState = {
    isInterrupted: signal.aborted,
    hours: hours.state(),
    before: slices.flatMap(({ statuses }) => [...statuses.values()]),
    results: [...results.values()],
    untouched: untouched.length,
    hasUntouchedDoubts: mustWait() && (await inDoubt(untouched, store)).length > 0,
    isFull: full.size > 0,
    now: services.now(),
  };
  return chunkResult(state, policy);
}

/** Full quotas of today, unless one of them is full for good. Slots of the others may still be released. */
async function waitedFor({ limits, now, store }: ChunkServices): Promise<string[]> {
  if (!limits?.hasQuotas) return [];
  const at = now();
  const found = await fullQuotas(limits.quotasOf(limits.countedAt(at, null), at), store.quotas);
  return found.some(({ final }) => final) ? [] : found.map(({ key }) => key);
}

/** A single message has no batch in the store. */
const partOfSingle = ({ _id, accountZone, startedAt }: Dispatch, { profileId }: RequestedMessage): BatchPart => ({
  _id: batchIdOf(_id, 1),
  dispatchId: _id,
  recipients: [SINGLE_KEY],
  profileIds: [profileId ?? ''],
  numbers: new Map(),
  at: startedAt,
  zone: accountZone,
});

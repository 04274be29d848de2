import { notFound } from '../../domain/failures.ts';
import { messageIdOf } from '../../domain/ids.ts';
import { lateness } from '../../domain/schedule/late.ts';
import type { Store } from '../../store/store.ts';
import type { ChunkInput, ChunkResult } from '../contract.ts';
import { settleAbandoned } from './abandonedQuotas.ts';
import { chunkResult } from './chunkResult.ts';
import { cut, inDoubt } from './chunkSlices.ts';
import { fullQuotas } from './fullQuotas.ts';
import type { GroupMember } from './groupMember.ts';
import { endOf, sendingHours } from './hours.ts';
import type { SendPolicy } from './policy.ts';
import type { ProviderPool } from './providerPool.ts';
import type { RecipientContext } from './recipient.ts';
import type { PreparedRun } from './run.ts';
import { runLimits, usableZone } from './runLimits.ts';
import { type Slice, type SliceResult, sendSlice } from './sendSlice.ts';
import { SliceQueue } from './sliceQueue.ts';

export interface ChunkContext {
  readonly store: Store;
  readonly pool: ProviderPool;
  readonly policy: SendPolicy;
  readonly run: PreparedRun;
  readonly owner: string;
  /** Aborted: what is in the air is finished and recorded, nothing new is sent. */
  readonly signal: AbortSignal;
  readonly receiptUrl: RecipientContext['receiptUrl'];
  /** Is told how many of the chunk's recipients have a message. */
  readonly onProgress?: (messages: number) => void;
  /** What DND and the days of limits go by; left out: the clock. */
  readonly now?: () => Date;
}

/** Sends the recipients of one chunk that have no message yet. Safe to repeat, and to run twice at once. */
export async function sendChunk(input: ChunkInput, context: ChunkContext): Promise<ChunkResult> {
  const { store, policy, signal, now = () => new Date() } = context;
  const { run } = context.run;
  const startedAt = Date.now();
  const part = await store.batches.part(input);
  if (!part) throw notFound('batch', input.batchId);
  const members = await groupMembers(context);
  const zone = usableZone(part.zone, run);
  const hours = sendingHours({
    windows: run.windows,
    zones: { recipient: zone, account: run.accountZone },
    endsAt: endOf(run, zone),
    longestRequestMs: Math.max(0, ...members.map(({ provider }) => provider.settings.requestTimeoutMs)),
    lateness: lateness({ schedule: run.schedule, batchAt: part.at ?? run.dueAt, zone, releasedAt: run.releasedAt }),
    now,
  });
  const limits = runLimits(run, zone);
  const skips = new Map(part.skips?.map(({ profileId, reason }) => [profileId, reason]));
  const before = await store.messages.statuses(part.recipients.map((id) => messageIdOf(run._id, id)));
  const without = (slice: Slice): string[] => slice.recipients.filter((id) => !before.has(messageIdOf(run._id, id)));
  const unfinished = cut(input, part.recipients, run.sizes.slice).filter((slice) => without(slice).length > 0);
  // Untouched slices first: who waits for a provider must not hold up who has one.
  unfinished.sort((a, b) => without(b).length - without(a).length);
  const queue = new SliceQueue(unfinished, store);
  const mustWait = (): boolean => hours.state().kind === 'waiting';
  const isQuiet = mustWait();
  // A worker that died between recording and this left them to be applied.
  if (before.size > 0 && context.receiptUrl) await store.receipts.applyEarly([...before.keys()]);

  const results = new Map<Slice, SliceResult>();
  let done = before.size;
  if (isQuiet) await queue.keepWithoutSending((slice) => without(slice).every((id) => skips.has(id)));
  else if (unfinished.length > 0 && hours.state().kind === 'open') await queue.noteFull(await waitedFor());
  const failed = new AbortController();
  const stop = AbortSignal.any([signal, failed.signal]);
  const slicing = { ...context, signal: stop, members, skips, numbers: part.numbers, hours, limits, now, before };
  const timeIsUp = (): boolean => Date.now() - startedAt > policy.timeBudgetMs;
  const sendNext = async (): Promise<void> => {
    while (
      !stop.aborted &&
      !timeIsUp() &&
      (isQuiet || !mustWait()) &&
      ![...results.values()].some((one) => one.left.unavailable > 0 && one.statuses.length === 0)
    ) {
      const slice = queue.next();
      if (!slice) return;
      const result = await sendSlice(slice, slicing);
      results.set(slice, result);
      done += result.statuses.length;
      context.onProgress?.(done);
      if (result.statuses.length === 0) await queue.noteFull(result.fullQuotas);
    }
  };
  const lanes = Array.from({ length: policy.slicesInFlight }, async () => {
    try {
      await sendNext();
    } catch (error) {
      failed.abort();
      throw error;
    }
  });
  // Nothing of a chunk goes on when its activity has ended.
  const broken = (await Promise.allSettled(lanes)).find((lane) => lane.status === 'rejected');
  if (broken) throw broken.reason;

  const full = new Set([...queue.fullQuotas, ...[...results.values()].flatMap((result) => result.fullQuotas)]);
  await settleAbandoned([...full], { store, ownedBefore: new Date(Date.now() - policy.leaseMs) });
  const untouched = unfinished.filter((slice) => !results.has(slice));
  const state = {
    isInterrupted: signal.aborted,
    hours: hours.state(),
    before: before.values(),
    results: [...results.values()],
    untouched: untouched.length,
    hasUntouchedDoubts: mustWait() && (await inDoubt(untouched, store)).size > 0,
    isFull: full.size > 0,
    now: now(),
  };
  return chunkResult(state, policy);

  /** Quotas of today that are full, where none of them is for good: places may still be given back. */
  async function waitedFor(): Promise<string[]> {
    if (!limits?.hasQuotas) return [];
    const at = now();
    const found = await fullQuotas(limits.quotasOf(limits.countedAt(at, null), at), store.quotas);
    return found.some(({ final }) => final) ? [] : found.map(({ key }) => key);
  }
}

/** The run's providers, in order. One that was deleted meanwhile can't be sent through. */
async function groupMembers({ run, pool }: ChunkContext): Promise<GroupMember[]> {
  const members = await Promise.all(
    run.run.members.map(async ({ providerId, countries }) => ({ provider: await pool.get(providerId), countries })),
  );
  return members.flatMap(({ provider, countries }) => (provider ? { provider, countries } : []));
}

import { intentIdOf, messageIdOf } from '../../domain/ids.ts';
import type { MessageStatus } from '../../domain/message.ts';
import { type MessageCounts, NO_MESSAGES, type WaitReason } from '../../domain/progress.ts';
import type { Store } from '../../store/store.ts';
import type { ChunkInput, ChunkResult } from '../contract.ts';
import type { GroupMember } from './groupMember.ts';
import type { SendPolicy } from './policy.ts';
import type { ProviderPool } from './providerPool.ts';
import type { RecipientContext } from './recipient.ts';
import type { PreparedRun } from './run.ts';
import { type Slice, type SliceResult, sendSlice } from './sendSlice.ts';

export interface ChunkContext {
  readonly store: Store;
  readonly pool: ProviderPool;
  readonly policy: SendPolicy;
  readonly run: PreparedRun;
  readonly owner: string;
  /** Aborted: what is in the air is finished and recorded, nothing new is sent. */
  readonly signal: AbortSignal;
  readonly receiptUrl: RecipientContext['receiptUrl'];
}

/** Sends the recipients of one chunk that have no message yet. Safe to repeat, and to run twice at once. */
export async function sendChunk(input: ChunkInput, context: ChunkContext): Promise<ChunkResult> {
  const { store, policy, signal } = context;
  const startedAt = Date.now();
  const recipients = await store.batches.recipients(input);
  const runId = input.runId;
  const before = await store.messages.statuses(recipients.map((id) => messageIdOf(runId, id)));
  const slices = cut(input, recipients, context.run.run.sizes.slice)
    .map((slice) => ({ ...slice, recipients: slice.recipients.filter((id) => !before.has(messageIdOf(runId, id))) }))
    .filter((slice) => slice.recipients.length > 0);
  // Untouched slices first: who waits for a provider must not hold up who has one.
  slices.sort((a, b) => b.recipients.length - a.recipients.length);
  // A worker that died between recording and this left them to be applied.
  if (before.size > 0 && context.receiptUrl) await store.receipts.applyEarly([...before.keys()]);
  const members = await groupMembers(context);

  const results: SliceResult[] = [];
  const failed = new AbortController();
  const stop = AbortSignal.any([signal, failed.signal]);
  const timeIsUp = (): boolean => Date.now() - startedAt > policy.timeBudgetMs;
  const sendNext = async (): Promise<void> => {
    while (
      !stop.aborted &&
      !timeIsUp() &&
      !results.some((one) => one.left.unavailable > 0 && one.statuses.length === 0)
    ) {
      const slice = slices.shift();
      if (!slice) return;
      results.push(await sendSlice(slice, { ...context, signal: stop, members }));
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

  const reason = waitReason();
  if (reason !== null) {
    const progressed = results.some((result) => result.statuses.length > 0);
    return { state: 'waiting', reason, progressed, retryAfterMs: waitAfter(reason, policy) };
  }
  return {
    state: 'done',
    counts: countStatuses([...before.values(), ...results.flatMap((result) => result.statuses)]),
  };

  function waitReason(): WaitReason | null {
    const left = (why: keyof SliceResult['left']): boolean => results.some((result) => result.left[why] > 0);
    if (signal.aborted) return 'interrupted';
    if (left('unavailable')) return 'providers_unavailable';
    if (left('open')) return 'answers_lost';
    if (left('closed')) return 'taken_over';
    return slices.length > 0 ? 'time_budget' : null;
  }
}

function waitAfter(reason: WaitReason, policy: SendPolicy): number {
  switch (reason) {
    case 'providers_unavailable':
      return policy.unavailableMs;
    case 'answers_lost':
      return policy.answersLostMs;
    // Whoever comes next has to wait for the other's lease.
    case 'taken_over':
      return policy.leaseMs;
    case 'interrupted':
    case 'time_budget':
      return 0;
  }
}

function cut(input: ChunkInput, recipients: readonly string[], size: number): Slice[] {
  return Array.from({ length: Math.ceil(recipients.length / size) }, (_, index) => ({
    intentId: intentIdOf(input.batchId, input.offset + index * size),
    recipients: recipients.slice(index * size, (index + 1) * size),
  }));
}

/** The run's providers, in order. One that was deleted meanwhile can't be sent through. */
async function groupMembers({ run, pool }: ChunkContext): Promise<GroupMember[]> {
  const members = await Promise.all(
    run.run.members.map(async ({ providerId, countries }) => ({ provider: await pool.get(providerId), countries })),
  );
  return members.flatMap(({ provider, countries }) => (provider ? { provider, countries } : []));
}

function countStatuses(statuses: readonly MessageStatus[]): MessageCounts {
  const counts = { ...NO_MESSAGES };
  for (const status of statuses) counts[status] += 1;
  return counts;
}

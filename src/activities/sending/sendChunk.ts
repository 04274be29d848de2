import { intentIdOf, messageIdOf } from '../../domain/ids.ts';
import type { MessageStatus } from '../../domain/message.ts';
import { type MessageCounts, NO_MESSAGES } from '../../domain/progress.ts';
import type { Store } from '../../store/store.ts';
import type { ChunkInput, ChunkResult } from '../contract.ts';
import type { SendPolicy } from './policy.ts';
import type { ProviderPool } from './providerPool.ts';
import type { GroupMember, RecipientContext } from './recipient.ts';
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
  const members = await groupMembers(context);

  const results: SliceResult[] = [];
  const timeIsUp = (): boolean => Date.now() - startedAt > policy.timeBudgetMs;
  const sendNext = async (): Promise<void> => {
    while (!signal.aborted && !timeIsUp() && !results.some((result) => result.left.unavailable > 0)) {
      const slice = slices.shift();
      if (!slice) return;
      results.push(await sendSlice(slice, { ...context, members }));
    }
  };
  await Promise.all(Array.from({ length: policy.slicesInFlight }, sendNext));

  const left = (why: keyof SliceResult['left']): boolean => results.some((result) => result.left[why] > 0);
  if (signal.aborted) return { state: 'waiting', reason: 'interrupted', retryAfterMs: 0 };
  if (left('unavailable')) {
    return { state: 'waiting', reason: 'providers_unavailable', retryAfterMs: policy.unavailableMs };
  }
  if (left('open')) return { state: 'waiting', reason: 'answers_lost', retryAfterMs: policy.answersLostMs };
  // Another worker has claimed a slice, or this one lost its claim: whoever comes next waits for the other's lease.
  if (left('closed')) return { state: 'waiting', reason: 'interrupted', retryAfterMs: policy.leaseMs };
  if (slices.length > 0) return { state: 'waiting', reason: 'time_budget', retryAfterMs: 0 };
  return {
    state: 'done',
    counts: countStatuses([...before.values(), ...results.flatMap((result) => result.statuses)]),
  };
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

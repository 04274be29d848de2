import {
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  isCancellation,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { ChunkResult, WaitReason } from '../activities/contract.ts';
import { addCounts, type MessageCounts, NO_MESSAGES } from '../domain/progress.ts';
import { batchSize, sendChunk } from './activities.ts';
import { pauseBatchSignal, resumeBatchSignal, stopBatchSignal } from './messages.ts';

/** Chunks of one batch that are sent at the same time. */
const CHUNKS_IN_FLIGHT = 2;
const HISTORY_EVENTS = 2000;
/** Waits grow up to this many times the shortest one that the activity asked for. */
const LONGEST_WAIT_FACTOR = 16;

export interface BatchInput {
  readonly runId: string;
  readonly batchId: string;
  /** What a predecessor of this execution has left. */
  readonly carried?: BatchState;
}

interface BatchState {
  readonly chunk: number;
  readonly recipients: number;
  /** Positions of the chunks still to be sent. */
  readonly pending: readonly number[];
  readonly counts: MessageCounts;
  readonly held: boolean;
}

/** Sends one batch in chunks, and waits - hours if need be - where an activity should not. Returns its messages by status. */
export async function batchWorkflow(input: BatchInput): Promise<MessageCounts> {
  let held = input.carried?.held ?? false;
  let stopped = false;
  let waits = 0;
  let sending = new CancellationScope();
  setHandler(pauseBatchSignal, () => {
    held = true;
    sending.cancel();
  });
  setHandler(resumeBatchSignal, () => {
    held = false;
  });
  setHandler(stopBatchSignal, () => {
    stopped = true;
    sending.cancel();
  });

  const { chunk, recipients, ...start } = input.carried ?? (await wholeBatch(input.batchId));
  const pending = [...start.pending];
  let counts = start.counts;

  while (pending.length > 0 && !stopped) {
    await condition(() => !held || stopped);
    if (workflowInfo().continueAsNewSuggested || workflowInfo().historyLength > HISTORY_EVENTS) {
      await condition(allHandlersFinished);
      await continueAsNew<typeof batchWorkflow>({ ...input, carried: { chunk, recipients, pending, counts, held } });
    }
    if (sending.consideredCancelled) sending = new CancellationScope();
    const unfinished: Unfinished[] = [];
    await Promise.all(Array.from({ length: CHUNKS_IN_FLIGHT }, () => sendPending(unfinished)));
    pending.push(...unfinished.map((chunk) => chunk.offset));
    await waitBeforeRetry(unfinished);
  }
  return counts;

  /** Sends one chunk after the other while the providers take them. A chunk with lost answers doesn't hold up the next one. */
  async function sendPending(unfinished: Unfinished[]): Promise<void> {
    while (!held && !stopped && !unfinished.some((chunk) => chunk.reason === 'providers_unavailable')) {
      const offset = pending.shift();
      if (offset === undefined) return;
      const result = await sendUnlessHeld(offset);
      if (result?.state === 'done') counts = addCounts(counts, result.counts);
      else
        unfinished.push({ offset, reason: result?.reason ?? 'interrupted', retryAfterMs: result?.retryAfterMs ?? 0 });
    }
  }

  async function sendUnlessHeld(offset: number): Promise<ChunkResult | null> {
    const limit = Math.min(chunk, recipients - offset);
    try {
      return await sending.run(() => sendChunk({ runId: input.runId, batchId: input.batchId, offset, limit }));
    } catch (error) {
      // Held or stopped before a worker took it up. Any other cancellation is this workflow's own, and ends it.
      if (isCancellation(error) && (held || stopped)) return null;
      throw error;
    }
  }

  async function waitBeforeRetry(unfinished: readonly Unfinished[]): Promise<void> {
    const longest = unfinished.toSorted((a, b) => b.retryAfterMs - a.retryAfterMs)[0];
    if (!longest || longest.retryAfterMs === 0 || held || stopped) {
      waits = 0;
      return;
    }
    const wait = longest.retryAfterMs * Math.min(2 ** waits, LONGEST_WAIT_FACTOR);
    waits += 1;
    setCurrentDetails(`Waiting: ${WAITS[longest.reason]} Next try in ${Math.ceil(wait / 1000)} s.`);
    await condition(() => held || stopped, wait, { summary: longest.reason });
    setCurrentDetails('Sending.');
  }
}

interface Unfinished {
  readonly offset: number;
  readonly reason: WaitReason;
  readonly retryAfterMs: number;
}

const WAITS: Readonly<Record<WaitReason, string>> = {
  providers_unavailable: 'no provider of the group takes messages at present.',
  answers_lost: 'providers are asked what became of requests whose answer was lost.',
  interrupted: 'sending was interrupted.',
  time_budget: 'a long chunk goes on.',
};

async function wholeBatch(batchId: string): Promise<BatchState> {
  const { recipients, chunk } = await batchSize({ batchId });
  const pending = Array.from({ length: Math.ceil(recipients / chunk) }, (_, index) => index * chunk);
  return { chunk, recipients, pending, counts: NO_MESSAGES, held: false };
}

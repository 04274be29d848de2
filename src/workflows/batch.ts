import {
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  getExternalWorkflowHandle,
  isCancellation,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { ChunkResult } from '../activities/contract.ts';
import { addCounts, type MessageCounts, NO_MESSAGES, totalOf, type WaitReason } from '../domain/campaign/progress.ts';
import { batchSize, sendChunk } from './activities.ts';
import { historyIsLong } from './historyIsLong.ts';
import {
  batchErrorsSignal,
  batchWaitsSignal,
  pauseBatchSignal,
  resumeBatchSignal,
  stopBatchSignal,
  yieldBatchSignal,
} from './messages.ts';
import { WAITS } from './waits.ts';

/** Chunks of one batch that are sent at the same time. */
const CHUNKS_IN_FLIGHT = 2;

/** Waits grow up to this many times the shortest one that the activity asked for. */
const LONGEST_WAIT_FACTOR = 16;

export interface BatchInput {
  readonly runId: string;
  readonly batchId: string;
  /** The campaign is told of each chunk of which this share failed, in percent; left out: of none. */
  readonly errorPercent?: number;
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
  readonly hasLeftPlace: boolean;
  readonly yields?: boolean;
}

/** A batch's messages by status, of its chunks that are done where it is to be started again: a DND window cut it short, or it made room while it waited. */
export type BatchResult = MessageCounts & {
  /** ISO 8601. */
  readonly postponedUntil?: string;
  /** The others of its group have no reason to wait. */
  readonly alone?: true;
};

/** Sends one batch in chunks, and waits - hours if need be - where an activity should not. */
export async function batchWorkflow(input: BatchInput): Promise<BatchResult> {
  let held = input.carried?.held ?? false;
  let stopped = false;
  let yields = input.carried?.yields ?? false;
  let waits = 0;
  let hasLeftPlace = input.carried?.hasLeftPlace ?? false;
  let told: WaitReason | null = null;
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
  setHandler(yieldBatchSignal, () => {
    yields = true;
  });

  const { chunk, recipients, ...start } = input.carried ?? (await wholeBatch(input.batchId));
  const pending = [...start.pending];
  let counts = start.counts;

  while (pending.length > 0 && !stopped) {
    describe('Sending.');
    await condition(() => !held || stopped || yields);
    if (stopped) break;
    if (held) return startAgain(0);
    if (historyIsLong()) {
      await condition(allHandlersFinished);
      await continueAsNew<typeof batchWorkflow>({
        ...input,
        carried: { chunk, recipients, pending, counts, held, hasLeftPlace, yields },
      });
    }
    if (sending.consideredCancelled) sending = new CancellationScope();
    const unfinished: Unfinished[] = [];
    await Promise.all(Array.from({ length: CHUNKS_IN_FLIGHT }, () => sendPending(unfinished)));
    const postponedUntil = postponement(unfinished);
    // No need to keep a place, and a workflow, for a night.
    if (postponedUntil !== undefined && !stopped) return { ...counts, postponedUntil };
    pending.push(...unfinished.map((chunk) => chunk.offset));
    const wait = await waitBeforeRetry(unfinished);
    if (wait !== null && yields && !stopped) return startAgain(wait);
  }
  return counts;

  /** Sends one chunk after the other while the providers take them. A chunk with lost answers doesn't hold up the next one. */
  async function sendPending(unfinished: Unfinished[]): Promise<void> {
    while (
      !sending.consideredCancelled &&
      !held &&
      !stopped &&
      !unfinished.some((chunk) => chunk.reason === 'providers_unavailable')
    ) {
      const offset = pending.shift();
      if (offset === undefined) return;
      const result = await sendUnlessHeld(offset);
      if (result?.state === 'done') await add(result.counts);
      else unfinished.push({ offset, ...(result ?? INTERRUPTED) });
      describe('Sending.');
    }
  }

  async function add(messages: MessageCounts): Promise<void> {
    counts = addCounts(counts, messages);
    const { parent } = workflowInfo();
    if (!parent || input.errorPercent === undefined || messages.failed === 0) return;
    if ((100 * messages.failed) / totalOf(messages) < input.errorPercent) return;
    const campaign = getExternalWorkflowHandle(parent.workflowId);
    await campaign.signal(batchErrorsSignal, { batchId: input.batchId, messages: counts });
  }

  async function sendUnlessHeld(offset: number): Promise<ChunkResult | null> {
    const limit = Math.min(chunk, recipients - offset);
    try {
      return await sending.run(() => sendChunk({ dispatchId: input.runId, batchId: input.batchId, offset, limit }));
    } catch (error) {
      // Held or stopped before a worker took it up. Any other cancellation is this workflow's own, and ends it.
      const ours = sending.consideredCancelled && !CancellationScope.current().consideredCancelled;
      if (isCancellation(error) && ours) return null;
      throw error;
    }
  }

  /** Waits as long as the chunks ask for. What is left of the wait in milliseconds where the batch is to yield; else null. */
  async function waitBeforeRetry(unfinished: readonly Unfinished[]): Promise<number | null> {
    const longest = unfinished.toSorted((a, b) => b.retryAfterMs - a.retryAfterMs)[0];
    if (!longest || longest.retryAfterMs === 0 || held || stopped) {
      waits = 0;
      await tellCampaign(null, false);
      return null;
    }
    // Providers work, only not for who is left here: that must not keep other batches from being sent.
    await tellCampaign(
      longest.reason,
      unfinished.every((one) => one.progressed || LEAVING.includes(one.reason)),
    );
    const wait = longest.retryAfterMs * Math.min(2 ** waits, LONGEST_WAIT_FACTOR);
    waits += 1;
    describe(`Waiting: ${WAITS[longest.reason]} Next try in ${Math.ceil(wait / 1000)} s.`);
    const until = Date.now() + wait;
    await condition(() => held || stopped || yields, wait, { summary: longest.reason });
    describe('Sending.');
    return yields ? Math.max(0, until - Date.now()) : null;
  }

  function startAgain(wait: number): BatchResult {
    return { ...counts, postponedUntil: new Date(Date.now() + wait).toISOString(), alone: true };
  }

  /** Once per change, not per try. */
  async function tellCampaign(reason: WaitReason | null, leaves: boolean): Promise<void> {
    const { parent } = workflowInfo();
    const leavesPlace = leaves && !hasLeftPlace;
    if (!parent || (reason === told && !leavesPlace)) return;
    told = reason;
    hasLeftPlace ||= leavesPlace;
    const campaign = getExternalWorkflowHandle(parent.workflowId);
    await campaign.signal(batchWaitsSignal, { batchId: input.batchId, reason, leavesPlace });
  }

  function describe(state: string): void {
    setCurrentDetails(`**${held ? 'Paused.' : state}** ${totalOf(counts)} of ${recipients} recipients done.`);
  }
}

type Waiting = Omit<Extract<ChunkResult, { state: 'later' }>, 'state' | 'counts'>;
type Unfinished = Waiting & { readonly offset: number };

const INTERRUPTED: Waiting = { reason: 'interrupted', progressed: false, retryAfterMs: 0 };

/** Of chunks that wait for nothing that other batches need. */
const LEAVING: readonly WaitReason[] = ['answers_lost', 'limits', 'dnd', 'next_day'];

/** When the last of the chunks may be sent, ISO 8601; undefined while there is one that time alone doesn't help. */
function postponement(unfinished: readonly Unfinished[]): string | undefined {
  const instants = unfinished.map((chunk) => chunk.resumeAt);
  // In ISO 8601, all in UTC with milliseconds, they sort as text.
  return instants.includes(undefined) ? undefined : instants.toSorted().at(-1);
}

async function wholeBatch(batchId: string): Promise<Pick<BatchState, 'chunk' | 'recipients' | 'pending' | 'counts'>> {
  const { recipients, chunk } = await batchSize({ batchId });
  const pending = Array.from({ length: Math.ceil(recipients / chunk) }, (_, index) => index * chunk);
  return { chunk, recipients, pending, counts: NO_MESSAGES };
}

import { CancellationScope, isCancellation, setWorkflowOptions, workflowInfo } from '@temporalio/workflow';
import type { ChunkResult } from '../activities/contract.ts';
import type { BegunBatch, ChunkLeft } from '../domain/campaign/batchQueue.ts';
import type { BatchResult } from '../domain/campaign/batchReturn.ts';
import { addCounts, type MessageCounts, NO_MESSAGES, totalOf, type WaitReason } from '../domain/campaign/progress.ts';
import { causeOf } from '../domain/failures.ts';
import { bookkeeping, sending } from './activities.ts';

/** Chunks of one batch that are sent at the same time. */
const CHUNKS_IN_FLIGHT = 2;

export interface BatchInput {
  readonly campaignId: string;
  /** Steering revision of the campaign: the batch's chunks send nothing once the campaign has a higher one. */
  readonly revision: number;
  readonly dispatchId: string;
  readonly batchId: string;
  /** The batch returns after a chunk in which this percentage of the messages failed. Left out: it doesn't check. */
  readonly errorPercent?: number;
  /** What an earlier start of it has left; left out: all of it. */
  readonly begun?: Pick<BegunBatch, 'counts' | 'left'>;
}

// A batch ends soon, so it stays on the code that it began with. Servers refuse the setting where workers have no versions.
setWorkflowOptions(
  () => (workflowInfo().currentDeploymentVersion?.deploymentName ? { versioningBehavior: 'PINNED' } : {}),
  batchWorkflow,
);

/** Sends the chunks of one batch, each once, and returns. A batch never waits; its campaign does. */
export async function batchWorkflow(input: BatchInput): Promise<BatchResult> {
  const { errorPercent, batchId, campaignId } = input;
  let counts = addCounts(NO_MESSAGES, input.begun?.counts ?? {});
  const unfinished: Unfinished[] = [];
  let failure: ReturnType<typeof causeOf> | null = null;
  let progressed = false;
  let hasErrors = false;
  let revision: number | undefined;

  let pending: ChunkLeft[];
  try {
    pending = [...(input.begun?.left ?? (await chunksOf(batchId)))];
  } catch (error) {
    const left = null;
    if (isCancellation(error)) return { state: 'later', counts, left, ...INTERRUPTED };
    return { state: 'blocked', counts, left, ...causeOf(error) };
  }
  await Promise.all(Array.from({ length: CHUNKS_IN_FLIGHT }, sendPending));

  const left = [...unfinished.map(({ chunk }) => chunk), ...pending];
  if (failure !== null) return { state: 'blocked', counts, left, ...(failure as ReturnType<typeof causeOf>) };
  if (left.length === 0) return { state: 'done', counts };
  const longest = unfinished.map(({ wait }) => wait).toSorted((a, b) => b.retryAfterMs - a.retryAfterMs)[0];
  const { reason, retryAfterMs } = longest ?? (hasErrors ? LOOK_AT_ERRORS : INTERRUPTED);
  const resumeAt = pending.length === 0 ? latest(unfinished.map(({ wait }) => wait.resumeAt)) : undefined;
  return {
    state: 'later',
    counts,
    left,
    reason,
    progressed,
    retryAfterMs,
    ...(resumeAt !== undefined && { resumeAt }),
    ...(revision !== undefined && { revision }),
  };

  async function sendPending(): Promise<void> {
    while (!mustReturn()) {
      const chunk = pending.shift();
      if (!chunk) return;
      try {
        const result = await send(chunk);
        hasErrors ||= errorPercent !== undefined && failedPercent(result.counts) >= errorPercent;
        progressed ||= result.state === 'done' || result.progressed;
        if (result.state === 'done') counts = addCounts(counts, result.counts);
        else {
          unfinished.push({ chunk: { ...chunk, counts: result.counts }, wait: result });
          revision = result.revision ?? revision;
        }
      } catch (error) {
        // Cancelled before a worker took the chunk, or failed for good.
        if (!isCancellation(error)) failure = causeOf(error);
        unfinished.push({ chunk, wait: INTERRUPTED });
      }
    }
  }

  /**
   * If no provider accepts messages, the other chunks aren't tried either. Where a chunk takes longer than it may, the batch returns so that the
   * campaign is not held up by it, for instance before a continue-as-new. A chunk with lost answers holds up no other.
   */
  function mustReturn(): boolean {
    return (
      CancellationScope.current().consideredCancelled ||
      hasErrors ||
      unfinished.some(({ wait }) => ENDS_BATCH.includes(wait.reason))
    );
  }

  async function send({ offset, limit }: ChunkLeft): Promise<ChunkResult> {
    const { dispatchId } = input;
    const summary = `recipients ${offset + 1} to ${offset + limit}`;
    return await sending({ campaignId, summary }).sendChunk({
      campaignId,
      revision: input.revision,
      dispatchId,
      batchId,
      offset,
      limit,
    });
  }
}

interface Unfinished {
  readonly chunk: ChunkLeft;
  readonly wait: Pick<Extract<ChunkResult, { state: 'later' }>, 'reason' | 'retryAfterMs' | 'resumeAt'>;
}

const ENDS_BATCH: readonly WaitReason[] = ['providers_unavailable', 'interrupted', 'time_budget'];
const INTERRUPTED = { reason: 'interrupted', progressed: false, retryAfterMs: 0 } as const;
const LOOK_AT_ERRORS = { reason: 'errors', retryAfterMs: 0 } as const;

async function chunksOf(batchId: string): Promise<ChunkLeft[]> {
  const { recipients, chunk } = await bookkeeping('number of recipients').batchSize({ batchId });
  return Array.from({ length: Math.ceil(recipients / chunk) }, (_, index) => {
    const offset = index * chunk;
    return { offset, limit: Math.min(chunk, recipients - offset), counts: NO_MESSAGES };
  });
}

const failedPercent = (counts: MessageCounts): number =>
  counts.failed === 0 ? 0 : (100 * counts.failed) / totalOf(counts);

/** The latest of the instants; undefined if one is unknown. Instants in ISO 8601, all in UTC with milliseconds, sort as text. */
const latest = (instants: readonly (string | undefined)[]): string | undefined =>
  instants.includes(undefined) ? undefined : instants.toSorted().at(-1);

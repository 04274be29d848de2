import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';

const LOOK_MS = 500;

type Execution = Pick<WorkflowHandle, 'fetchHistory' | 'terminate'>;

/**
 * The result of `work`. Once the workflow's code has failed, it is terminated, and this rejects: Temporal repeats such a task until the code is corrected, so `work` would wait for
 * ever, and nothing would tell why.
 */
export async function unlessTaskFails<T>(workflow: Execution, work: () => Promise<T>): Promise<T> {
  const ended = new AbortController();
  const working = work();
  const failing = failure(workflow, ended.signal);
  // The one that loses has nobody who waits for it.
  for (const one of [working, failing]) one.catch(() => undefined);
  try {
    await Promise.race([working, failing]);
    return await working;
  } finally {
    ended.abort();
  }
}

async function failure(workflow: Execution, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const { events } = await workflow.fetchHistory();
    const failed = events?.findLast((event) => event.workflowTaskFailedEventAttributes);
    const message = failed?.workflowTaskFailedEventAttributes?.failure?.message;
    if (message != null) {
      await workflow.terminate(message);
      throw new Error(`The code of the journey fails: ${message}`);
    }
    await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
  }
}

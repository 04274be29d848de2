import type { Client } from '@temporalio/client';
import { singleDispatchId } from '../domain/ids.ts';
import type { singleMessageWorkflow } from '../workflows/singleMessage.ts';
import { startOnce } from './startOnce.ts';

/** The workflows of single messages, as the API needs them. */
export interface SingleMessageClient {
  /** Starts the sending; harmless when it was started before. Throws a `TemporalUnreachableError`. */
  start(id: string): Promise<void>;
}

/** Single messages on Temporal: one workflow each, on `taskQueue`. */
export const temporalSingleMessageClient = (client: Client, taskQueue: string): SingleMessageClient => ({
  start: (id) =>
    startOnce<typeof singleMessageWorkflow>(client, 'singleMessageWorkflow', {
      workflowId: singleDispatchId(id),
      taskQueue,
      args: [{ dispatchId: singleDispatchId(id) }],
      priority: { priorityKey: 1 },
      staticSummary: 'a single message',
    }),
});

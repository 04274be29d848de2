import type { Client } from '@temporalio/client';
import { erasureWorkflowId } from '../domain/ids.ts';
import type { erasureWorkflow } from '../workflows/erasure.ts';
import { startOnce } from './startOnce.ts';

/** The workflows of erasures, as the API needs them. */
export interface ErasureClient {
  /** Starts an erasure; harmless when it was started before. Throws a `TemporalUnreachableError`. */
  start(request: { erasureId: string; by: string }): Promise<void>;
}

/** Erasures on Temporal: one workflow each, on `taskQueue`. */
export const temporalErasureClient = (client: Client, taskQueue: string): ErasureClient => ({
  start: ({ erasureId, by }) =>
    startOnce<typeof erasureWorkflow>(client, 'erasureWorkflow', {
      workflowId: erasureWorkflowId(erasureId),
      taskQueue,
      args: [{ erasureId }],
      staticSummary: 'erasure of a person',
      memo: { startedBy: by },
    }),
});

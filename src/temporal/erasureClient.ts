import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { erasureWorkflowId } from '../domain/ids.ts';
import type { erasureWorkflow } from '../workflows/erasure.ts';
import { toOurTerms, within } from './calls.ts';

/** The workflows of erasures, as the API needs them. */
export interface ErasureClient {
  /** Starts an erasure; harmless when it was started before. Throws a `TemporalUnreachableError`. */
  start(request: { erasureId: string; by: string }): Promise<void>;
}

const CALL_MS = 10_000;

/** Erasures on Temporal: one workflow each, on `taskQueue`. */
export const temporalErasureClient = (client: Client, taskQueue: string): ErasureClient => ({
  async start({ erasureId, by }) {
    const start = () =>
      client.workflow.start<typeof erasureWorkflow>('erasureWorkflow', {
        workflowId: erasureWorkflowId(erasureId),
        taskQueue,
        args: [{ erasureId }],
        workflowIdConflictPolicy: 'USE_EXISTING',
        workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
        staticSummary: 'erasure of a person',
        memo: { startedBy: by },
      });
    try {
      await within(client, CALL_MS, start);
    } catch (error) {
      if (error instanceof WorkflowExecutionAlreadyStartedError) return;
      throw toOurTerms(error);
    }
  },
});

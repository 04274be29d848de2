import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { importWorkflowId } from '../domain/ids.ts';
import type { importWorkflow } from '../workflows/import.ts';
import { toOurTerms, within } from './calls.ts';

/** The import workflows, as the API needs them. */
export interface ImportClient {
  /** Starts the import of a stored file; harmless when it was started before. Throws a `TemporalUnreachableError`. */
  start(request: { importId: string; kind: string; by: string }): Promise<void>;
}

const CALL_MS = 10_000;

/** Imports on Temporal: one workflow each, on `taskQueue`. */
export const temporalImportClient = (client: Client, taskQueue: string): ImportClient => ({
  async start({ importId, kind, by }) {
    const start = () =>
      client.workflow.start<typeof importWorkflow>('importWorkflow', {
        workflowId: importWorkflowId(importId),
        taskQueue,
        args: [{ importId }],
        workflowIdConflictPolicy: 'USE_EXISTING',
        workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
        staticSummary: `import of ${kind}`,
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

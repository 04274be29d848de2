import type { Client } from '@temporalio/client';
import { importWorkflowId } from '../domain/ids.ts';
import type { importWorkflow } from '../workflows/import.ts';
import { startOnce } from './startOnce.ts';

/** The import workflows, as the API needs them. */
export interface ImportClient {
  /** Starts the import of a stored file; harmless when it was started before. Throws a `TemporalUnreachableError`. */
  start(request: { importId: string; kind: string; by: string }): Promise<void>;
}

/** Imports on Temporal: one workflow each, on `taskQueue`. */
export const temporalImportClient = (client: Client, taskQueue: string): ImportClient => ({
  start: ({ importId, kind, by }) =>
    startOnce<typeof importWorkflow>(client, 'importWorkflow', {
      workflowId: importWorkflowId(importId),
      taskQueue,
      args: [{ importId }],
      staticSummary: `import of ${kind}`,
      memo: { startedBy: by },
    }),
});

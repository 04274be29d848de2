import {
  type Client,
  type Workflow,
  WorkflowExecutionAlreadyStartedError,
  type WorkflowStartOptions,
} from '@temporalio/client';
import { toOurTerms, within } from './calls.ts';

const CALL_MS = 10_000;

/**
 * Starts a workflow that is run once for its id; harmless when it was started before, unless it failed: then it is started again. Throws a
 * `TemporalUnreachableError`.
 */
export async function startOnce<T extends Workflow>(
  client: Client,
  workflowType: string,
  options: WorkflowStartOptions<T>,
): Promise<void> {
  const start = () =>
    client.workflow.start<T>(workflowType, {
      ...options,
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
    });
  try {
    await within(client, CALL_MS, start);
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return;
    throw toOurTerms(error);
  }
}

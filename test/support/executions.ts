import { Context } from '@temporalio/activity';
import type { WorkflowClient } from '@temporalio/client';
import type { CampaignHandle } from './workflows.ts';

export interface Execution {
  readonly runId: string;
  /** Number of events in its history. */
  readonly events: number;
}

/** The executions of a workflow that continued as new, in order. Throws when one ended with a pending activity. */
export async function executionsOf(client: WorkflowClient, handle: CampaignHandle): Promise<Execution[]> {
  const executions: Execution[] = [];
  let runId: string | null | undefined = handle.firstExecutionRunId;
  while (runId) {
    const { events } = await client.getHandle(handle.workflowId, runId).fetchHistory();
    executions.push({ runId, events: events?.length ?? 0 });
    const begun = events?.filter((event) => event.activityTaskScheduledEventAttributes).length;
    const ended = events?.filter(endsActivity).length;
    if (begun !== ended)
      throw new Error(`${begun} activities began in ${handle.workflowId}, ${runId}, and ${ended} ended`);
    runId = events?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId;
  }
  return executions;
}

const endsActivity = (
  event: NonNullable<Awaited<ReturnType<CampaignHandle['fetchHistory']>>['events']>[number],
): boolean =>
  Boolean(
    event.activityTaskCompletedEventAttributes ??
      event.activityTaskFailedEventAttributes ??
      event.activityTaskTimedOutEventAttributes ??
      event.activityTaskCanceledEventAttributes,
  );

/** The server's time when an activity began, in milliseconds: on the time-skipping server it differs from the real time. */
export const serverTime = (): number => Context.current().info.currentAttemptScheduledTimestampMs;

import { Context } from '@temporalio/activity';
import type { WorkflowClient } from '@temporalio/client';
import type { CampaignHandle } from './workflows.ts';

export interface Execution {
  readonly runId: string;
  /** Number of events in its history. */
  readonly events: number;
}

/** The executions of a workflow that continued as new, in order. Throws where one has left an activity to nobody. */
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

/** What time it is for the server, when an activity began: on the time-skipping one, not what clocks show. In milliseconds. */
export const serverTime = (): number => Context.current().info.currentAttemptScheduledTimestampMs;

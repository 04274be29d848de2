import { Context } from '@temporalio/activity';
import type { WorkflowClient } from '@temporalio/client';
import { expect } from 'vitest';
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

/**
 * Waits until the workflow has nothing to do but wait. The time-skipping server often loses the task of a workflow that cancels
 * an activity which has just ended (20 of 60 tries; a real server: none of 60), so a test whose sending may just have ended
 * waits for this before it stops a campaign.
 */
export async function atRest(handle: CampaignHandle): Promise<void> {
  const open = async (): Promise<number> => {
    const { events } = await handle.client.getHandle(handle.workflowId).fetchHistory();
    return (events ?? []).reduce((sum, event) => sum + (begins(event) ? 1 : 0) - (ends(event) ? 1 : 0), 0);
  };
  await expect.poll(open).toBe(0);
}

type Event = NonNullable<Awaited<ReturnType<CampaignHandle['fetchHistory']>>['events']>[number];

const begins = (event: Event): boolean =>
  Boolean(event.activityTaskScheduledEventAttributes ?? event.workflowTaskScheduledEventAttributes);

const ends = (event: Event): boolean =>
  endsActivity(event) ||
  Boolean(
    event.workflowTaskCompletedEventAttributes ??
      event.workflowTaskFailedEventAttributes ??
      event.workflowTaskTimedOutEventAttributes,
  );

const endsActivity = (event: Event): boolean =>
  Boolean(
    event.activityTaskCompletedEventAttributes ??
      event.activityTaskFailedEventAttributes ??
      event.activityTaskTimedOutEventAttributes ??
      event.activityTaskCanceledEventAttributes,
  );

/** The server's time when an activity began, in milliseconds: on the time-skipping server it differs from the real time. */
export const serverTime = (): number => Context.current().info.currentAttemptScheduledTimestampMs;

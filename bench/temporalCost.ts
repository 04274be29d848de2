import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { batchIdOf, batchWorkflowId, campaignWorkflowId, runIdOf } from '../src/domain/ids.ts';

type HistoryEvent = NonNullable<
  Awaited<ReturnType<ReturnType<Client['workflow']['getHandle']>['fetchHistory']>>['events']
>[number];

/** What one campaign cost Temporal. */
export interface TemporalCost {
  /** History events of the campaign's workflow and of its batches'. */
  readonly events: number;
  readonly workflows: number;
  /** Events of the longest history of one execution. */
  readonly longestHistory: number;
  /** Actions that the histories show: all but heartbeats and queries. */
  readonly actionsInHistory: number;
}

/** The server publishes its counters once a second. */
const METRICS_LAG_MS = 2000;

/** By the server's name for the kind of action, such as `command_ScheduleActivityTask`. */
export type ActionCounts = Readonly<Record<string, number>>;

/** Reads the histories of a campaign that has ended. */
export async function historyCost(client: Client, campaign: { id: string; batches: number }): Promise<TemporalCost> {
  const batchOf = (index: number) => batchWorkflowId(batchIdOf(runIdOf(campaign.id, 1), index + 1));
  const workflowIds = [
    campaignWorkflowId(campaign.id),
    ...Array.from({ length: campaign.batches }, (_, n) => batchOf(n)),
  ];
  let [events, workflows, longestHistory, actionsInHistory] = [0, 0, 0, 0];
  for (const workflowId of workflowIds) {
    for await (const history of executions(client, workflowId)) {
      events += history.length;
      workflows += 1;
      longestHistory = Math.max(longestHistory, history.length);
      actionsInHistory += history.reduce((sum, event) => sum + actionsOf(event), 0);
    }
  }
  return { events, workflows, longestHistory, actionsInHistory };
}

/** The histories of a workflow's executions, the last one first, back over every continue-as-new. */
async function* executions(client: Client, workflowId: string): AsyncGenerator<readonly HistoryEvent[]> {
  let runId: WorkflowExecutionInfo['runId'] | undefined;
  do {
    const events: readonly HistoryEvent[] =
      (await client.workflow.getHandle(workflowId, runId).fetchHistory()).events ?? [];
    yield events;
    runId = events[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId || undefined;
  } while (runId !== undefined);
}

/**
 * By Temporal Cloud's definition (docs.temporal.io/cloud/actions). A child workflow counts twice, as the server's own counter
 * has it: the parent's command and the start. Heartbeats and queries leave no event.
 */
function actionsOf(event: HistoryEvent): number {
  const attempts = event.activityTaskStartedEventAttributes?.attempt;
  if (attempts) return attempts;
  const counted =
    event.workflowExecutionStartedEventAttributes ??
    event.startChildWorkflowExecutionInitiatedEventAttributes ??
    event.timerStartedEventAttributes ??
    event.workflowExecutionSignaledEventAttributes ??
    event.workflowExecutionUpdateAcceptedEventAttributes ??
    event.upsertWorkflowSearchAttributesEventAttributes ??
    event.workflowPropertiesModifiedEventAttributes ??
    event.markerRecordedEventAttributes;
  return counted ? 1 : 0;
}

/**
 * The server's own count of actions so far, in the namespace `default`; null when the server isn't the embedded one,
 * which says in its log where its metrics are.
 */
export async function serverActions(temporalLogFile: string): Promise<ActionCounts | null> {
  let log: string;
  try {
    log = readFileSync(temporalLogFile, 'utf8');
  } catch {
    return null;
  }
  const address = /^Metrics:\s+(http:\S+)$/m.exec(log)?.[1];
  if (address === undefined) return null;
  await sleep(METRICS_LAG_MS);
  const counts: Record<string, number> = {};
  for (const line of (await (await fetch(address)).text()).split('\n')) {
    const [, labels, value] = /^action\{(.*)\} (\S+)$/.exec(line) ?? [];
    if (labels === undefined || !labels.includes('namespace="default"')) continue;
    const type = /action_type="([^"]*)"/.exec(labels)?.[1] ?? 'other';
    counts[type] = (counts[type] ?? 0) + Number(value);
  }
  return counts;
}

/** What was counted between the two. */
export function actionsBetween(before: ActionCounts, after: ActionCounts): ActionCounts {
  const differences = Object.entries(after).map(([type, count]) => [type, count - (before[type] ?? 0)] as const);
  return Object.fromEntries(differences.filter(([, count]) => count > 0).sort(([, a], [, b]) => b - a));
}

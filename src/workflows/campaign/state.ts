import { workflowInfo } from '@temporalio/workflow';
import type { CampaignPlan, Planning } from '../../activities/contract.ts';
import type { Blocked, RunProgress } from '../../domain/campaign/progress.ts';
import type { RunState } from '../../domain/campaign/runState.ts';
import { newSteering, type SteeringState } from '../steering/steering.ts';

/**
 * All that a campaign knows. Continue-as-new passes it on unchanged to the next execution, with no batch in flight. JSON. A change of
 * its shape raises `version`, and the code has to accept the state of older executions.
 */
export interface CampaignState {
  readonly version: 1;
  readonly steering: SteeringState;
  planning: Planning;
  /** Null: the plan has to be made again. */
  plan: CampaignPlan | null;
  /** Why the next run can't be opened. */
  unopened: Blocked | null;
  /** Runs in progress, in order; several when they overlap. */
  runs: RunState[];
  /** The newest run, if it has ended. */
  last: { readonly occurrence: number; readonly progress: RunProgress } | null;
  /** How many alerts were sent, by occurrence and kind. */
  alertsSent: Readonly<Record<string, number>>;
}

export function newState(): CampaignState {
  const now = instantNow();
  return {
    version: 1,
    steering: newSteering(),
    planning: { scheduledAt: now, notBefore: now, previous: null, runs: 0 },
    plan: null,
    unopened: null,
    runs: [],
    last: null,
    alertsSent: {},
  };
}

/** Far below the server's limit of 51,200, so that each history is quick to replay and to read. */
const PAGE_EVENTS = 1700;

/** Whether a new execution is to take over as soon as it can. The work in flight still adds events: the history stays below 2,000. */
export const pageIsFull = (mostEvents = PAGE_EVENTS): boolean =>
  workflowInfo().continueAsNewSuggested || workflowInfo().historyLength > mostEvents;

/** ISO 8601. */
export const instantNow = (): string => new Date().toISOString();

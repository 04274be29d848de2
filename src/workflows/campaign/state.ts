import { workflowInfo } from '@temporalio/workflow';
import type { CampaignPlan, Planning } from '../../activities/contract.ts';
import type { Blocked, RunProgress } from '../../domain/campaign/progress.ts';
import type { RunState } from '../../domain/campaign/runState.ts';
import { newSteering, type SteeringState } from '../steering/steering.ts';

/**
 * All that a campaign knows, and what continue-as-new hands to the next execution as it is, with no batch in flight. JSON. A change of
 * its shape that an older execution may have carried raises `version`, and is read with the older one in mind.
 */
export interface CampaignState {
  readonly version: 1;
  readonly steering: SteeringState;
  planning: Planning;
  /** Null: to be made anew. */
  plan: CampaignPlan | null;
  /** Why the next run can't be opened. */
  unopened: Blocked | null;
  /** Under way, in order: several where they overlap. */
  runs: RunState[];
  /** The newest run, where it has ended. */
  last: { readonly occurrence: number; readonly progress: RunProgress } | null;
  /** How often somebody was told of something, by occurrence and kind. */
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

/** Far below the server's limit of 51,200, so that every page of history is quick to replay and to look at. */
const PAGE_EVENTS = 1700;

/** Whether a new execution is to take over as soon as it can. What is in flight then still adds to the page: it stays below 2,000. */
export const pageIsFull = (mostEvents = PAGE_EVENTS): boolean =>
  workflowInfo().continueAsNewSuggested || workflowInfo().historyLength > mostEvents;

/** ISO 8601. */
export const instantNow = (): string => new Date().toISOString();

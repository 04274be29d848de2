import { workflowInfo } from '@temporalio/workflow';
import type { CampaignPlan, FrozenAudience, Planning, RunSettings } from '../../activities/contract.ts';
import type { BatchQueue, NextBatch } from '../../domain/campaign/batchQueue.ts';
import {
  type Blocked,
  type MessageCounts,
  NO_MESSAGES,
  type ProviderDown,
  type RunProgress,
} from '../../domain/campaign/progress.ts';
import type { EndPhase } from '../../domain/campaign/status.ts';
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
  last: RunProgress | null;
  /** How often somebody was told of something, by occurrence and kind. */
  alertsSent: Readonly<Record<string, number>>;
}

export interface RunState {
  readonly occurrence: number;
  settings: RunSettings;
  frozen: Omit<FrozenAudience, 'due'> | null;
  isApproved: boolean;
  /** The safety check has held it, and it isn't noted yet that it was let go. */
  isHeld: boolean;
  /** What had been dealt with when the campaign was last resumed: errors count from there. */
  errorBaseline: { readonly done: number; readonly failed: number };
  queue: BatchQueue;
  /** None where an execution ends. */
  inFlight: readonly NextBatch[];
  batchesDone: number;
  /** Of the batches that are done. */
  messages: MessageCounts;
  /** Of the last look at the ledger, and at its end. */
  ledger: MessageCounts | null;
  providersDown: readonly ProviderDown[];
  /** No provider took anything: until then one batch at a time tries. Instants are ISO 8601. */
  rest: { readonly since: string; readonly until: string; readonly tries: number } | null;
  /** When all that is left began to wait for providers (ISO 8601), and whether somebody was told. */
  outage: { readonly since: string; readonly isTold: boolean } | null;
  /** `batches`: those that can't go on; none: the run as a whole can't. */
  blocked: (Blocked & { readonly batches: BatchQueue }) | null;
  ended: EndPhase | null;
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

export const newRun = (occurrence: number, settings: RunSettings): RunState => ({
  occurrence,
  settings,
  frozen: null,
  isApproved: false,
  isHeld: false,
  errorBaseline: { done: 0, failed: 0 },
  queue: [],
  inFlight: [],
  batchesDone: 0,
  messages: NO_MESSAGES,
  ledger: null,
  providersDown: [],
  rest: null,
  outage: null,
  blocked: null,
  ended: null,
});

/** Far below the server's limit of 51,200, so that every page of history is quick to replay and to look at. */
const PAGE_EVENTS = 1700;

/** Whether a new execution is to take over as soon as it can. What is in flight then still adds to the page: it stays below 2,000. */
export const pageIsFull = (mostEvents = PAGE_EVENTS): boolean =>
  workflowInfo().continueAsNewSuggested || workflowInfo().historyLength > mostEvents;

/** ISO 8601. */
export const instantNow = (): string => new Date().toISOString();

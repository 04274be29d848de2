import type { CampaignPlan, FrozenAudience, Planning, RunSettings } from '../activities/contract.ts';
import type { BatchQueue } from '../domain/campaign/batchQueue.ts';
import type { CampaignStatus } from '../domain/campaign/campaign.ts';
import type { CampaignProgress, MessageCounts, RunProgress } from '../domain/campaign/progress.ts';

/** What an execution of a campaign leaves to the next one, with no batch in flight. JSON. */
export interface Carried {
  readonly schedule: CarriedSchedule;
  readonly runs: CarriedRuns;
  readonly paused: CampaignProgress['paused'];
  /** The status that the store has. */
  readonly written: CampaignStatus | undefined;
}

/** What the next execution plans by. */
export interface CarriedSchedule {
  readonly planning: Planning;
  /** Null: to be made anew. */
  readonly plan: CampaignPlan | null;
}

export interface CarriedRuns {
  readonly underWay: readonly CarriedRun[];
  /** The newest run, where it has ended. */
  readonly last: RunProgress | null;
}

export interface CarriedRun {
  readonly occurrence: number;
  readonly settings: RunSettings;
  readonly frozen: Omit<FrozenAudience, 'due'> | null;
  readonly isApproved: boolean;
  /** What had been dealt with when the campaign was last resumed: errors count from there. */
  readonly forgiven: { readonly dealtWith: number; readonly failed: number };
  /** How often somebody was told of it. */
  readonly told: { readonly errors: number; readonly outages: number };
  /** The safety check has held it, and nobody has noted yet that it was let go. */
  readonly isHeld?: boolean;
  readonly sending: SendingState | null;
}

/** How far a run's batches have come. */
export interface SendingState {
  readonly queue: BatchQueue;
  readonly done: number;
  /** Of the batches that are done. */
  readonly messages: MessageCounts;
}

/** A run that has just been opened. */
export const newRun = (occurrence: number, settings: RunSettings): CarriedRun => ({
  occurrence,
  settings,
  frozen: null,
  isApproved: false,
  forgiven: { dealtWith: 0, failed: 0 },
  told: { errors: 0, outages: 0 },
  sending: null,
});

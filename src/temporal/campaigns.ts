import type { Actor } from '../domain/campaign/campaign.ts';
import type { CampaignProgress } from '../domain/campaign/progress.ts';

/** One steering of a campaign. */
export interface CampaignAction extends Actor {
  readonly campaignId: string;
  /** The same action with the same id is carried out once. */
  readonly actionId: string;
}

/** Which of the runs that the safety check holds, from 1. May be left out where one waits. */
export interface HeldRun {
  readonly occurrence?: number | undefined;
}

/** `accepted`: it is certain to be carried out, and wasn't within the time that was waited. */
export type Steered = 'done' | 'accepted';

/** The campaign workflows, as the API needs them. Methods throw the errors below. */
export interface CampaignClient {
  /** Starts the campaign's workflow; harmless when it was started before. Throws a `WorkflowTerminatedError` when that was terminated. */
  start(request: { campaignId: string; name: string; type: string; by: string }): Promise<void>;
  /** `done`: nothing more of it will be accepted by a provider. */
  pause(action: CampaignAction): Promise<Steered>;
  resume(action: CampaignAction): Promise<Steered>;
  /** `done`: it has ended. */
  stop(action: CampaignAction): Promise<Steered>;
  /** Lets the run go that the safety check holds. */
  approve(action: CampaignAction & HeldRun): Promise<Steered>;
  /** For the run that the safety check holds, and for those to come; refused where it isn't higher than now. */
  raiseLimit(action: CampaignAction & HeldRun & { readonly limit: number }): Promise<Steered>;
  /** Tries again what is blocked. */
  retry(action: CampaignAction): Promise<Steered>;
  /** What is stored, and the next run planned by, is another definition or account. */
  edit(action: CampaignAction): Promise<Steered>;
  /** Null where there is nothing to ask: no workflow, or no worker that answers in time. */
  progress(campaignId: string): Promise<CampaignProgress | 'terminated' | null>;
  /** Those of the campaigns whose workflow was ended from outside. Of the last second it may not know yet. */
  terminated(campaignIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** Rejects when Temporal doesn't answer. */
  ping(): Promise<void>;
}

/** The campaign's state doesn't allow it; `message` is a sentence that says the state. */
export class ActionRefusedError extends Error {
  override readonly name = 'ActionRefusedError';
}

/** No workflow of the campaign is open. */
export class NotRunningError extends Error {
  override readonly name = 'NotRunningError';
}

/** The campaign's workflow was ended from outside (terminated in the Web UI, timed out), and is never started again. */
export class WorkflowTerminatedError extends Error {
  override readonly name = 'WorkflowTerminatedError';
}

/** `part` (Temporal, or a worker for the campaign) doesn't answer. */
export class TemporalUnreachableError extends Error {
  override readonly name = 'TemporalUnreachableError';
  readonly part: string;

  constructor(part: string, options: { readonly cause: unknown }) {
    super(`${part} is not reachable`, options);
    this.part = part;
  }
}

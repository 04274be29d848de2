import type { CampaignProgress } from '../../domain/campaign/progress.ts';

/** One steering of a campaign. */
export interface CampaignAction {
  readonly campaignId: string;
  /** Who asks: the name of an API key. */
  readonly by: string;
  /** The same action with the same id is carried out once. */
  readonly actionId: string;
}

/** Which of the runs that the safety check holds, from 1. May be left out where one waits. */
export interface HeldRun {
  readonly occurrence?: number | undefined;
}

/** The campaign workflows, as the API needs them. Methods throw the errors below, or an ApiError 503 when Temporal doesn't answer. */
export interface CampaignClient {
  /** Starts the campaign's workflow; harmless when it was started before. Throws a `CutOffError` when that was cut off. */
  start(request: { campaignId: string; name: string; type: string; by: string }): Promise<void>;
  /** Resolves when the campaign holds. */
  pause(action: CampaignAction): Promise<void>;
  resume(action: CampaignAction): Promise<void>;
  /** Resolves when the campaign has ended, or when it is certain to. */
  stop(action: CampaignAction): Promise<void>;
  /** Lets the run go that the safety check holds. */
  approve(action: CampaignAction & HeldRun): Promise<void>;
  /** For the run that the safety check holds, and for those to come; refused where it isn't higher than now. */
  raiseLimit(action: CampaignAction & HeldRun & { readonly limit: number }): Promise<void>;
  /** What is stored, and the next run planned by, is another definition or account. */
  edit(action: CampaignAction): Promise<void>;
  /** Null where there is nothing to ask: no workflow, or no worker that answers in time. One that was cut off is stopped. */
  progress(campaignId: string): Promise<CampaignProgress | null>;
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
export class CutOffError extends Error {
  override readonly name = 'CutOffError';
}

import type { CampaignProgress } from '../domain/progress.ts';

/** One steering of a campaign. */
export interface CampaignAction {
  readonly campaignId: string;
  /** Who asks: the name of an API key. */
  readonly by: string;
  /** The same action with the same id is carried out once. */
  readonly actionId: string;
}

/** The campaign workflows, as the API needs them. Methods throw the errors below, or an ApiError 503 when Temporal doesn't answer. */
export interface CampaignClient {
  /** Starts the campaign's workflow; harmless when it was started before. */
  start(request: { campaignId: string; name: string; type: string; by: string }): Promise<void>;
  /** Resolves when the campaign holds. */
  pause(action: CampaignAction): Promise<void>;
  resume(action: CampaignAction): Promise<void>;
  /** Resolves when the campaign has ended, or when it is certain to. */
  stop(action: CampaignAction): Promise<void>;
  /** Lets the run go that the safety check holds. */
  approve(action: CampaignAction): Promise<void>;
  /** For the run that the safety check holds, and for those to come; refused where it isn't higher than now. */
  raiseLimit(action: CampaignAction & { readonly limit: number }): Promise<void>;
  /** The stored definition is another one; `rescheduled`: its times are. */
  edit(action: CampaignAction & { readonly rescheduled: boolean }): Promise<void>;
  /** Null where there is nothing to ask: no workflow, or no worker that answers in time. */
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

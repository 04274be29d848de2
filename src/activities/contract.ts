import type { Alert, AlertStatus } from '../domain/account/alerts.ts';
import type { SteeringAction } from '../domain/campaign/campaign.ts';
import type { MessageCounts, ProviderDown, WaitReason } from '../domain/campaign/progress.ts';
import type { FailureCount } from '../domain/campaign/report.ts';
import type { FrozenAudience, RunSettings } from '../domain/campaign/runState.ts';
import type { CampaignStatus, EndPhase } from '../domain/campaign/status.ts';
import type { Occurrence } from '../domain/schedule/occurrences.ts';

/** What the next run is planned by. Instants are ISO 8601. */
export interface Planning {
  /** When the campaign was scheduled, or last rescheduled. */
  readonly scheduledAt: string;
  /** Occurrences that had passed by then are left out. */
  readonly notBefore: string;
  /** When the run before was opened; left out: at `notBefore`, where there was one. */
  readonly lastRunAt?: string;
  /** When the last run was let go that the safety check had held: occurrences that had begun anywhere on earth by then are left out. */
  readonly releasedAt?: string;
  /** `local` of the occurrence before; null for the first one. */
  readonly previous: string | null;
  /** How many runs there have been. */
  readonly runs: number;
}

/** What a campaign's workflow needs to know of its definition. */
export interface CampaignPlan {
  readonly name: string;
  readonly type: 'past_behaviour';
  /** Of the definition that the plan was made by. */
  readonly revision: number;
  /** The account's zone that it was made by. */
  readonly accountZone: string;
  readonly next: Occurrence | null;
  /** Whether `next` is the last one, unless the campaign is edited. */
  readonly isLast: boolean;
}

export interface ChunkInput {
  /** What is sent; a run has the dispatch of its own id. */
  readonly dispatchId: string;
  readonly batchId: string;
  /** Position of the chunk's first recipient in the batch. */
  readonly offset: number;
  /** Number of recipients. */
  readonly limit: number;
}

/**
 * What became of a chunk. `done`: each recipient has its message. `later`: some have none yet, and the same chunk is to be sent again
 * after a while; a recipient with a message is left alone then. `counts` are the chunk's messages by status, whichever attempt wrote them.
 */
export type ChunkResult =
  | { readonly state: 'done'; readonly counts: MessageCounts }
  | {
      readonly state: 'later';
      readonly counts: MessageCounts;
      readonly reason: WaitReason;
      /** Whether anybody got a message this time: then providers do work, only not for everybody. */
      readonly progressed: boolean;
      /** The least sensible wait. */
      readonly retryAfterMs: number;
      /** With `dnd` and `next_day`: when sending is allowed again; ISO 8601. Days may pass until then. */
      readonly resumeAt?: string;
      /** The campaign's steering revision, where that is higher than the one that the chunk was started with. */
      readonly revision?: number;
    };

/** Whose chunk it is. It sends nothing once its campaign has a higher steering revision than it was started with. */
export interface Steered {
  readonly campaignId: string;
  readonly revision: number;
}

/** What a look at a run's ledger and providers found. */
export interface RunLook {
  /** Null: a pause or a stop came meanwhile, which waits for no look. */
  readonly messages: MessageCounts | null;
  readonly failures?: readonly FailureCount[];
  readonly providersDown: readonly ProviderDown[];
  /** How long it took, in milliseconds: what takes long is done less often. */
  readonly tookMs: number;
}

/** The activities as workflows call them. */
export interface Activities {
  /** What the campaign is to do next. */
  loadCampaign(input: { campaignId: string; planning: Planning }): Promise<CampaignPlan>;
  /** Mirrors the workflow's state on the campaign's document, for lists and filters, and who did what to it. */
  setCampaignStatus(input: {
    campaignId: string;
    status: CampaignStatus;
    actions: readonly SteeringAction[];
  }): Promise<void>;
  /**
   * From here on no chunk that was started before begins another request, on any worker. Returns the revision that the campaign has then: a higher
   * one, where it had this one already. Undefined: in histories from before it returned anything.
   */
  raiseSteeringRevision(input: Steered): Promise<{ revision: number } | undefined>;
  /**
   * Copies the definition into a run: an edit of the campaign doesn't touch it from here on. `changed`: the definition has
   * another revision than the plan, or the account another zone; nothing was opened, and a new plan is needed.
   */
  openRun(input: {
    campaignId: string;
    occurrence: number;
    schedule: Occurrence;
    revision: number;
    /** The account's zone that the plan was made by; left out: any. */
    accountZone?: string;
    /** ISO 8601: what lateness and the days of conditions are judged by. */
    startedAt: string;
  }): Promise<RunSettings | 'changed'>;
  /** Writes who qualifies now into batch documents; a retry goes on where it was. */
  freezeAudience(input: { runId: string }): Promise<FrozenAudience>;
  batchSize(input: { batchId: string }): Promise<{ recipients: number; chunk: number }>;
  /** Notes when a run was let go that its safety check had held; the first time counts. */
  releaseRun(input: { runId: string /** ISO 8601. */; at: string }): Promise<void>;
  sendChunk(input: ChunkInput & Steered): Promise<ChunkResult>;
  lookAtRun(input: { runId: string } & Steered): Promise<RunLook>;
  /** Ends the run, and counts its messages in the ledger. Null: that takes longer than a stop may. */
  finishRun(input: {
    runId: string;
    status: EndPhase;
  }): Promise<(MessageCounts & { readonly failures?: readonly FailureCount[] }) | null>;
  /** Raises the limit of the safety check for the runs to come; never lowers it. */
  raiseSafetyLimit(input: { campaignId: string; limit: number }): Promise<void>;
  /** Mails what somebody has to know. */
  sendAlert(input: { alert: Alert }): Promise<AlertOutcome>;
}

export interface AlertOutcome {
  readonly alertId: string;
  /** `failed`: the mail server refused it for good. The alert can still be read at `GET /v1/alerts`. */
  readonly status: Extract<AlertStatus, 'sent' | 'failed'>;
  readonly code: string | null;
}

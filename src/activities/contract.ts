import type { Alert, AlertStatus } from '../domain/account/alerts.ts';
import type { SteeringAction } from '../domain/campaign/campaign.ts';
import type { MessageCounts, ProviderDown, WaitReason } from '../domain/campaign/progress.ts';
import type { FailureCount } from '../domain/campaign/report.ts';
import type { FrozenAudience, RunSettings } from '../domain/campaign/runState.ts';
import type { CampaignStatus, EndPhase } from '../domain/campaign/status.ts';
import type { Occurrence } from '../domain/schedule/occurrences.ts';
import type { ErasureCounts } from '../store/erasures.ts';
import type { JourneyActivities } from './journeys/contract.ts';

export type { ErasureCounts };

/** The input of the plan of the next run. Instants are ISO 8601. */
export interface Planning {
  /** When the campaign was scheduled, or last rescheduled. */
  readonly scheduledAt: string;
  /** Occurrences that had passed by then are left out. */
  readonly notBefore: string;
  /** When the previous run was opened; left out: at `notBefore`, if there was one. */
  readonly lastRunAt?: string;
  /** When the last run that awaited approval was approved: occurrences that had begun anywhere on earth by then are left out. */
  readonly releasedAt?: string;
  /** `local` of the previous occurrence; null for the first one. */
  readonly previous: string | null;
  /** How many runs there have been. */
  readonly runs: number;
}

/** The part of a campaign's definition that its workflow needs. */
export interface CampaignPlan {
  /** As operators see it. */
  readonly name: string;
  /** Of a sandbox campaign. */
  readonly sandbox?: boolean;
  readonly type: 'past_behaviour';
  /** Revision of the definition that the plan was made from. */
  readonly revision: number;
  /** The account's time zone that the plan was made with. */
  readonly accountZone: string;
  readonly next: Occurrence | null;
  /** Whether `next` is the last one, unless the campaign is edited. */
  readonly isLast: boolean;
}

export interface ChunkInput {
  /** The dispatch; a run has the dispatch of its own id. */
  readonly dispatchId: string;
  readonly batchId: string;
  /** Position of the chunk's first recipient in the batch. */
  readonly offset: number;
  /** Number of recipients. */
  readonly limit: number;
}

/**
 * The outcome of a chunk. `done`: each recipient has its message. `later`: some recipients have none yet, and the same chunk is to be sent again
 * after a while; recipients that have a message are not sent another one. `counts` are the chunk's messages by status, of all attempts.
 */
export type ChunkResult =
  | { readonly state: 'done'; readonly counts: MessageCounts }
  | {
      readonly state: 'later';
      readonly counts: MessageCounts;
      readonly reason: WaitReason;
      /** Whether any recipient got a message this time: then providers do work, though not for everybody. */
      readonly progressed: boolean;
      /** The shortest wait that makes sense. */
      readonly retryAfterMs: number;
      /** With `dnd` and `next_day`: when sending is allowed again; ISO 8601. That may be days later. */
      readonly resumeAt?: string;
      /** The campaign's steering revision, where that is higher than the one that the chunk was started with. */
      readonly revision?: number;
    };

/** The chunk's campaign. The chunk sends nothing once the campaign has a higher steering revision than the chunk was started with. */
export interface Steered {
  readonly campaignId: string;
  readonly revision: number;
}

/** The current counts of a run and its providers that are down. */
export interface RunLook {
  /** Null: a pause or a stop came meanwhile, which waits for no look. */
  readonly messages: MessageCounts | null;
  readonly failures?: readonly FailureCount[];
  readonly providersDown: readonly ProviderDown[];
  /** How long the reading took, in milliseconds: a slow one is repeated less often. */
  readonly tookMs: number;
}

/** What an execution of `sendLive` begins with. */
export interface LiveInput extends Steered {
  /** When somebody last approved what the safety check held; ISO 8601. Left out: never. */
  readonly approvedAt?: string;
  /** How many of all messages there were when the campaign was last resumed: errors count from there. */
  readonly errorBaseline: { readonly done: number; readonly failed: number };
}

/**
 * How an execution of `sendLive` ended. `waiting`: nothing is due until `nextAt`. `held`: the safety check holds what is due. `errors`: so many messages
 * failed that the campaign has to pause. `later`: something has to pass first (`reason`), for at least `retryAfterMs`. `over`: the campaign has ended: its total is reached, or its end.
 */
export interface LiveResult {
  readonly state: 'waiting' | 'held' | 'errors' | 'later' | 'over';
  readonly reason?: WaitReason;
  readonly retryAfterMs?: number;
  /** With `held`: the hour whose messages are too many; ISO 8601. */
  readonly heldHour?: string;
  /** The campaign's steering revision, where that is higher than the one that the activity was started with. */
  readonly revision?: number;
  /** Messages of all batches that are done. */
  readonly inAll: MessageCounts;
  /** Triggers that wait. */
  readonly waiting: number;
  /** When the next trigger, batch or end is due; ISO 8601. Null: none is. */
  readonly nextAt: string | null;
  readonly today: {
    readonly day: string;
    readonly zone: string;
    readonly messages: MessageCounts;
    /** Triggers that led to no message, by reason. */
    readonly dropped: Readonly<Record<string, number>>;
  };
  readonly limits: { readonly total?: number; readonly perDay?: number };
  /** As operators see it. */
  readonly name: string;
  readonly sandbox?: boolean;
  readonly fourEyes?: boolean;
  readonly maxPerHour: number | null;
  readonly pauseOnErrorsPercent: number | null;
  readonly providerGroupId: string;
  /** Of its newest run; 0: none was opened yet. */
  readonly occurrence: number;
  /** Whether it is triggered by a date of profiles, which has to be looked for each day. */
  readonly hasProfileDates: boolean;
}

/** The activities as workflows call them. */
export interface Activities extends JourneyActivities {
  /** The campaign's next run. */
  loadCampaign(input: { campaignId: string; planning: Planning }): Promise<CampaignPlan>;
  /** Mirrors the workflow's state on the campaign's document, for lists and filters, with the actions of operators. */
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
   * Copies the definition into a run, which an edit of the campaign doesn't change any more. `changed`: the definition has
   * another revision than the plan, or the account another zone; nothing was opened, and a new plan is needed.
   */
  openRun(input: {
    campaignId: string;
    occurrence: number;
    schedule: Occurrence;
    revision: number;
    /** The account's zone that the plan was made with; left out: any. */
    accountZone?: string;
    /** ISO 8601: the instant that lateness and the days of conditions refer to. */
    startedAt: string;
  }): Promise<RunSettings | 'changed'>;
  /**
   * Writes everyone who qualifies now into batches; a retry continues where it was. With `stopAfterBatches` the result may be partial: where
   * all batches are due together, the activity may return as soon as so many exist, and is then called again for the rest.
   */
  freezeAudience(input: { runId: string; stopAfterBatches?: number | undefined }): Promise<FrozenAudience>;
  batchSize(input: { batchId: string }): Promise<{ recipients: number; chunk: number }>;
  /** Records when a run was approved; a second call changes nothing. */
  releaseRun(input: { runId: string /** ISO 8601. */; at: string }): Promise<void>;
  sendChunk(input: ChunkInput & Steered): Promise<ChunkResult>;
  /** Sends a single message, and ends its dispatch when the message is in the ledger. */
  sendSingle(input: { dispatchId: string }): Promise<ChunkResult>;
  /** Sends the messages of a live campaign that are due, until none is for a while. */
  sendLive(input: LiveInput): Promise<LiveResult>;
  /** Inserts the triggers of a live campaign by a date of the profile that are due within the next 50 hours; can be repeated. */
  sweepDates(input: { campaignId: string }): Promise<{ triggers: number }>;
  /** Ends the runs of a live campaign that has ended. */
  finishLive(input: { campaignId: string; status: EndPhase }): Promise<void>;
  lookAtRun(input: { runId: string } & Steered): Promise<RunLook>;
  /** Ends the run, and counts its messages in the ledger. Null: that takes longer than a stop may. */
  finishRun(input: {
    runId: string;
    status: EndPhase;
  }): Promise<(MessageCounts & { readonly failures?: readonly FailureCount[] }) | null>;
  /** Raises the limit of the safety check for the runs to come; never lowers it. */
  raiseSafetyLimit(input: { campaignId: string; limit: number }): Promise<void>;
  /** Stores the rows of an uploaded file; a retry goes on after those that are recorded. */
  importFile(input: { importId: string }): Promise<ImportCounts>;
  /** Erases a person; a retry begins from the top. Fails as long as a run with the person is open. */
  erasePerson(input: { erasureId: string }): Promise<ErasureCounts>;
  /** Mails an alert. */
  sendAlert(input: { alert: Alert }): Promise<AlertOutcome>;
}

/** What an import came to: counts of rows. */
export interface ImportCounts {
  readonly status: 'completed' | 'failed';
  readonly received: number;
  readonly accepted: number;
  readonly rejected: number;
}

export interface AlertOutcome {
  readonly alertId: string;
  /** `failed`: the mail server refused it for good. The alert can still be read at `GET /v1/alerts`. */
  readonly status: Extract<AlertStatus, 'sent' | 'failed'>;
  readonly code: string | null;
}

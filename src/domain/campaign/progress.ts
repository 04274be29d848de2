import type { MessageCounts } from '../message/counts.ts';
import type { WaitReason } from '../message/waitReason.ts';
import type { LiveProgress } from './liveProgress.ts';
import type { FailureCount } from './report.ts';
import type { AudienceCounts } from './run.ts';
import type { EndPhase } from './status.ts';

export { addCounts, type MessageCounts, NO_MESSAGES, totalOf, withoutZeros } from '../message/counts.ts';
export { WAIT_REASON_TEXT, WAIT_REASONS, type WaitReason } from '../message/waitReason.ts';

/** A problem with which the campaign can't continue until it is edited, retried or stopped. */
export interface Blocked {
  /** Type of the failure; null where it has none. */
  readonly type: string | null;
  /** A sentence without a full stop. Never contains a number, a text or a secret. */
  readonly cause: string;
  /** ISO 8601. */
  readonly since: string;
}

/** A provider whose circuit breaker is open on some worker. */
export interface ProviderDown {
  readonly providerId: string;
  /** ISO 8601. */
  readonly since: string;
  /** The code of its last answer, never a text. */
  readonly code: string | null;
}

export type RunPhase = 'freezing' | 'awaiting_approval' | 'sending' | 'blocked' | EndPhase;

/** The progress of a run, as its campaign's workflow knows it. Instants are ISO 8601. */
export interface RunProgress {
  readonly runId: string;
  readonly phase: RunPhase;
  readonly audience: AudienceCounts | null;
  /** A run with more recipients than this awaits approval; null without a safety check. */
  readonly safetyLimit: number | null;
  readonly batches: number;
  readonly batchesDone: number;
  readonly batchesInFlight: number;
  /** When the next batch is due; null if one is due or in flight, or none is left. */
  readonly nextBatchAt: string | null;
  /** Batches that were started and wait, the reason of most of them, since when, and when the first one is tried again; null if there are none. */
  readonly waiting: {
    readonly batches: number;
    readonly reason: WaitReason;
    readonly since: string;
    readonly until: string;
  } | null;
  /** `batches`: number of blocked batches; 0: the run as a whole is blocked. */
  readonly blocked: (Blocked & { readonly batches: number }) | null;
  /** Providers of its group that are down, while messages are sent. */
  readonly providersDown: readonly ProviderDown[];
  /** The messages as far as they are known: of returned batches, or of the last reading of the ledger. At the end, the ledger's. */
  readonly messages: MessageCounts;
  /** Why most of the failed ones did, as the ledger was last seen. Left out: it wasn't looked at yet. */
  readonly failures?: readonly FailureCount[];
}

export type CampaignPhase = 'scheduled' | RunPhase;

/** The state of a campaign, as its workflow knows it. Instants are ISO 8601. */
export interface CampaignProgress {
  readonly campaignId: string;
  readonly phase: CampaignPhase;
  readonly paused: { readonly by: string; readonly at: string } | null;
  /** When the next run is due; null if none is planned. */
  readonly nextRunAt: string | null;
  /** Why the next run can't be opened; null if it can, or nobody has tried. */
  readonly nextRunBlocked: Blocked | null;
  /** The newest run. */
  readonly run: RunProgress | null;
  /** Other runs in progress: in recipients' own zones a run lasts longer than a day. */
  readonly earlierRuns: readonly RunProgress[];
  /** Of a live campaign, which has no runs at set times. Left out: it isn't one. */
  readonly live?: LiveProgress;
}

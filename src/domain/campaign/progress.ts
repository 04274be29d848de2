import type { MessageCounts } from '../message/counts.ts';
import type { WaitReason } from '../message/waitReason.ts';
import type { FailureCount } from './report.ts';
import type { AudienceCounts } from './run.ts';
import type { EndPhase } from './status.ts';

export { addCounts, type MessageCounts, NO_MESSAGES, totalOf, withoutZeros } from '../message/counts.ts';
export { WAIT_REASON_TEXT, WAIT_REASONS, type WaitReason } from '../message/waitReason.ts';

/** Something that can't go on until the campaign is edited, retried or stopped. */
export interface Blocked {
  /** Type of the failure; null where it has none. */
  readonly type: string | null;
  /** A sentence without a full stop. Never holds a number, a text or a secret. */
  readonly cause: string;
  /** ISO 8601. */
  readonly since: string;
}

/** A provider that a worker leaves alone for the moment. */
export interface ProviderDown {
  readonly providerId: string;
  /** ISO 8601. */
  readonly since: string;
  /** What it answered last: a code, never a text. */
  readonly code: string | null;
}

export type RunPhase = 'freezing' | 'awaiting_approval' | 'sending' | 'blocked' | EndPhase;

/** How far a run is, as its campaign's workflow knows. Instants are ISO 8601. */
export interface RunProgress {
  readonly runId: string;
  readonly phase: RunPhase;
  readonly audience: AudienceCounts | null;
  /** More recipients than this wait for somebody to approve; null without a safety check. */
  readonly safetyLimit: number | null;
  readonly batches: number;
  readonly batchesDone: number;
  readonly batchesInFlight: number;
  /** When the next batch is due; null where one is due or in flight, or none is left. */
  readonly nextBatchAt: string | null;
  /** Batches that were begun and wait, why most of them do, since when, and when the first one is tried again; null where none does. */
  readonly waiting: {
    readonly batches: number;
    readonly reason: WaitReason;
    readonly since: string;
    readonly until: string;
  } | null;
  /** `batches`: those that can't go on; 0: the run as a whole. */
  readonly blocked: (Blocked & { readonly batches: number }) | null;
  /** Providers of its group that are left alone, while messages are sent. */
  readonly providersDown: readonly ProviderDown[];
  /** As far as is known: of batches that returned, or of the last look at the ledger. The ledger's own at the end. */
  readonly messages: MessageCounts;
  /** Why most of the failed ones did, as the ledger was last seen. Left out: it wasn't looked at yet. */
  readonly failures?: readonly FailureCount[];
}

export type CampaignPhase = 'scheduled' | RunPhase;

/** What a campaign is doing, as its workflow knows. Instants are ISO 8601. */
export interface CampaignProgress {
  readonly campaignId: string;
  readonly phase: CampaignPhase;
  readonly paused: { readonly by: string; readonly at: string } | null;
  /** When the next run is due; null when none is to come. */
  readonly nextRunAt: string | null;
  /** Why the next run can't be opened; null where it can, or nobody has tried. */
  readonly nextRunBlocked: Blocked | null;
  /** The newest run. */
  readonly run: RunProgress | null;
  /** Others still under way: in recipients' own zones a run lasts longer than a day. */
  readonly earlierRuns: readonly RunProgress[];
}

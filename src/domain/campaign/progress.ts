import type { MessageCounts } from '../message/counts.ts';
import type { WaitReason } from '../message/waitReason.ts';
import type { AudienceCounts } from './run.ts';

export { addCounts, type MessageCounts, NO_MESSAGES, totalOf } from '../message/counts.ts';
export { WAIT_REASONS, type WaitReason } from '../message/waitReason.ts';

export type RunPhase = 'freezing' | 'awaiting_approval' | 'sending' | 'completed' | 'stopped' | 'failed';

/** How far a run is, as its campaign's workflow tells. Instants are ISO 8601. */
export interface RunProgress {
  readonly runId: string;
  readonly phase: RunPhase;
  readonly audience: AudienceCounts | null;
  /** More recipients than this wait for somebody to approve; null without a safety check. */
  readonly safetyLimit: number | null;
  readonly batches: number;
  readonly batchesDone: number;
  /** When the next batch is due, where none is before; null where none waits for its time. */
  readonly nextBatchAt: string | null;
  /** Batches that wait at present, and why most of them do; null where none does. */
  readonly waiting: { readonly batches: number; readonly reason: WaitReason } | null;
  /** Of finished batches; the report has every message. */
  readonly messages: MessageCounts;
}

export type CampaignPhase =
  | 'scheduled'
  | 'freezing'
  | 'awaiting_approval'
  | 'sending'
  | 'completed'
  | 'stopped'
  | 'failed';

/** What a campaign is doing, as its workflow tells. Instants are ISO 8601. */
export interface CampaignProgress {
  readonly campaignId: string;
  readonly phase: CampaignPhase;
  readonly paused: { readonly by: string; readonly at: string } | null;
  /** When the next run is due; null when none is to come. */
  readonly nextRunAt: string | null;
  /** The newest run. */
  readonly run: RunProgress | null;
  /** Others still under way: in recipients' own zones a run lasts longer than a day. */
  readonly earlierRuns: readonly RunProgress[];
}

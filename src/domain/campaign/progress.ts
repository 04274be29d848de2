import type { MessageStatus } from '../message/message.ts';
import type { AudienceCounts } from './run.ts';

/** Number of messages by what became of them. */
export type MessageCounts = Readonly<Record<MessageStatus, number>>;

export const NO_MESSAGES: MessageCounts = {
  accepted: 0,
  delivered: 0,
  undelivered: 0,
  failed: 0,
  skipped: 0,
  uncertain: 0,
};

export const addCounts = (a: MessageCounts, b: Partial<MessageCounts>): MessageCounts => ({
  accepted: a.accepted + (b.accepted ?? 0),
  delivered: a.delivered + (b.delivered ?? 0),
  undelivered: a.undelivered + (b.undelivered ?? 0),
  failed: a.failed + (b.failed ?? 0),
  skipped: a.skipped + (b.skipped ?? 0),
  uncertain: a.uncertain + (b.uncertain ?? 0),
});

export const totalOf = (counts: MessageCounts): number =>
  counts.accepted + counts.delivered + counts.undelivered + counts.failed + counts.skipped + counts.uncertain;

/**
 * Why a part of a batch is not done yet. `interrupted`: it was paused, or its worker went away; `taken_over`: another worker has claimed
 * a slice of it; `time_budget`: it has run long enough at one go; `dnd`: a window has begun; `next_day`: their hour had
 * passed when the run was released, and comes again; `limits`: what is left of a limit is reserved for
 * messages whose answer was lost, or a new day has begun, under which they are to be counted.
 */
export const WAIT_REASONS = [
  'providers_unavailable',
  'answers_lost',
  'taken_over',
  'interrupted',
  'time_budget',
  'dnd',
  'next_day',
  'limits',
] as const;
export type WaitReason = (typeof WAIT_REASONS)[number];

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

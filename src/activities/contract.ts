import type { CampaignStatus } from '../domain/campaign.ts';
import type { MessageCounts, WaitReason } from '../domain/progress.ts';
import type { AudienceCounts } from '../domain/run.ts';

/** What a campaign's workflow needs to know of its definition. Instants are ISO 8601. */
export interface CampaignPlan {
  readonly name: string;
  readonly type: 'past_behaviour';
  readonly when: { readonly kind: 'now' } | { readonly kind: 'at'; readonly at: string };
}

export interface FrozenAudience {
  readonly audience: AudienceCounts;
  readonly batches: number;
}

export interface ChunkInput {
  readonly runId: string;
  readonly batchId: string;
  /** Position of the chunk's first recipient in the batch. */
  readonly offset: number;
  /** Number of recipients. */
  readonly limit: number;
}

/**
 * What became of a chunk. `done`: each recipient has its message, counted by status, whichever attempt wrote it.
 * `waiting`: some have none yet, and the same chunk is to be sent again after a while; who has one is left alone then.
 */
export type ChunkResult =
  | { readonly state: 'done'; readonly counts: MessageCounts }
  | {
      readonly state: 'waiting';
      readonly reason: WaitReason;
      /** Whether anybody got a message this time: then providers do work, only not for everybody. */
      readonly progressed: boolean;
      /** The least sensible wait. */
      readonly retryAfterMs: number;
    };

/** The activities as workflows call them. */
export interface Activities {
  loadCampaign(input: { campaignId: string }): Promise<CampaignPlan>;
  /** Mirrors the workflow's state on the campaign's document, for lists and filters. */
  setCampaignStatus(input: { campaignId: string; status: CampaignStatus }): Promise<void>;
  /** Copies the definition into a run: an edit of the campaign doesn't touch it from here on. */
  openRun(input: { campaignId: string; occurrence: number; dueAt: string }): Promise<{ runId: string }>;
  /** Writes who qualifies now into batch documents; a retry goes on where it was. */
  freezeAudience(input: { runId: string }): Promise<FrozenAudience>;
  batchSize(input: { batchId: string }): Promise<{ recipients: number; chunk: number }>;
  sendChunk(input: ChunkInput): Promise<ChunkResult>;
  finishRun(input: { runId: string; status: 'completed' | 'stopped' | 'failed' }): Promise<void>;
}

import type { CampaignInput } from './campaign.ts';
import type { MemberOfGroup } from './provider.ts';
import type { ResolvedCondition } from './segment.ts';

export const RUN_STATUSES = ['freezing', 'sending', 'completed', 'stopped', 'failed'] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

/** What freezing the audience counted. qualified = reachable + optedOut + noUsableNumber. */
export interface AudienceCounts {
  readonly qualified: number;
  readonly reachable: number;
  readonly optedOut: number;
  readonly noUsableNumber: number;
}

/**
 * One occurrence of a campaign, with a copy of everything that an edit could change under it: a run under way sends
 * what it was frozen with.
 */
export interface Run {
  readonly _id: string;
  readonly campaignId: string;
  readonly occurrence: number;
  readonly status: RunStatus;
  readonly dueAt: Date;
  readonly what: CampaignInput['what'];
  /** Who qualifies, a saved segment already resolved; its days count back from `startedAt`. */
  readonly condition: ResolvedCondition | 'everyone';
  readonly onUncertain: CampaignInput['onUncertain'];
  readonly resolveWithinSeconds: number;
  readonly validityPeriodSeconds: number | null;
  readonly campaignName: string;
  readonly providerGroupId: string;
  readonly members: readonly MemberOfGroup[];
  readonly audience: AudienceCounts | null;
  readonly batches: number;
  readonly sizes: Sizes;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
}

/** How a run's audience is cut. Kept on the run: positions of slices are ids, and a new release must not move them. */
export interface Sizes {
  readonly batch: number;
  readonly chunk: number;
  readonly slice: number;
}

export const SIZES: Sizes = { batch: 5000, chunk: 500, slice: 64 };

/** A part of a run's audience: recipients by profile id, in the order in which they are sent. */
export interface Batch {
  readonly _id: string;
  readonly runId: string;
  readonly ordinal: number;
  readonly recipients: readonly string[];
  readonly counts: AudienceCounts;
}

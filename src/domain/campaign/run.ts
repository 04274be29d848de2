import type { ProfileLimits } from '../account/account.ts';
import type { Cut } from '../audience/reach.ts';
import type { Reach } from '../audience/reachSchema.ts';
import type { ResolvedCondition } from '../audience/segment.ts';
import type { DndWindow } from '../dnd/dndSchema.ts';
import type { SkipReason } from '../message/message.ts';
import type { MemberOfGroup } from '../provider/provider.ts';
import type { Occurrence } from '../schedule/occurrences.ts';
import type { CampaignInput, CampaignLimits, PauseOnErrors } from './campaign.ts';

export const RUN_STATUSES = ['freezing', 'sending', 'completed', 'stopped'] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

/** What freezing the audience counted. qualified = reachable + optedOut + noUsableNumber. */
export interface AudienceCounts {
  readonly qualified: number;
  readonly reachable: number;
  readonly optedOut: number;
  readonly noUsableNumber: number;
  /** Reachable, but not among those drawn where the campaign's reach isn't everyone: no recipients. Left out by older runs: 0. */
  readonly notChosen?: number;
}

/** Those who qualify, less those that weren't drawn: everyone who gets a message, or a reason why not. */
export const recipientsIn = ({ qualified, notChosen = 0 }: AudienceCounts): number => qualified - notChosen;

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
  /** What was planned; null: it was due at `dueAt` for all. */
  readonly schedule: Occurrence | null;
  /** The account's zone, whose calendar anniversaries go by. */
  readonly accountZone: string;
  /** DND: the campaign's own or the account's. */
  readonly windows: readonly DndWindow[];
  readonly reach: Reach;
  /** Who is drawn, where `reach` is a number: set while the audience is frozen. */
  readonly cut: Cut | null;
  readonly limits: CampaignLimits;
  /** Over all campaigns; null where none hold. */
  readonly profileLimits: ProfileLimits | null;
  /** More recipients than this wait for an approval; null: any number may be sent to. */
  readonly safetyLimit: number | null;
  /** When somebody let it go that its safety check had held; null: it wasn't held, or is. */
  readonly releasedAt: Date | null;
  readonly pauseOnErrors: PauseOnErrors | null;
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

export const SIZES: Sizes = { batch: 5000, chunk: 1000, slice: 64 };

/** What a run had before there were schedules, limits and DND: what `runs` that were stored then are read with. */
export const RUN_DEFAULTS = {
  schedule: null,
  accountZone: 'UTC',
  windows: [],
  reach: { kind: 'everyone' },
  cut: null,
  limits: { ignoreProfileLimits: true },
  profileLimits: null,
  safetyLimit: null,
  releasedAt: null,
  pauseOnErrors: null,
} as const satisfies Partial<Run>;

/** A recipient that is to get nothing, as was known when the audience was frozen. */
export interface PlannedSkip {
  readonly profileId: string;
  readonly reason: Extract<SkipReason, 'duplicate_number' | 'hour_passed' | 'after_end' | 'dnd'>;
}

/** A part of a run's audience: recipients by profile id, in the order in which they are sent. All share the due time and one DND answer. */
export interface Batch {
  readonly _id: string;
  readonly runId: string;
  readonly ordinal: number;
  readonly recipients: readonly string[];
  readonly counts: AudienceCounts;
  /** When its recipients are due. Left out by older runs: when the run is. */
  readonly at?: Date;
  /** IANA: stands for the clocks of all of its recipients. Left out by older runs: the account's. */
  readonly zone?: string;
  /** Those of `recipients` that get a message with a reason instead. Left out: none. */
  readonly skips?: readonly PlannedSkip[];
  /** Hashes of the numbers that `recipients` get the message under, in their order (src/store/numberHash.ts). Left out by older runs. */
  readonly numbers?: Uint8Array;
}

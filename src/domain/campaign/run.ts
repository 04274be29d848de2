import type { ProfileLimits } from '../account/account.ts';
import type { Cut } from '../audience/reach.ts';
import type { Reach } from '../audience/reachSchema.ts';
import type { ResolvedCondition } from '../audience/segment.ts';
import type { DndWindow } from '../dnd/dndSchema.ts';
import type { Sizes } from '../message/dispatch.ts';
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

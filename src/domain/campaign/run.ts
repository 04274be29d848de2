import type { TopicReachability } from '../audience/profile.ts';
import type { Cut, Reach } from '../audience/reach.ts';
import type { ResolvedCondition } from '../audience/segment.ts';
import type { DndWindow } from '../dnd/dndSchema.ts';
import type { QuietHoursInForce } from '../dnd/quietHours.ts';
import type { ProfileLimit } from '../limits/profileLimits.ts';
import type { Frequency } from '../live/liveWhen.ts';
import type { Sizes } from '../message/dispatch.ts';
import type { MemberOfGroup } from '../provider/provider.ts';
import type { Occurrence } from '../schedule/occurrences.ts';
import type { TopicRule } from '../topics/topic.ts';
import type { CampaignLimits, PauseOnErrors, Wording } from './campaign.ts';
import type { ReportRow } from './report.ts';
import { type CampaignStatus, type EndPhase, hasEnded } from './status.ts';

type RunStatus = 'freezing' | 'sending' | EndPhase;

/** The states of a run as its campaign shows them. */
export const SHOWN_RUN_STATUSES = [
  'freezing',
  'awaiting_approval',
  'sending',
  'paused',
  'blocked',
  'completed',
  'stopped',
] as const;
export type ShownRunStatus = (typeof SHOWN_RUN_STATUSES)[number];

/** The counts of a frozen audience. qualified = reachable + optedOut + noUsableNumber + notSubscribed. */
export interface AudienceCounts {
  readonly qualified: number;
  readonly reachable: number;
  readonly optedOut: number;
  readonly noUsableNumber: number;
  /** Neither of these, but without a subscription to the topic. Left out: none. */
  readonly notSubscribed?: number;
  /** Reachable, but not drawn by the campaign's reach, and therefore no recipients. Left out where everyone is drawn. */
  readonly notChosen?: number;
}

/** The field of counts for those who aren't subscribed to a topic. */
export const unlessZero = (notSubscribed: number): Pick<AudienceCounts, 'notSubscribed'> =>
  notSubscribed === 0 ? {} : { notSubscribed };

/** The counts of people who can be reached so. */
export function countByReachability(all: readonly TopicReachability[]): AudienceCounts {
  const count = (wanted: TopicReachability): number => all.filter((one) => one === wanted).length;
  return {
    qualified: all.length,
    reachable: count('reachable'),
    optedOut: count('opted_out'),
    noUsableNumber: count('no_usable_number'),
    ...unlessZero(count('not_subscribed')),
  };
}

/** The counts of both together. */
export const audienceSum = (a: AudienceCounts, b: AudienceCounts): AudienceCounts => ({
  qualified: a.qualified + b.qualified,
  reachable: a.reachable + b.reachable,
  optedOut: a.optedOut + b.optedOut,
  noUsableNumber: a.noUsableNumber + b.noUsableNumber,
  ...unlessZero((a.notSubscribed ?? 0) + (b.notSubscribed ?? 0)),
  ...(a.notChosen !== undefined && { notChosen: a.notChosen + (b.notChosen ?? 0) }),
});

/** The number of recipients, who get a message or a reason why not: the qualified profiles without those that weren't drawn. */
export const recipientsIn = ({ qualified, notChosen = 0 }: AudienceCounts): number => qualified - notChosen;

/** The state of a run of a campaign that is in the state `ofCampaign`: the two never contradict each other. */
export function shownStatusOf(
  run: Pick<Run, 'status' | 'finishedAt' | 'audience' | 'safetyLimit' | 'releasedAt'>,
  ofCampaign: CampaignStatus,
): ShownRunStatus {
  const { status, finishedAt, audience, safetyLimit, releasedAt } = run;
  if (finishedAt !== null) return status;
  if (hasEnded(ofCampaign) || ofCampaign === 'paused' || ofCampaign === 'blocked') return ofCampaign;
  const isLarge = audience !== null && safetyLimit !== null && recipientsIn(audience) > safetyLimit;
  return isLarge && releasedAt === null ? 'awaiting_approval' : status;
}

/**
 * One occurrence of a campaign, with a copy of everything that an edit could change: a run in progress keeps what it was
 * opened with.
 */
export interface Run {
  readonly _id: string;
  readonly campaignId: string;
  readonly occurrence: number;
  readonly status: RunStatus;
  readonly dueAt: Date;
  readonly what: Wording;
  /** The condition with all references resolved; its days count back from `startedAt`. */
  readonly condition: ResolvedCondition | 'everyone';
  /** The planned occurrence. */
  readonly schedule: Occurrence;
  /** The account's zone, whose calendar determines anniversaries. */
  readonly accountZone: string;
  /** Whether a profile without a time zone has that of its number. */
  readonly zoneFromNumber: boolean;
  /** The DND windows of the campaign or the account. */
  readonly windows: readonly DndWindow[];
  /** Which quiet hours of countries and states apply as well. Left out: none. */
  readonly quietHours?: QuietHoursInForce;
  readonly reach: Reach;
  /** The cut of the draw, if `reach` is a number: set while the audience is frozen. */
  readonly cut: Cut | null;
  readonly limits: CampaignLimits;
  /** How often a profile gets a message of the campaign, if it is a live one. Left out: no limit of its own. */
  readonly frequency?: Frequency;
  /** Of a live campaign: recipients are added as they qualify. */
  readonly isLive?: boolean;
  /** Nothing is sent from then on. Left out: the schedule tells. */
  readonly endsAt?: Date;
  /** The account's limits over all campaigns. */
  readonly profileLimits: readonly ProfileLimit[];
  /** The campaign's topic, as the account had it. Left out: none. */
  readonly topic?: TopicRule;
  /** The campaign's tags. */
  readonly tags: readonly string[];
  /** A run with more recipients than this awaits approval; null: no limit. */
  readonly safetyLimit: number | null;
  /** When the run was approved; null: it needed no approval, or has none yet. */
  readonly releasedAt: Date | null;
  /** Whether the account wants approvals by a second API key. */
  readonly fourEyes?: boolean;
  readonly pauseOnErrors: PauseOnErrors | null;
  readonly onUncertain: 'skip' | 'resend';
  readonly resolveWithinSeconds: number;
  readonly validityPeriodSeconds: number | null;
  readonly campaignName: string;
  /** Of a sandbox campaign. */
  readonly sandbox?: boolean;
  readonly providerGroupId: string;
  readonly members: readonly MemberOfGroup[];
  readonly audience: AudienceCounts | null;
  readonly batches: number;
  readonly sizes: Sizes;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  /** What its report adds up, kept in place of the messages. Left out: they are in the ledger. */
  readonly kept?: KeptFigures;
}

/** The figures of a run whose messages are removed. */
export interface KeptFigures {
  /** From then on its messages were removed. */
  readonly at: Date;
  readonly rows: readonly ReportRow[];
}

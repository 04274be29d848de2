import type { DndWindow } from '../dnd/dndSchema.ts';
import type { QuietHoursInForce } from '../dnd/quietHours.ts';
import type { AppliedLimits } from '../limits/profileLimits.ts';
import type { MemberOfGroup } from '../provider/provider.ts';
import type { Occurrence } from '../schedule/occurrences.ts';
import type { TopicRule } from '../topics/topic.ts';
import type { AddressedMessage } from './addressedMessage.ts';
import type { QuotaDefinition } from './quotaDefinition.ts';
import type { RequestedMessage } from './singleMessage.ts';

/**
 * Everything that sending needs to know. A message is one SMS to one recipient key in one dispatch. A run is opened into the dispatch of
 * its own id; an edit of its campaign doesn't change it.
 */
export interface Dispatch {
  /** Its owner and its part, with one slash between them, such as `<campaignId>/<occurrence>`. */
  readonly _id: string;
  /** The campaign under which reports count its messages; null: none. */
  readonly campaignId: string | null;
  readonly runId: string | null;
  /** The value of `campaign.name` in templates. */
  readonly name: string;
  /** Liquid. */
  readonly template: string;
  /** Of a single message, until it is in the ledger; left out: the recipients are in batches. */
  readonly request?: RequestedMessage;
  /** Of a message of a journey, until it is in the ledger: the one recipient of the dispatch. Left out: the recipients are in batches. */
  readonly addressed?: AddressedMessage;
  /** A text that needs more SMS segments than this is not sent. */
  readonly maxSegments: number;
  /** Providers in the order in which they are tried. */
  readonly members: readonly MemberOfGroup[];
  /** Hours in which nothing is sent. */
  readonly windows: readonly DndWindow[];
  /** Which quiet hours of countries and states apply as well; batches have the windows. Left out: none. */
  readonly quietHours?: QuietHoursInForce;
  /** The zone of recipients without one of their own. */
  readonly accountZone: string;
  /** Whether a recipient without a time zone has that of its number. */
  readonly zoneFromNumber: boolean;
  /** The time zone that it is sent by, the policy for late batches, and its end; null: one instant for all, without an end. */
  readonly schedule: Occurrence | null;
  /** Recipients are added as they qualify, and a number may get several of its messages. Left out: the audience is frozen. */
  readonly isLive?: boolean;
  /** Nothing is sent from then on. Left out: the schedule tells. */
  readonly endsAt?: Date;
  /** When the run was approved; null: it needed no approval, or has none yet. */
  readonly releasedAt: Date | null;
  readonly quotas: readonly QuotaDefinition[];
  /** The limits on messages to one profile, over all dispatches; null: none apply. */
  readonly profileLimits: AppliedLimits | null;
  /** Only numbers that get messages of this topic are sent to. Left out: it belongs to no topic. */
  readonly topic?: TopicRule;
  /** The policy for a message whose lost answer can't be resolved: not sent again, or sent again. */
  readonly onUncertain: 'skip' | 'resend';
  /** How long the providers are queried before `onUncertain` decides. */
  readonly resolveWithinSeconds: number;
  /** How long a provider may keep trying; null: unlimited. */
  readonly validityPeriodSeconds: number | null;
  /** Priority of its tasks: 1 is the highest, 5 the lowest. */
  readonly priority: number;
  readonly sizes: Sizes;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  /** When its messages and its audience had been removed. Left out: they are there. */
  readonly removedAt?: Date;
}

/** How an audience is divided, in recipients. Kept on the dispatch: positions of slices are part of ids, which a new release must not change. */
export interface Sizes {
  readonly batch: number;
  readonly chunk: number;
  readonly slice: number;
}

export const SIZES: Sizes = { batch: 5000, chunk: 1000, slice: 128 };

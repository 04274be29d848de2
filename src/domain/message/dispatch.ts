import type { ProfileLimits } from '../account/account.ts';
import type { DndWindow } from '../dnd/dndSchema.ts';
import type { MemberOfGroup } from '../provider/provider.ts';
import type { Occurrence } from '../schedule/occurrences.ts';
import type { QuotaDefinition } from './quotaDefinition.ts';

/**
 * All that sending needs to know, and nothing else. A message is one SMS to one recipient key in one dispatch. A run is opened into the dispatch of
 * its own id; an edit of its campaign doesn't touch it.
 */
export interface Dispatch {
  /** Its owner and its part, with one slash between them, such as `<campaignId>/<occurrence>`. */
  readonly _id: string;
  /** What its messages are counted under in reports; null: they belong to no campaign. */
  readonly campaignId: string | null;
  readonly runId: string | null;
  /** What templates see as `campaign.name`. */
  readonly name: string;
  /** Liquid. */
  readonly template: string;
  /** A text that needs more SMS segments than this is not sent. */
  readonly maxSegments: number;
  /** Providers in the order in which they are tried. */
  readonly members: readonly MemberOfGroup[];
  /** Hours in which nothing is sent. */
  readonly windows: readonly DndWindow[];
  /** Where a recipient has no zone of its own. */
  readonly accountZone: string;
  /** By whose clock it is sent, what becomes of late batches, and when it ends; null: at one instant for all, without an end. */
  readonly schedule: Occurrence | null;
  /** When somebody let it go after it had been held; null: it wasn't held, or is. */
  readonly releasedAt: Date | null;
  readonly quotas: readonly QuotaDefinition[];
  /** Messages that one profile may get, over all dispatches; null where none hold. */
  readonly profileLimits: ProfileLimits | null;
  /** What becomes of a message whose answer was lost when nobody can tell: not sent again, or sent again. */
  readonly onUncertain: 'skip' | 'resend';
  /** How long the providers are asked before `onUncertain` decides. */
  readonly resolveWithinSeconds: number;
  /** How long a provider may keep trying; null: as long as it likes. */
  readonly validityPeriodSeconds: number | null;
  /** Of its tasks: 1 is the most urgent, 5 the least. */
  readonly priority: number;
  readonly sizes: Sizes;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
}

/** How an audience is cut, in recipients. Kept on the dispatch: positions of slices are ids, and a new release must not move them. */
export interface Sizes {
  readonly batch: number;
  readonly chunk: number;
  readonly slice: number;
}

export const SIZES: Sizes = { batch: 5000, chunk: 1000, slice: 128 };

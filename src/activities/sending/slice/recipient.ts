import type {
  Attempt,
  Encoding,
  FailReason,
  Message,
  MessageStatus,
  ReceiptEntry,
  Resolution,
  SkipReason,
} from '../../../domain/message/message.ts';
import type { CountedUnder, Doubt, Unfinished } from '../../../store/intents.ts';
import type { Offer } from '../../../store/offers.ts';
import type { Permission } from '../limits/permission.ts';

/** One person's text, or the reason why there is none. */
export type Content =
  | {
      readonly kind: 'text';
      readonly to: string;
      readonly country: string | null;
      readonly text: string;
      readonly encoding: Encoding;
      readonly segments: number;
    }
  | { readonly kind: 'skipped'; readonly reason: SkipReason }
  | { readonly kind: 'failed'; readonly reason: FailReason; readonly to: string }
  /** Its number has changed, and whether another recipient has that number is known only once the whole audience is frozen. */
  | { readonly kind: 'undecided' };

/**
 * One recipient of a slice, from the reading of its profile to its end. Its life:
 *
 *     read -> composed -> offered (the intent) -> [counted within limits] -> delivered by a provider -> its message
 *                                                        ^         |
 *               not found <- resolved: asked about <- in doubt <---+          or unfinished, for the next attempt
 */
export interface Recipient {
  readonly key: string;
  readonly profileId: string;
  readonly messageId: string;
  /** In the slice; its slot within a limit. */
  readonly position: number;
  readonly content: Content;
  /** What may be offered; null: nothing. */
  readonly offer: Offer | null;
  /** The profile's; null without one. */
  readonly timeZone: string | null;
  /** When the profile was last changed; null: it is gone. */
  readonly changedAt: Date | null;
  /** What has been tried so far. */
  attempts: Attempt[];
  resolution: Resolution | null;
  doubt: Doubt | null;
  /** When the first owner began that never closed and may have sent it; null: none. */
  abandonedSince: Date | null;
  /** A receipt that came although the message isn't written: the provider has it. */
  receipt: ReceiptEntry | null;
  /** What it counts under, where it is counted. */
  counted: CountedUnder | null;
  permission: Permission;
  /** When it would count under another day or week: nothing is sent from then on. Null: never. */
  countedUntil: Date | null;
}

/**
 * Why a recipient has no message yet: no provider takes it now; nothing may be sent any more, for the hours or otherwise; a lost answer is still
 * to be resolved; or it waits for a slot within a limit, another day's where the one is over that it was counted under.
 */
export type UnfinishedReason = 'unavailable' | 'dnd' | 'closed' | 'open' | 'limits';

/** What came of a recipient. `written`: another owner of the slice has written its message. */
export type Outcome =
  | { readonly kind: 'message'; readonly message: Message }
  | { readonly kind: 'written'; readonly messageId: string; readonly status: MessageStatus }
  | { readonly kind: 'unfinished'; readonly unfinished: Unfinished; readonly reason: UnfinishedReason };

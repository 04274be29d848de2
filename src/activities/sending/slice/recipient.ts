import { fingerprintOf } from '../../../content/fingerprint.ts';
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
import { GRANTED, type Permission } from '../limits/permission.ts';

/** The text to one recipient, or the reason why there is none. */
export type Content =
  | {
      readonly kind: 'text';
      readonly to: string;
      readonly country: string | null;
      readonly text: string;
      readonly encoding: Encoding;
      readonly segments: number;
    }
  /** `detail`: why the template has aborted. */
  | { readonly kind: 'skipped'; readonly reason: SkipReason; readonly detail?: string }
  | { readonly kind: 'failed'; readonly reason: FailReason; readonly to: string }
  /** Its number has changed, and whether another recipient has that number is known only once the whole audience is frozen. */
  | { readonly kind: 'undecided' };

/**
 * One recipient of a slice, from the reading of its profile to its end. Its states:
 *
 *     read -> composed -> offered (the intent) -> [counted within limits] -> delivered by a provider -> its message
 *                                                        ^         |
 *               not found <------ resolved <------ in doubt <-----+          or unfinished, for the next attempt
 */
export interface Recipient {
  readonly key: string;
  readonly profileId: string;
  readonly messageId: string;
  /** Position in the slice, which is also its slot within a limit. */
  readonly position: number;
  readonly content: Content;
  /** The offer that may be made; null: none. */
  readonly offer: Offer | null;
  /** The profile's time zone; null if it has none. */
  readonly timeZone: string | null;
  /** When the profile was last changed; null: it was deleted. */
  readonly changedAt: Date | null;
  /** The attempts so far. */
  attempts: Attempt[];
  resolution: Resolution | null;
  doubt: Doubt | null;
  /** When the first owner began that never closed and may have sent the message; null: there is none. */
  abandonedSince: Date | null;
  /** A receipt that came although the message isn't recorded: the provider has it. */
  receipt: ReceiptEntry | null;
  /** The periods under which it counts, if it is counted. */
  counted: CountedUnder | null;
  permission: Permission;
  /** When it would count under another day or week: nothing is sent from then on. Null: never. */
  countedUntil: Date | null;
}

/** A recipient that was just read and composed. */
export const newRecipient = ({
  key,
  profileId,
  messageId,
  position,
  content,
  timeZone = null,
  changedAt = null,
  countedUntil = null,
}: Pick<Recipient, 'key' | 'profileId' | 'messageId' | 'position' | 'content'> &
  Partial<Pick<Recipient, 'timeZone' | 'changedAt' | 'countedUntil'>>): Recipient => ({
  key,
  profileId,
  messageId,
  position,
  content,
  offer: content.kind === 'text' ? { to: content.to, fingerprint: fingerprintOf(content.text) } : null,
  timeZone,
  changedAt,
  attempts: [],
  resolution: null,
  doubt: null,
  abandonedSince: null,
  receipt: null,
  counted: null,
  permission: GRANTED,
  countedUntil,
});

/**
 * Why a recipient has no message yet: no provider accepts it now; nothing may be sent any more, because of the hours or otherwise; a lost answer still has
 * to be resolved; or it waits for a slot within a limit, possibly of another day because the day that it was counted under is over.
 */
export type UnfinishedReason = 'unavailable' | 'dnd' | 'closed' | 'open' | 'limits';

/** The outcome of a recipient. `written`: another owner of the slice has recorded its message. */
export type Outcome =
  | { readonly kind: 'message'; readonly message: Message }
  | { readonly kind: 'written'; readonly messageId: string; readonly status: MessageStatus }
  | { readonly kind: 'unfinished'; readonly unfinished: Unfinished; readonly reason: UnfinishedReason };

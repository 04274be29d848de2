import { messageIdOf } from '../../domain/ids.ts';
import type { Message, MessageStatus, SkipReason } from '../../domain/message/message.ts';
import type { OutboundSms } from '../../providers/provider.ts';
import type { CountedUnder, Doubt, Leftover } from '../../store/intents.ts';
import type { AppliedReceipt } from '../../store/messages.ts';
import type { Composition } from './compose.ts';
import type { Trail } from './deliver.ts';
import type { Gate } from './gate.ts';
import type { GroupMember } from './groupMember.ts';
import type { HoursState, SendingHours } from './hours.ts';
import type { Permission } from './permissions.ts';
import type { SendPolicy } from './policy.ts';
import type { PreparedRun } from './run.ts';
import type { SettleOptions } from './settle.ts';

/** One recipient of a slice, and what is known of earlier tries. */
export interface Recipient {
  readonly profileId: string;
  readonly composition: Composition;
  /** Why it is to get nothing although it could be reached; null: it may. */
  readonly withheld: SkipReason | null;
  /** The number as it is now, for asking a provider even where nothing may be sent any more. */
  readonly number: string | null;
  readonly trail: Trail;
  readonly doubt: Doubt | null;
  /** What it counts under, where it is counted. */
  readonly counted: CountedUnder | null;
  readonly receipt: AppliedReceipt | undefined;
}

/** A recipient of whom is known what its limits allow. */
export interface PermittedRecipient extends Recipient {
  readonly permission: Permission;
  /** When it would count under another day or week: nothing is sent from then on. Null: never. */
  readonly countedUntil: Date | null;
}

export interface RecipientContext {
  readonly run: PreparedRun;
  /** The whole group, in order. */
  readonly members: readonly GroupMember[];
  readonly policy: SendPolicy;
  /** Whether a message may be sent now. */
  readonly gate: Gate;
  /** Whether a provider may be asked, which it also may be when nothing may be sent. */
  readonly asking: Gate;
  readonly hours: SendingHours;
  readonly now: () => Date;
  /** What the hours let be done with who isn't sent to yet. */
  readonly hoursState: HoursState;
  readonly receiptUrl: ((to: { providerId: string; messageId: string }) => string) | null;
  readonly claimed: SettleOptions['claimed'];
  /** The status of a message that is in the ledger by now. */
  readonly written: (messageId: string) => Promise<MessageStatus | undefined>;
  readonly isSuppressed: (number: string) => Promise<boolean>;
  readonly suppress: (number: string, providerId: string) => Promise<void>;
}

/**
 * No provider takes it now; nothing may be sent any more, for the hours or otherwise; a lost answer is still to be settled; or it
 * waits for a place within a limit, another day's where the one is over that it was counted under.
 */
export type LeftBehind = 'unavailable' | 'dnd' | 'closed' | 'open' | 'limits';

/** `written`: another owner of the slice has written its message. */
export type Outcome =
  | { readonly kind: 'message'; readonly message: Message }
  | { readonly kind: 'written'; readonly messageId: string; readonly status: MessageStatus }
  | { readonly kind: 'leftover'; readonly leftover: Leftover; readonly why: LeftBehind };

/** What a provider gets for it, but for the address of receipts. */
export function smsOf(
  { profileId, composition, number }: Recipient,
  { run }: RecipientContext,
): Omit<OutboundSms, 'receiptUrl'> {
  const composed = composition.kind === 'composed' ? composition.message : null;
  return {
    reference: messageIdOf(run.run._id, profileId),
    to: composed?.to ?? number ?? '',
    text: composed?.text ?? '',
    validitySeconds: run.run.validityPeriodSeconds,
  };
}

/** Statuses of a message: `accepted -> delivered | undelivered`, or one of the others; a receipt turns `uncertain` into one of the first three. */
export const MESSAGE_STATUSES = ['accepted', 'delivered', 'undelivered', 'failed', 'skipped', 'uncertain'] as const;
export type MessageStatus = (typeof MESSAGE_STATUSES)[number];

/** Why a message was skipped: no provider has it. */
export const SKIP_REASONS = [
  'opted_out',
  'no_usable_number',
  'not_subscribed',
  'profile_deleted',
  'duplicate_number',
  'hour_passed',
  'after_end',
  'expired',
  'dnd',
  'aborted',
  'total_limit',
  'daily_limit',
  'run_limit',
  'profile_limit',
] as const;
/** Why a message failed: its text couldn't be composed, or a provider refused it for good. */
export const FAIL_REASONS = [
  'missing_value',
  'render_error',
  'empty_text',
  'too_long',
  'no_provider_for_country',
  'refused_recipient',
  'refused_content',
  'recipient_opted_out_at_carrier',
] as const;
const UNCERTAIN_REASONS = ['answer_lost'] as const;

export const MESSAGE_REASONS = [...SKIP_REASONS, ...FAIL_REASONS, ...UNCERTAIN_REASONS] as const;
export type SkipReason = (typeof SKIP_REASONS)[number];
export type FailReason = (typeof FAIL_REASONS)[number];
export type MessageReason = (typeof MESSAGE_REASONS)[number];

/** One request to one provider. */
export interface Attempt {
  readonly providerId: string;
  readonly at: Date;
  /** The meaning of the provider's answer; `unknown` when it was lost. */
  readonly outcome: 'accepted' | 'refused' | 'trouble' | 'unknown';
  /** The provider's code or Herald's (`timeout`, `503`, `21610`); never the provider's text, which may quote the number. */
  readonly code: string | null;
}

/**
 * How a lost answer was resolved: a lookup found the message at the provider (`found`) or didn't, so that it was sent again (`not_found`); a
 * receipt arrived (`receipt`); or the provider couldn't tell and `onUncertain` decided (`policy`).
 */
export type Resolution = 'found' | 'not_found' | 'receipt' | 'policy';

/** A receipt as it is kept on its message. */
export interface ReceiptEntry {
  readonly providerId: string;
  readonly providerMessageId: string | null;
  readonly status: ReceiptStatus;
  readonly code: string | null;
  /** Which part of a text of several SMS segments it is about; left out: the whole message. */
  readonly part?: string;
  readonly at: Date;
}

/** The status that a provider reports after accepting a message: passed on (`sent`), or one of the two final ones. */
export type ReceiptStatus = 'sent' | 'delivered' | 'undelivered';

export type Encoding = 'GSM-7' | 'UCS-2';

/** One SMS to one recipient in one dispatch. `_id` is `messageIdOf(dispatchId, key)`. */
export interface Message {
  readonly _id: string;
  readonly dispatchId: string;
  /** Null: it belongs to no campaign. */
  readonly campaignId: string | null;
  readonly profileId: string;
  readonly status: MessageStatus;
  readonly reason: MessageReason | null;
  /** Why it was aborted, as its template says. Left out: it wasn't. */
  readonly detail?: string;
  /** The recipient's number (E.164) at the time of sending; null where there was none. */
  readonly to: string | null;
  /** Null if no text was composed, or the one that was sent before a crash can't be composed again. */
  readonly text: string | null;
  readonly encoding: Encoding | null;
  /** SMS segments of the text; 0 where nothing was sent. */
  readonly segments: number;
  /** The provider that accepted it. */
  readonly providerId: string | null;
  readonly providerMessageId: string | null;
  readonly attempts: readonly Attempt[];
  /** Whether another provider failed before `providerId` accepted the message. */
  readonly failedOver: boolean;
  /** How a lost answer was resolved; null when none was lost. */
  readonly resolution: Resolution | null;
  /** The first 60, in order of arrival; domain/message/receipts.ts derives the status from them. */
  readonly receipts: readonly ReceiptEntry[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

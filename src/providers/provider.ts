import type { ReceiptStatus } from '../domain/message/message.ts';

/** One text to one number, as a provider gets it. */
export interface OutboundSms {
  /** Our id of the message: comes back in receipts, finds the message in a lookup, is the idempotency key where there is one. */
  readonly reference: string;
  /** E.164. */
  readonly to: string;
  readonly text: string;
  /** Where the provider reports on delivery; null when Herald has no public address. */
  readonly receiptUrl: string | null;
  /** How long the provider may keep trying, in seconds. */
  readonly validitySeconds: number | null;
}

/** What an answer to a send means. `code` is the provider's code or a word of ours; it never holds a number or a text. */
export type SendOutcome =
  | { readonly kind: 'accepted'; readonly providerMessageId: string | null }
  /** A final no for this recipient or this content. Says nothing about the provider's health; no other provider is tried. */
  | {
      readonly kind: 'refused';
      readonly scope: 'recipient' | 'content';
      /** The recipient has opted out at the carrier or provider: the number is to be suppressed. */
      readonly optedOut: boolean;
      readonly code: string;
    }
  /**
   * Certainly not processed: another provider may send it. `account` marks what no retry mends (credentials, suspension,
   * balance, daily cap).
   */
  | {
      readonly kind: 'trouble';
      readonly code: string;
      readonly account: boolean;
      /** What the provider asked for (Retry-After), in milliseconds. */
      readonly retryAfterMs: number | null;
    }
  /** The answer was lost after the request was written, or says nothing certain: the message may or may not exist. */
  | { readonly kind: 'unknown'; readonly code: string };

export interface LookupQuery {
  readonly reference: string;
  readonly to: string;
  /** Of the text that was sent: `fingerprintOf` in src/content/fingerprint.ts. */
  readonly fingerprint: string;
  /** The earliest instant at which the provider can have made the message. */
  readonly since: Date;
  /**
   * Which of these provider message ids belong to other messages already. `madeSince`: when the provider made the first of them; null: that can't be
   * told, which takes longer.
   */
  readonly claimed: (providerMessageIds: readonly string[], madeSince: Date | null) => Promise<ReadonlySet<string>>;
}

export type LookupOutcome =
  | { readonly kind: 'found'; readonly providerMessageId: string | null }
  | { readonly kind: 'not_found' }
  | { readonly kind: 'failed'; readonly code: string };

/** One thing that was asked of the provider, and what came of it. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** A request to a receipt address, as it came. */
export interface ReceiptRequest {
  /** The exact public address that the provider called, query included. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: string;
}

export type ReceiptReading =
  | {
      readonly kind: 'receipt';
      readonly providerMessageId: string | null;
      readonly status: ReceiptStatus;
      readonly code: string | null;
    }
  /** Genuine, but it says nothing that a message's life knows. */
  | { readonly kind: 'ignored' }
  | { readonly kind: 'refused'; readonly why: string };

/** An account at an SMS service. None of the methods throws for what the other side does; what can go wrong is in the results. */
export interface SmsProvider {
  /** An unknown outcome may simply be sent again, under the same reference. */
  readonly idempotent: boolean;
  /** `mayStart` is asked when the request is about to be written, which may be long after the call: where it says no, nothing is written. */
  send(sms: OutboundSms, mayStart?: () => boolean): Promise<SendOutcome>;
  /** Undefined where the service offers no way to ask. */
  readonly lookup: ((query: LookupQuery) => Promise<LookupOutcome>) | undefined;
  /** Whether credentials and sender are good. */
  verify(): Promise<readonly Check[]>;
  readReceipt(request: ReceiptRequest): ReceiptReading;
  /** Closes connections. */
  close(): Promise<void>;
}

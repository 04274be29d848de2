import type { KeywordDecision } from '../domain/inbound/decision.ts';
import type { ReceiptStatus } from '../domain/message/message.ts';

/** One SMS as it is passed to a provider. */
export interface OutboundSms {
  /** Herald's id of the message, for receipts and lookups, and as the idempotency key if the provider has one. */
  readonly reference: string;
  /** E.164. */
  readonly to: string;
  readonly text: string;
  /** The address for receipts; null when Herald has no public address. */
  readonly receiptUrl: string | null;
  /** How long the provider may try to deliver the message, in seconds. */
  readonly validitySeconds: number | null;
}

/** The outcome of a send. `code` is the provider's code or one of Herald's; it never contains a number or a text. */
export type SendOutcome =
  | { readonly kind: 'accepted'; readonly providerMessageId: string | null }
  /** A final refusal of this recipient or this content. It says nothing about the provider's health; no other provider is tried. */
  | {
      readonly kind: 'refused';
      readonly scope: 'recipient' | 'content';
      /** The recipient has opted out at the carrier or provider, so that the number must be suppressed. */
      readonly optedOut: boolean;
      readonly code: string;
    }
  /**
   * The message was certainly not processed: another provider may send it. `account` marks errors that no retry fixes (credentials,
   * suspension, balance, daily cap).
   */
  | {
      readonly kind: 'trouble';
      readonly code: string;
      readonly account: boolean;
      /** The delay that the provider asked for (Retry-After), in milliseconds. */
      readonly retryAfterMs: number | null;
    }
  /** The answer was lost after the request was written, or is ambiguous: the message may or may not exist. */
  | { readonly kind: 'unknown'; readonly code: string };

export interface LookupQuery {
  readonly reference: string;
  readonly to: string;
  /** Of the text that was sent: `fingerprintOf` in src/content/fingerprint.ts. */
  readonly fingerprint: string;
  /** The earliest instant at which the provider can have made the message. */
  readonly since: Date;
  /**
   * Which of these provider message ids belong to other messages already. `madeSince`: when the provider made the first of them; null if
   * unknown, which takes longer.
   */
  readonly claimed: (providerMessageIds: readonly string[], madeSince: Date | null) => Promise<ReadonlySet<string>>;
}

export type LookupOutcome =
  | { readonly kind: 'found'; readonly providerMessageId: string | null }
  | { readonly kind: 'not_found' }
  /** There are several messages of which any may be the one. */
  | { readonly kind: 'cannot_tell' }
  | { readonly kind: 'failed'; readonly code: string };

/** One check of the provider's settings, and its result. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** A request to an address for receipts or inbound texts, as the provider sent it. */
export interface ProviderRequest {
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
      /** Which part of a text of several SMS segments it is about; left out: the whole message. */
      readonly part?: string;
    }
  /** A genuine receipt with a status that does not change the message. */
  | { readonly kind: 'ignored' }
  | { readonly kind: 'refused'; readonly why: string };

/** A text that somebody sent to a number of the account. */
export interface InboundSms {
  readonly kind: 'text';
  /** As the provider writes it. */
  readonly from: string;
  /** E.164; null when `from` is no usable number. */
  readonly number: string | null;
  /** The number that it was sent to, as the provider writes it. */
  readonly to: string | null;
  readonly text: string;
  readonly providerMessageId: string | null;
  /** What the provider has taken the text for; it has then answered by itself. */
  readonly decided: KeywordDecision | null;
}

export type InboundReading = InboundSms | { readonly kind: 'refused'; readonly why: string };

/** A response that a service prescribes. */
export interface PrescribedAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** An account with an SMS service. The methods don't throw because of the service; its errors are in their results. */
export interface SmsProvider {
  /** After an unknown outcome the message may simply be sent again, with the same reference. */
  readonly idempotent: boolean;
  /** `mayStart` is called when the request is about to be written, which may be long after the call. If it returns false, nothing is written. */
  send(sms: OutboundSms, mayStart?: () => boolean): Promise<SendOutcome>;
  /** Undefined when the service has no lookup. */
  readonly lookup: ((query: LookupQuery) => Promise<LookupOutcome>) | undefined;
  /** Checks credentials and sender. */
  verify(): Promise<readonly Check[]>;
  readReceipt(request: ProviderRequest): ReceiptReading;
  /** What the service wants to be answered for a receipt; undefined: 204 without a body. */
  readonly receiptAnswer?: PrescribedAnswer | undefined;
  /** Undefined when the settings don't say how an inbound text is read. */
  readonly readInbound: ((request: ProviderRequest) => InboundReading) | undefined;
  /** What the service wants to be answered for an inbound text; undefined: 204 without a body. */
  readonly inboundAnswer?: PrescribedAnswer | undefined;
  /** Closes connections. */
  close(): Promise<void>;
}

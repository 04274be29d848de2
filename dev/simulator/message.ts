/** A message that a simulated provider has accepted. */
export interface SimulatedMessage {
  readonly provider: string;
  /** The provider's id: its prefix and the position among its messages. */
  readonly id: string;
  readonly to: string;
  readonly from: string | null;
  readonly messagingServiceSid: string | null;
  readonly body: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callbackUrl: string | null;
  /** What the client calls it, where it says so; see `referenceOf`. */
  readonly reference: string | null;
  /** The last status that was reported; null: none yet. */
  status: string | null;
  errorCode: number | null;
}

/**
 * The client's own name for a message. Twilio has no field for one, so it is taken from the StatusCallback: its parameter
 * `reference`, else the last part of its path.
 */
function referenceOf({ reference, callbackUrl }: SimulatedMessage): string | null {
  if (reference !== null || callbackUrl === null || !URL.canParse(callbackUrl)) return reference;
  const url = new URL(callbackUrl);
  return url.searchParams.get('reference') ?? (decoded(url.pathname.split('/').at(-1) ?? '') || null);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** One line of the ledger. */
export const ledgerLine = (message: SimulatedMessage) => ({
  provider: message.provider,
  id: message.id,
  to: message.to,
  from: message.from ?? message.messagingServiceSid,
  body: message.body,
  at: new Date(message.at).toISOString(),
  reference: referenceOf(message),
  callbackUrl: message.callbackUrl,
});
export type LedgerLine = ReturnType<typeof ledgerLine>;

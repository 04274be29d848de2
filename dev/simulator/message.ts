/** A message that a simulated provider has accepted. */
export interface SimulatedMessage {
  readonly provider: string;
  /** The provider's id of the message: a prefix and its position among the provider's messages. */
  readonly id: string;
  readonly to: string;
  readonly from: string | null;
  readonly messagingServiceSid: string | null;
  readonly body: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callbackUrl: string | null;
  /** The client's reference, if the request has a field for one; see `referenceOf`. */
  readonly reference: string | null;
  /** The last status of a receipt; null: none yet. */
  status: string | null;
  errorCode: number | null;
}

/**
 * The client's reference of a message. Twilio has no field for it, so it is taken from the StatusCallback: its parameter `reference`,
 * otherwise the last part of its path.
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

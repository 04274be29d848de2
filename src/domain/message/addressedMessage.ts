import type { StoredValue } from '../values.ts';

/** A message to one profile, whose text is composed from the dispatch's template when it is sent. Kept on its dispatch until the message is in the ledger. */
export interface AddressedMessage {
  readonly profileId: string;
  /** The event that the message is about; null: it is about none. */
  readonly event: { readonly at: Date; readonly properties: Readonly<Record<string, StoredValue>> } | null;
  /** Nothing is sent from then on; null: it never expires. */
  readonly expiresAt: Date | null;
}

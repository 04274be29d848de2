import type { Message } from '../../domain/message/message.ts';
import type { Store } from '../../store/store.ts';
import { patiently } from './patiently.ts';

/**
 * Writes what became of messages, and applies receipts that came before. Holds on while the store is away, because what
 * isn't written has to be asked of the providers later. Returns the ids of those that were written before, which stay as they are.
 */
export async function recordMessages(ledger: {
  store: Pick<Store, 'messages' | 'receipts'>;
  messages: readonly Message[];
  receiptsArePossible: boolean;
}): Promise<ReadonlySet<string>> {
  const { store, messages, receiptsArePossible } = ledger;
  if (messages.length === 0) return new Set();
  const taken = await patiently(() => store.messages.record(messages));
  if (receiptsArePossible) await patiently(() => store.receipts.applyEarly(messages.map((message) => message._id)));
  return taken;
}

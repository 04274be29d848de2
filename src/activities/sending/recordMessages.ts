import { setTimeout as sleep } from 'node:timers/promises';
import type { Message } from '../../domain/message.ts';
import type { Store } from '../../store/store.ts';

/** A store that is away for longer loses nothing: the providers are then asked what they have. */
const LONGEST_MS = 60_000;
const FIRST_WAIT_MS = 100;

/**
 * Writes what became of messages, and applies receipts that came before. Holds on while the store is away, because what
 * isn't written has to be asked of the providers later.
 */
export async function recordMessages(ledger: {
  store: Pick<Store, 'messages' | 'receipts'>;
  messages: readonly Message[];
  receiptsArePossible: boolean;
}): Promise<void> {
  const { store, messages, receiptsArePossible } = ledger;
  if (messages.length === 0) return;
  const end = Date.now() + LONGEST_MS;
  for (let wait = FIRST_WAIT_MS; ; wait *= 2) {
    try {
      await store.messages.record(messages);
      if (receiptsArePossible) await store.receipts.applyEarly(messages.map((message) => message._id));
      return;
    } catch (error) {
      if (Date.now() + wait > end) throw error;
      await sleep(wait);
    }
  }
}

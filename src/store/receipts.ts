import type { Db, IndexDescription } from 'mongodb';
import type { ReceiptEntry } from '../domain/message/message.ts';
import { insertManyOnce } from './collections.ts';
import type { AppliedReceipt, MessageStore } from './messages.ts';

/** A receipt whose message isn't written yet, kept until it is. */
interface EarlyReceipt {
  readonly _id: string;
  readonly messageId: string;
  readonly entry: ReceiptEntry;
}

const KEPT_SECONDS = 30 * 24 * 3600;

export const receiptIndexes: IndexDescription[] = [
  { key: { messageId: 1 } },
  // For a message that never comes to be written: a run that was stopped, a database that was restored.
  { key: { 'entry.at': 1 }, expireAfterSeconds: KEPT_SECONDS },
];

/**
 * Receipts, which may come before their message is written. Either side writes first and then looks for the other: the
 * receipt is kept, then applied again; the message is recorded, then `applyEarly` is called. So one of the two sees both.
 */
export function receiptStore(db: Db, messages: MessageStore) {
  const early = db.collection<EarlyReceipt>('receipts');
  return {
    /** Durable when it returns. Recording the same receipt again changes nothing. */
    async record(receipt: AppliedReceipt): Promise<void> {
      if (await messages.applyReceipt(receipt)) return;
      const document = earlyReceipt(receipt);
      await insertManyOnce(early, [document]);
      if (await messages.applyReceipt(receipt)) await early.deleteOne({ _id: document._id });
    },

    /** Applies what came early for messages just recorded. */
    async applyEarly(messageIds: readonly string[]): Promise<void> {
      for (const receipt of await earlyOf(messageIds)) {
        await messages.applyReceipt(receipt);
        await early.deleteOne({ _id: receipt._id });
      }
    },

    /** The providers' word, come early, on messages whose answer was lost: by message id. */
    async early(messageIds: readonly string[]): Promise<ReadonlyMap<string, AppliedReceipt>> {
      return new Map((await earlyOf(messageIds)).map((receipt) => [receipt.messageId, receipt]));
    },
  };

  async function earlyOf(messageIds: readonly string[]): Promise<EarlyReceipt[]> {
    return await early.find({ messageId: { $in: [...messageIds] } }).toArray();
  }
}

function earlyReceipt({ messageId, entry }: AppliedReceipt): EarlyReceipt {
  const _id = `${messageId}|${entry.providerId}|${entry.status}|${entry.code ?? ''}`;
  return { _id, messageId, entry };
}

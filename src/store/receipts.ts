import type { Collection, Db, IndexDescription } from 'mongodb';
import { dispatchOfMessage, messageIdOf } from '../domain/ids.ts';
import type { ReceiptEntry } from '../domain/message/message.ts';
import { findByIds, repeatedOnRace } from './collections.ts';
import { type AppliedReceipt, isSameReceipt, type MessageStore, MOST_RECEIPTS } from './messages.ts';

/** Receipts whose message isn't written yet, kept until it is. `_id` is the message's: no other index is needed to find them. */
interface EarlyReceipts {
  readonly _id: string;
  /** In order of arrival. */
  readonly entries: readonly ReceiptEntry[];
  readonly at: Date;
}

const KEPT_SECONDS = 30 * 24 * 3600;

export const receiptIndexes: IndexDescription[] = [
  // For a message that is never written: of a stopped run, or in a restored database.
  { key: { at: 1 }, expireAfterSeconds: KEPT_SECONDS },
];

/**
 * Receipts, which may come before their message is written. Either side writes first and then reads the other side's write: the
 * receipt is stored, then applied again; the message is recorded, then `applyEarly` is called. So one of the two sees both.
 */
export function receiptStore(db: Db, messages: MessageStore, pseudonymsOf: (profileId: string) => string[]) {
  const early: Collection<EarlyReceipts> = db.collection('receipts');
  return {
    /** Durable when it returns. Recording the same receipt again changes nothing. */
    async record(receipt: AppliedReceipt): Promise<void> {
      if (await messages.applyReceipt(receipt)) return;
      if (await applyToErased(receipt)) return;
      await keep(receipt);
      if (await messages.applyReceipt(receipt)) await applyEarly([receipt.messageId]);
    },

    applyEarly,

    /** The same for a dispatch that is over: a process that died may have left some. */
    async applyEarlyOf(dispatchId: string): Promise<void> {
      const prefix = `${dispatchId}/`;
      const found = early.find({ _id: { $gte: prefix, $lt: `${prefix}\uffff` } }).project<{ _id: string }>({ _id: 1 });
      await applyEarly((await found.toArray()).map(({ _id }) => _id));
    },

    /** The providers' word, come early, on messages whose answer was lost: the first entry by message id. */
    async early(messageIds: readonly string[]): Promise<ReadonlyMap<string, ReceiptEntry>> {
      const found = await earlyOf(messageIds);
      return new Map(found.flatMap(({ _id, entries: [first] }) => (first ? [[_id, first]] : [])));
    },
  };

  /** Providers know the messages of an erased person by the ids that they had before. */
  async function applyToErased({ messageId, entry }: AppliedReceipt): Promise<boolean> {
    const dispatchId = dispatchOfMessage(messageId);
    for (const key of pseudonymsOf(messageId.slice(dispatchId.length + 1))) {
      const erased = { messageId: messageIdOf(dispatchId, key), entry: { ...entry, providerMessageId: null } };
      if (await messages.applyReceipt(erased)) return true;
    }
    return false;
  }

  /** Applies the early receipts of messages that were just recorded. */
  async function applyEarly(messageIds: readonly string[]): Promise<void> {
    for (const { _id, entries } of await earlyOf(messageIds)) {
      let exists = true;
      for (const entry of entries) exists &&= await messages.applyReceipt({ messageId: _id, entry });
      if (exists) await early.deleteOne({ _id });
    }
  }

  async function keep({ messageId, entry }: AppliedReceipt): Promise<void> {
    const [kept] = await earlyOf([messageId]);
    if (kept?.entries.some((known) => isSameReceipt(known, entry))) return;
    const change = { $push: { entries: { $each: [entry], $slice: MOST_RECEIPTS } }, $set: { at: entry.at } };
    await repeatedOnRace(() => early.updateOne({ _id: messageId }, change, { upsert: true }));
  }

  async function earlyOf(messageIds: readonly string[]): Promise<EarlyReceipts[]> {
    return await findByIds<EarlyReceipts>(db, 'receipts', messageIds);
  }
}

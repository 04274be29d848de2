import type { Db, Filter, IndexDescription } from 'mongodb';
import type { ReportRow } from '../domain/campaign/report.ts';
import type { SendingTime } from '../domain/limits/limitWindows.ts';
import type { Message, MessageReason, MessageStatus, ReceiptEntry } from '../domain/message/message.ts';
import { afterReceipts } from '../domain/message/receipts.ts';
import { findByIds, insertAtOnce, inTime, olderThan } from './collections.ts';

export const messageIndexes: IndexDescription[] = [
  { key: { dispatchId: 1, status: 1, reason: 1, _id: 1 } },
  { key: { profileId: 1, createdAt: -1 } },
  { key: { campaignId: 1, createdAt: -1 } },
  { key: { to: 1, createdAt: -1 } },
  { key: { createdAt: -1, _id: -1 } },
];

/** What the ledger is searched for, over all dispatches. */
export interface LedgerQuery {
  /** E.164. */
  readonly to?: string | undefined;
  readonly profileId?: string | undefined;
  readonly campaignId?: string | undefined;
  readonly providerId?: string | undefined;
  readonly status?: MessageStatus | undefined;
  readonly reason?: MessageReason | undefined;
  readonly createdFrom?: Date | undefined;
  /** Not included. */
  readonly createdTo?: Date | undefined;
}

/** The position of a message in the ledger. */
export interface LedgerPosition {
  readonly at: Date;
  readonly id: string;
}

export interface MessageQuery {
  readonly dispatchId: string;
  readonly status?: MessageStatus | undefined;
  readonly reason?: MessageReason | undefined;
  readonly profileId?: string | undefined;
  readonly providerId?: string | undefined;
}

export interface MessageOutcome {
  readonly status: MessageStatus;
  /** When the only request that can have sent it began, and by when it was answered; null if that isn't known. */
  readonly sent: SendingTime | null;
}

export type MessageStore = ReturnType<typeof messageStore>;

/** The ledger: every message with its whole life. */
export function messageStore(db: Db) {
  const messages = db.collection<Message>('messages');
  return {
    /**
     * Inserts those that aren't there yet; a message is written once and lives on through its receipts. Returns the ids that were there. Where another
     * owner of the slice has written that a message came to nothing, and it was accepted, it is corrected: that a provider has it is the truth.
     */
    async record(batch: readonly Message[]): Promise<ReadonlySet<string>> {
      const taken = await insertAtOnce(db, 'messages', batch);
      if (taken.size > 0) await correct(batch.filter(({ _id, status }) => status === 'accepted' && taken.has(_id)));
      return taken;
    },

    get: (id: string): Promise<Message | null> => messages.findOne({ _id: id }),

    /** How a message ended that was recorded before its request. Receipts that came in between count. */
    async conclude(id: string, ending: Partial<Message>): Promise<Message | null> {
      const ended = await messages.findOneAndUpdate({ _id: id }, { $set: ending }, { returnDocument: 'after' });
      return ended && (await followReceipts(ended, ended.updatedAt));
    },

    /** Statuses of those of `ids` that exist. */
    async statuses(ids: readonly string[]): Promise<ReadonlyMap<string, MessageStatus>> {
      const found = await findByIds<Pick<Message, '_id' | 'status'>>(db, 'messages', ids, { status: 1 });
      return new Map(found.map((message) => [message._id, message.status]));
    },

    /** Statuses of the existing ones of `ids`, and when they were sent. */
    async outcomes(ids: readonly string[]): Promise<ReadonlyMap<string, MessageOutcome>> {
      const projection = { status: 1, resolution: 1, attempts: 1, createdAt: 1 };
      const found = await findByIds<Pick<Message, '_id' | 'status' | 'resolution' | 'attempts' | 'createdAt'>>(
        db,
        'messages',
        ids,
        projection,
      );
      return new Map(found.map((message) => [message._id, { status: message.status, sent: sentOf(message) }]));
    },

    /** Status and number of the existing ones of `ids`. */
    async ends(ids: readonly string[]): Promise<ReadonlyMap<string, Pick<Message, 'status' | 'to'>>> {
      const found = await findByIds<Pick<Message, '_id' | 'status' | 'to'>>(db, 'messages', ids, { status: 1, to: 1 });
      return new Map(found.map((message) => [message._id, message]));
    },

    /** The latest of `ids` that a provider has, or may have, for a number; null: there is none. */
    async latestTo(number: string, ids: readonly string[]): Promise<Pick<Message, '_id' | 'campaignId'> | null> {
      type Sent = Pick<Message, '_id' | 'campaignId' | 'to' | 'status' | 'createdAt'>;
      const projection = { campaignId: 1, to: 1, status: 1, createdAt: 1 };
      const found = await findByIds<Sent>(db, 'messages', ids, projection);
      const sent = found.filter(({ to, status }) => to === number && status !== 'skipped' && status !== 'failed');
      return sent.sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime())[0] ?? null;
    },

    /** The ids of one provider that are on the existing ones of `ids`. */
    async providerMessageIds(providerId: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
      const projection = { providerId: 1, providerMessageId: 1 };
      const found = await findByIds<Pick<Message, '_id' | 'providerId' | 'providerMessageId'>>(
        db,
        'messages',
        ids,
        projection,
      );
      return new Set(found.flatMap((one) => (one.providerId === providerId ? (one.providerMessageId ?? []) : [])));
    },

    /** At most `limit` messages after the id `after`, by id. */
    page: (query: MessageQuery & { after?: string | undefined; limit: number }): Promise<Message[]> =>
      messages.find(filterOf(query)).sort({ _id: 1 }).limit(query.limit).toArray(),

    /** At most `limit` messages of all dispatches, the newest first; `before` is the last one of the previous page. */
    search: (query: LedgerQuery, page: { before?: LedgerPosition | undefined; limit: number }): Promise<Message[]> =>
      messages.find(ledgerFilter(query, page.before)).sort({ createdAt: -1, _id: -1 }).limit(page.limit).toArray(),

    /** All matching messages, by id, streamed. */
    stream: (query: MessageQuery): AsyncIterable<Message> => messages.find(filterOf(query)).sort({ _id: 1 }),

    /** Number of a dispatch's messages by status. */
    async countByStatus(dispatchId: string): Promise<Partial<Record<MessageStatus, number>>> {
      const counts: Partial<Record<MessageStatus, number>> = {};
      for (const { status, count } of await countByReason(dispatchId)) counts[status] = (counts[status] ?? 0) + count;
      return counts;
    },

    countByReason,

    /** All of a profile's messages, streamed. */
    ofProfile: (profileId: string): AsyncIterable<Message> => messages.find({ profileId }),

    countOfProfile: (profileId: string): Promise<number> => messages.countDocuments({ profileId }),

    /** The numbers that a profile's messages went to. */
    async numbersOf(profileId: string): Promise<string[]> {
      const found = await messages.find({ profileId }).project<Pick<Message, 'to'>>({ to: 1 }).toArray();
      return [...new Set(found.flatMap(({ to }) => to ?? []))];
    },

    /** What a report adds up: a dispatch's messages, counted by all that it tells apart. */
    reportRows: async (dispatchId: string): Promise<ReportRow[]> =>
      (await reportRowsOf({ dispatchId })).map(({ dispatchId: _, ...row }) => row),

    /** The same for all dispatches of a campaign, by dispatch. */
    async reportRowsOfCampaign(campaignId: string): Promise<ReadonlyMap<string, readonly ReportRow[]>> {
      const byDispatch = new Map<string, ReportRow[]>();
      for (const { dispatchId, ...row } of await reportRowsOf({ campaignId })) {
        byDispatch.set(dispatchId, [...(byDispatch.get(dispatchId) ?? []), row]);
      }
      return byDispatch;
    },

    /**
     * Applies a receipt. Returns whether the message exists; applying the same receipt again changes nothing.
     * Every step addresses the message by `_id` alone: with further conditions the embedded store would scan all messages.
     */
    async applyReceipt({ messageId, entry }: AppliedReceipt): Promise<boolean> {
      const found = await messages.findOne({ _id: messageId });
      if (!found) return false;
      const isKnown =
        found.receipts.length >= MOST_RECEIPTS || found.receipts.some((known) => isSameReceipt(known, entry));
      const listed = isKnown
        ? found
        : await messages.findOneAndUpdate(
            { _id: messageId },
            { $push: { receipts: { $each: [entry], $slice: MOST_RECEIPTS } } },
            { returnDocument: 'after' },
          );
      // Also of a known one: a process may have died that had listed it only.
      if (listed) await followReceipts(listed, entry.at);
      return true;
    },
  };

  async function reportRowsOf(
    match: { readonly dispatchId: string } | { readonly campaignId: string },
  ): Promise<(ReportRow & { readonly dispatchId: string })[]> {
    type Counted = {
      _id: Omit<ReportRow, 'count' | 'segments'> & { dispatchId: string };
      count: number;
      segments: number;
    };
    const rows = await messages
      .aggregate<Counted>([
        { $match: match },
        {
          $group: {
            _id: {
              dispatchId: '$dispatchId',
              status: '$status',
              reason: '$reason',
              detail: '$detail',
              providerId: '$providerId',
              encoding: '$encoding',
              failedOver: '$failedOver',
              resolution: '$resolution',
            },
            count: { $sum: 1 },
            segments: { $sum: '$segments' },
          },
        },
      ])
      .toArray();
    return rows.map(({ _id, count, segments }) => ({ ..._id, count, segments }));
  }

  async function countByReason(dispatchId: string): Promise<CountedMessages[]> {
    const rows = await messages
      .aggregate<{ _id: Omit<CountedMessages, 'count'>; count: number }>([
        { $match: { dispatchId } },
        { $group: { _id: { status: '$status', reason: '$reason' }, count: { $sum: 1 } } },
      ])
      .toArray();
    return rows.map(({ _id, count }) => ({ ..._id, count }));
  }

  async function correct(accepted: readonly Message[]): Promise<void> {
    for (const { _id, receipts, createdAt, ...truth } of accepted) {
      const corrected = await messages.findOneAndUpdate(
        { _id, status: { $in: ['skipped', 'failed', 'uncertain'] } },
        { $set: truth, $unset: { detail: true } },
        { returnDocument: 'after' },
      );
      if (corrected) await followReceipts(corrected, truth.updatedAt);
    }
  }

  /** Gives a message the status that its receipts say. */
  async function followReceipts(message: Message, updatedAt: Date): Promise<Message> {
    const changes = afterReceipts(message);
    if (!changes) return message;
    await messages.updateOne({ _id: message._id }, { $set: { ...changes, updatedAt } });
    return { ...message, ...changes, updatedAt };
  }
}

function sentOf({ resolution, attempts, createdAt }: Pick<Message, 'resolution' | 'attempts' | 'createdAt'>) {
  const last = attempts.at(-1);
  const isCertain = resolution === null && attempts.every(({ outcome }) => outcome !== 'unknown');
  if (!isCertain || last?.outcome !== 'accepted' || createdAt < last.at) return null;
  return { from: last.at, to: new Date(createdAt.getTime() + 1) };
}

/** Number of a dispatch's messages with one status and reason. */
export type CountedMessages = Pick<ReportRow, 'status' | 'reason' | 'count'>;

/** What a provider reported of one message. */
export interface AppliedReceipt {
  readonly messageId: string;
  readonly entry: ReceiptEntry;
}

export const isSameReceipt = (a: ReceiptEntry, b: ReceiptEntry): boolean =>
  a.providerId === b.providerId && a.status === b.status && a.code === b.code && a.part === b.part;

/** A provider that repeats itself with ever new codes must not grow a document without bound. */
export const MOST_RECEIPTS = 60;

function filterOf(query: MessageQuery & { after?: string | undefined }): Filter<Message> {
  return {
    dispatchId: query.dispatchId,
    ...(query.status && { status: query.status }),
    ...(query.reason && { reason: query.reason }),
    ...(query.profileId && { profileId: query.profileId }),
    ...(query.providerId && { providerId: query.providerId }),
    ...(query.after && { _id: { $gt: query.after } }),
  };
}

function ledgerFilter(query: LedgerQuery, before: LedgerPosition | undefined): Filter<Message> {
  const { createdFrom, createdTo, ...equal } = query;
  return {
    ...Object.fromEntries(Object.entries(equal).filter(([, value]) => value !== undefined)),
    ...((createdFrom || createdTo) && { createdAt: inTime(createdFrom, createdTo) }),
    ...olderThan('createdAt', before),
  };
}

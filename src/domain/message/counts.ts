import type { MessageStatus } from './message.ts';

/** Number of messages by status. */
export type MessageCounts = Readonly<Record<MessageStatus, number>>;

export const NO_MESSAGES: MessageCounts = {
  accepted: 0,
  delivered: 0,
  undelivered: 0,
  failed: 0,
  skipped: 0,
  uncertain: 0,
};

export const addCounts = (a: MessageCounts, b: Partial<MessageCounts>): MessageCounts => ({
  accepted: a.accepted + (b.accepted ?? 0),
  delivered: a.delivered + (b.delivered ?? 0),
  undelivered: a.undelivered + (b.undelivered ?? 0),
  failed: a.failed + (b.failed ?? 0),
  skipped: a.skipped + (b.skipped ?? 0),
  uncertain: a.uncertain + (b.uncertain ?? 0),
});

/** As it is kept where there are thousands: without the zeros. `addCounts` reads it. */
export const withoutZeros = (counts: Partial<MessageCounts>): Partial<MessageCounts> =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0));

export const totalOf = (counts: MessageCounts): number =>
  counts.accepted + counts.delivered + counts.undelivered + counts.failed + counts.skipped + counts.uncertain;

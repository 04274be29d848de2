import type { Db, Filter, IndexDescription } from 'mongodb';
import type { InboundDecision } from '../domain/inbound/decision.ts';
import { insertOnce, inTime, olderThan } from './collections.ts';

export const REVIEW_STATUSES = ['open', 'opted_out', 'dismissed'] as const;

/** Whether a person has to decide on a text, or has decided. */
export interface Review {
  readonly status: (typeof REVIEW_STATUSES)[number];
  readonly at: Date | null;
  /** The API key of the person who decided. */
  readonly keyId: string | null;
}

/** A text that somebody sent to a number of ours. */
export interface InboundText {
  readonly _id: string;
  readonly providerId: string;
  readonly providerMessageId: string | null;
  /** The sender as the provider wrote it, and its number (E.164) if it has a usable one. */
  readonly from: string;
  readonly number: string | null;
  /** The number that it was sent to, as the provider wrote it. */
  readonly to: string | null;
  readonly text: string;
  readonly decision: InboundDecision;
  /** Whose keywords decided. */
  readonly decidedBy: 'herald' | 'provider';
  /** The language of the keyword, if only one has it. */
  readonly language: string | null;
  /** The topics that it is about. Left out: none. */
  readonly topicIds?: readonly string[];
  /** Null: there is nothing that a person has to decide. */
  readonly review: Review | null;
  /** The profiles that have the number, and the last message to it. */
  readonly profileIds: readonly string[];
  readonly messageId: string | null;
  readonly campaignId: string | null;
  /** When it arrived. */
  readonly at: Date;
  /** When all that follows from it was stored; null: a process may have died before. */
  readonly appliedAt: Date | null;
}

/** What is found out about a text after it was stored. */
export type InboundTies = Pick<InboundText, 'profileIds' | 'messageId' | 'campaignId'>;

export interface InboundQuery {
  readonly number?: string | undefined;
  readonly decision?: InboundDecision | undefined;
  readonly review?: Review['status'] | undefined;
  readonly providerId?: string | undefined;
  readonly since?: Date | undefined;
  readonly until?: Date | undefined;
}

export const inboundTextIndexes: IndexDescription[] = [
  { key: { at: -1, _id: -1 } },
  { key: { number: 1, at: -1 } },
  { key: { 'review.status': 1, at: -1 } },
];

export function inboundTextStore(db: Db) {
  const texts = db.collection<InboundText>('inboundTexts');
  return {
    /** Stores a text once. Returns what is stored: of a text that is delivered again, the first delivery. */
    async record(text: InboundText): Promise<InboundText> {
      if (await insertOnce(texts, text)) return text;
      return (await texts.findOne({ _id: text._id })) ?? text;
    },

    get: (id: string): Promise<InboundText | null> => texts.findOne({ _id: id }),

    /** The ids of the texts from any of these numbers, or of this profile. */
    async idsOf(of: { readonly numbers: readonly string[]; readonly profileId: string }): Promise<string[]> {
      const found = texts.find(ofPerson(of)).project<{ _id: string }>({ _id: 1 });
      return (await found.toArray()).map(({ _id }) => _id);
    },

    /** All of them, streamed. */
    ofPerson: (of: { readonly numbers: readonly string[]; readonly profileId: string }): AsyncIterable<InboundText> =>
      texts.find(ofPerson(of)),

    /** Records that everything that follows from the text is stored. */
    async setApplied(id: string, ties: InboundTies, at: Date): Promise<void> {
      await texts.updateOne({ _id: id }, { $set: { ...ties, appliedAt: at } });
    },

    /** Records what a person has decided, unless it was decided before. Returns what is stored. */
    async review(id: string, review: Review): Promise<InboundText | null> {
      await texts.updateOne({ _id: id, 'review.status': 'open' }, { $set: { review } });
      return await texts.findOne({ _id: id });
    },

    /** The newest first, at most `limit`; `before` is the last text of the previous page. */
    async list(
      query: InboundQuery & { before?: { at: Date; id: string } | undefined; limit: number },
    ): Promise<InboundText[]> {
      return await texts.find(filterOf(query)).sort({ at: -1, _id: -1 }).limit(query.limit).toArray();
    },
  };
}

/** Texts from any of these numbers, or of this profile. */
export const ofPerson = (of: {
  readonly numbers: readonly string[];
  readonly profileId: string;
}): Filter<InboundText> => ({ $or: [{ number: { $in: [...of.numbers] } }, { profileIds: of.profileId }] });

function filterOf(query: InboundQuery & { before?: { at: Date; id: string } | undefined }): Filter<InboundText> {
  const { number, decision, review, providerId, since, until, before } = query;
  return {
    ...(number !== undefined && { number }),
    ...(decision !== undefined && { decision }),
    ...(review !== undefined && { 'review.status': review }),
    ...(providerId !== undefined && { providerId }),
    ...((since || until) && { at: inTime(since, until) }),
    ...olderThan('at', before),
  };
}

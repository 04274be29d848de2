import type { Db, Filter, FindCursor, IndexDescription } from 'mongodb';
import {
  afterAction,
  mayGet,
  type SubscriptionAction,
  type SubscriptionState,
  type SubscriptionStatus,
} from '../domain/topics/subscription.ts';
import type { TopicRule } from '../domain/topics/topic.ts';
import { findByIds, insertManyOnce, insertOnce, inTime, olderThan } from './collections.ts';
import type { Pseudonyms } from './pseudonyms.ts';

/** How a change came: over the API, or as an inbound text. */
export const SUBSCRIPTION_SOURCES = ['api', 'text'] as const;

/** Where a change came from. */
export interface SubscriptionOrigin {
  /** The same at a repetition: of the request or of the inbound text. */
  readonly id: string;
  readonly source: (typeof SUBSCRIPTION_SOURCES)[number];
  /** The inbound text, or what the caller says. */
  readonly wording: string | null;
  readonly keyId: string | null;
  readonly providerId: string | null;
  /** The profile that the caller named. */
  readonly profileId: string | null;
}

/** An entry of the history: what the number's status became, and why. */
export interface SubscriptionChange extends SubscriptionOrigin {
  readonly status: SubscriptionStatus;
  readonly isConfirmed: boolean;
  readonly at: Date;
}

/**
 * What a number (E.164) has said about a topic. `_id` is made of both, so that sending looks it up.
 *
 * The unsubscription of an erased person is an `ErasedSubscription`, whose `_id` has a keyed hash in place of the number. As long as there is none, nobody
 * computes hashes; once there is one, the document `ANY_ERASED` exists.
 */
export interface Subscription extends SubscriptionState {
  readonly _id: string;
  readonly topicId: string;
  readonly number: string;
  /** Increases with each write: a write applies only to what its decision was made on. */
  readonly revision: number;
  /** The last 100 changes of the status, the oldest first. */
  readonly history: readonly SubscriptionChange[];
}

interface ErasedSubscription {
  readonly _id: string;
  /** Of the number. */
  readonly hash: string;
  readonly unsubscribedAt: Date;
}

/** Something that is to be done for one number. */
export interface SubscriptionRequest {
  readonly topic: TopicRule;
  readonly number: string;
  readonly action: SubscriptionAction;
  readonly origin: SubscriptionOrigin;
}

/** What became of a request. `state` null: nothing is known of the number. */
export interface AppliedRequest {
  readonly state: SubscriptionState | null;
  readonly isChanged: boolean;
}

export interface SubscriptionQuery {
  readonly topicId: string;
  readonly status?: SubscriptionStatus | undefined;
  /** From this instant on. */
  readonly from?: Date | undefined;
  /** Before this instant. */
  readonly to?: Date | undefined;
}

/** The position of a subscription in the list. */
export interface SubscriptionPosition {
  readonly at: Date;
  readonly id: string;
}

const MAX_HISTORY = 100;
/** Of writes beside others of the same numbers. */
const MAX_ROUNDS = 20;

export const subscriptionIndexes: IndexDescription[] = [
  { key: { topicId: 1, at: -1, _id: -1 } },
  { key: { number: 1 } },
  { key: { 'history.profileId': 1 } },
  { key: { hash: 1 } },
];

export const subscriptionIdOf = (topicId: string, number: string): string => `${topicId}/${number}`;

export type SubscriptionStore = ReturnType<typeof subscriptionStore>;

export function subscriptionStore(db: Db, names: Pseudonyms) {
  const subscriptions = db.collection<Subscription>('subscriptions');
  const erased = db.collection<ErasedSubscription | { _id: string }>('subscriptions');
  const hashesOf = (number: string): string[] => names.all('number', number);
  const erasedIdsOf = (topicId: string, number: string): string[] =>
    hashesOf(number).map((hash) => erasedIdOf(topicId, hash));
  /** It never becomes false again. */
  let hasErased = false;

  /**
   * Which of `numbers` (E.164) get no messages of the topic: one command, also for the hashes, except for the first time that there are any. Hashes
   * stand for unsubscriptions alone, so that a topic with an opt-in needs none.
   */
  async function barred(topic: TopicRule, numbers: readonly string[]): Promise<ReadonlySet<string>> {
    if (numbers.length === 0) return new Set();
    const byId = new Map(numbers.map((number) => [subscriptionIdOf(topic.id, number), number]));
    const withHashes = topic.optIn === 'not_needed' && hasErased;
    const hashed = new Map(
      withHashes ? numbers.flatMap((one) => erasedIdsOf(topic.id, one).map((id) => [id, one] as const)) : [],
    );
    const marker = topic.optIn === 'not_needed' && !hasErased ? [ANY_ERASED] : [];
    const found = await findByIds<Known>(db, 'subscriptions', [...byId.keys(), ...hashed.keys(), ...marker], KNOWN);
    if (marker.length > 0 && found.some(({ _id }) => _id === ANY_ERASED)) {
      hasErased = true;
      return await barred(topic, numbers);
    }
    const known = new Map(found.map((one) => [one._id, one]));
    const ofErased = new Set(found.flatMap(({ _id }) => hashed.get(_id) ?? []));
    return new Set(
      [...byId].flatMap(([id, number]) => {
        const state = known.get(id) ?? null;
        const isBarred = state === null && ofErased.has(number) ? true : !mayGet(topic.optIn, state);
        return isBarred ? [number] : [];
      }),
    );
  }

  /** What is stored of these numbers and topics, by `_id`; with what holds of erased persons. */
  async function current(of: readonly { topicId: string; number: string }[]): Promise<Map<string, Stored>> {
    const hashed = new Map(
      of.flatMap(({ topicId, number }) =>
        erasedIdsOf(topicId, number).map((id) => [id, subscriptionIdOf(topicId, number)] as const),
      ),
    );
    const ids = of.map(({ topicId, number }) => subscriptionIdOf(topicId, number));
    const found = await findByIds<Subscription | ErasedSubscription>(db, 'subscriptions', [...ids, ...hashed.keys()]);
    const stored = new Map<string, Stored>();
    for (const one of found) {
      const id = hashed.get(one._id);
      if (id === undefined || stored.has(id)) continue;
      const { unsubscribedAt } = one as ErasedSubscription;
      const state = { status: 'unsubscribed', at: unsubscribedAt, confirmedAt: null, unsubscribedAt, expiresAt: null };
      stored.set(id, { ...(state as SubscriptionState), document: null });
    }
    for (const one of found) if ('revision' in one) stored.set(one._id, { ...stateOf(one), document: one });
    return stored;
  }

  /**
   * Does what is requested, of each number and topic at most one thing, and says what became of each, by `_id`. A decision is made on what is stored, and
   * written only if that is still so; otherwise it is made again. A request that was applied before, whatever has followed, isn't applied again.
   */
  async function apply(requests: readonly SubscriptionRequest[]): Promise<ReadonlyMap<string, AppliedRequest>> {
    const applied = new Map<string, AppliedRequest>();
    const written = new Set<string>();
    let open = requests;
    for (let round = 0; open.length > 0; round += 1) {
      if (round === MAX_ROUNDS) throw new Error('subscriptions were changed by others again and again');
      const stored = await current(open.map(({ topic, number }) => ({ topicId: topic.id, number })));
      const writes: Write[] = [];
      for (const request of open) {
        const { topic, number, action, origin } = request;
        const id = subscriptionIdOf(topic.id, number);
        const before = stored.get(id) ?? null;
        const isDone = before?.document?.history.some((change) => change.id === origin.id) === true;
        const after = isDone ? null : afterAction(before && stateOf(before), action, topic.optIn);
        if (after === null) applied.set(id, { state: before && stateOf(before), isChanged: written.has(id) || isDone });
        else writes.push({ id, request, before, after });
      }
      const isWhole = await writeAll(writes);
      for (const { id, after } of writes) {
        written.add(id);
        if (isWhole) applied.set(id, { state: after, isChanged: true });
      }
      open = isWhole ? [] : writes.map(({ request }) => request);
    }
    return applied;
  }

  /** Returns whether each of them was written. */
  async function writeAll(writes: readonly Write[]): Promise<boolean> {
    const added = writes.filter(({ before }) => !before?.document);
    const taken = await insertManyOnce(
      subscriptions,
      added.map((write) => ({
        _id: write.id,
        topicId: write.request.topic.id,
        number: write.request.number,
        revision: 1,
        ...write.after,
        history: changesOf(write),
      })),
    );
    const changed = writes.flatMap((write) =>
      write.before?.document ? [{ ...write, revision: write.before.document.revision }] : [],
    );
    if (changed.length === 0) return taken.size === 0;
    const { modifiedCount } = await subscriptions.bulkWrite(
      changed.map((write) => ({
        updateOne: {
          filter: { _id: write.id, revision: write.revision },
          update: {
            $set: { ...write.after, revision: write.revision + 1 },
            $push: { history: { $each: changesOf(write), $slice: -MAX_HISTORY } },
          },
        },
      })),
      { ordered: false },
    );
    return taken.size === 0 && modifiedCount === changed.length;
  }

  const newestFirst = (
    query: SubscriptionQuery & { before?: SubscriptionPosition | undefined },
  ): FindCursor<Subscription> => subscriptions.find(filterOf(query)).sort({ at: -1, _id: -1 });

  return {
    barred,

    apply,

    /** What is known of a number, of these topics; without those of which nothing is known. */
    async ofNumber(number: string, topicIds: readonly string[]): Promise<ReadonlyMap<string, KnownSubscription>> {
      const stored = await current(topicIds.map((topicId) => ({ topicId, number })));
      return new Map(
        topicIds.flatMap((topicId) => {
          const one = stored.get(subscriptionIdOf(topicId, number));
          return one ? [[topicId, { ...stateOf(one), history: one.document?.history ?? [] }] as const] : [];
        }),
      );
    },

    /** All that is stored under these numbers, with the history. */
    async ofNumbers(numbers: readonly string[]): Promise<Subscription[]> {
      return await subscriptions
        .find({ number: { $in: [...numbers] } })
        .sort({ _id: 1 })
        .toArray();
    },

    /** The newest first; `before` is the last one of the previous page. */
    list: async (
      query: SubscriptionQuery & { before?: SubscriptionPosition | undefined; limit: number },
    ): Promise<Subscription[]> => await newestFirst(query).limit(query.limit).toArray(),

    /** All of them, the newest first. */
    stream: (query: SubscriptionQuery): AsyncIterable<Subscription> => newestFirst(query),

    /** Keeps of these numbers of an erased person only their unsubscriptions, as keyed hashes. */
    async forget(numbers: readonly string[]): Promise<void> {
      const known = await subscriptions.find({ number: { $in: [...numbers] } }).toArray();
      if (known.some(({ unsubscribedAt }) => unsubscribedAt !== null)) await insertOnce(erased, { _id: ANY_ERASED });
      for (const { _id, topicId, number, unsubscribedAt } of known) {
        const hash = names.current('number', number);
        if (unsubscribedAt !== null) await insertOnce(erased, { _id: erasedIdOf(topicId, hash), hash, unsubscribedAt });
        // A subscription ended what was unsubscribed before.
        else await erased.deleteMany({ _id: { $in: erasedIdsOf(topicId, number) } });
        await subscriptions.deleteOne({ _id });
      }
    },

    /** How many unsubscriptions of these numbers are kept as hashes. */
    countErased: (numbers: readonly string[]): Promise<number> =>
      erased.countDocuments({ hash: { $in: numbers.flatMap(hashesOf) } }),

    /** The numbers whose subscriptions came through a profile. */
    async numbersOf(profileId: string): Promise<string[]> {
      const found = subscriptions.find({ 'history.profileId': profileId }).project<{ number: string }>({ number: 1 });
      return (await found.toArray()).map(({ number }) => number);
    },
  };
}

/** What is known of a number and a topic; of an erased person without the history. */
export type KnownSubscription = SubscriptionState & Pick<Subscription, 'history'>;

/** What is known, and its document; null: a hash of an erased person. */
type Stored = SubscriptionState & { readonly document: Subscription | null };

interface Write {
  readonly id: string;
  readonly request: SubscriptionRequest;
  readonly before: Stored | null;
  readonly after: SubscriptionState;
}

type Known = Pick<Subscription, '_id' | 'status' | 'confirmedAt' | 'unsubscribedAt'>;

const KNOWN = { status: 1, confirmedAt: 1, unsubscribedAt: 1 } as const;

/** Its existence says that there may be unsubscriptions of erased persons; it is looked up together with numbers. */
const ANY_ERASED = 'erased';

const erasedIdOf = (topicId: string, hash: string): string => `erased/${topicId}/${hash}`;

const stateOf = ({ status, at, confirmedAt, unsubscribedAt, expiresAt }: SubscriptionState): SubscriptionState => ({
  status,
  at,
  confirmedAt,
  unsubscribedAt,
  expiresAt,
});

/** A repetition that only moves a time isn't told. */
function changesOf({ request: { origin, action }, before, after }: Write): SubscriptionChange[] {
  const isSame = before?.status === after.status && (before.confirmedAt === null) === (after.confirmedAt === null);
  if (isSame) return [];
  return [{ ...origin, status: after.status, isConfirmed: after.confirmedAt !== null, at: action.at }];
}

function filterOf({
  topicId,
  status,
  from,
  to,
  before,
}: SubscriptionQuery & { before?: SubscriptionPosition | undefined }): Filter<Subscription> {
  return {
    topicId,
    ...(status !== undefined && { status }),
    ...((from || to) && { at: inTime(from, to) }),
    ...olderThan('at', before),
  };
}

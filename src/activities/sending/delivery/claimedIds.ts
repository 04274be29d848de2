import { isLikeText } from '../../../content/fingerprint.ts';
import { messageIdOf, sliceOfIntent } from '../../../domain/ids.ts';
import { type Offer, offerAt, positionsOf } from '../../../store/offers.ts';
import type { Store } from '../../../store/store.ts';
import { LONGEST_RETRY_MS } from '../retryWhileStoreUnavailable.ts';

type Stores = Pick<Store, 'intents' | 'batches' | 'messages' | 'providerMessageIds'>;
type Offered = Awaited<ReturnType<Store['intents']['offeredSince']>>;

/** The query: which messages may a provider's messages to a number belong to? */
export interface IdQuestion {
  readonly providerId: string;
  readonly providerMessageIds: readonly string[];
  /** What its message was offered as. */
  readonly offers: readonly Offer[];
  /** The message that is asked for. */
  readonly except: string;
  /** When the provider created the first of them; null if unknown. */
  readonly madeSince: Date | null;
}

export interface ClaimedByOthers {
  /** Provider's ids that belong to other messages. */
  readonly taken: ReadonlySet<string>;
  /** Whether one of the others may belong to a message that was just accepted, and isn't written yet. */
  readonly mayBeTaken: boolean;
}

interface Addressed {
  readonly messageId: string;
  /** Whether its sender may have sent it and not written it yet. */
  readonly mayBeUnwritten: boolean;
}

/**
 * Which of a provider's messages already belong to other messages of ours.
 *
 * If the provider answered the send, its id is stored on our message and nowhere else: a document for each id would double the writes of a send, and
 * the ids are needed only after a crash. The intents contain the numbers that messages were offered to, one document for a whole slice; with them the
 * messages are read by `_id`. If the id was found by a lookup, it was claimed, so that two messages that are in doubt at the same time never get the
 * same one.
 */
export class ClaimedIds {
  readonly #store: Stores;
  readonly #isInDoubt: (messageId: string) => boolean;
  #scan: Promise<Offered> = Promise.resolve([]);
  #next: { since: Date; result: Promise<Offered> } | null = null;

  /** `isInDoubt`: of the recipients that are sent to here. */
  constructor({ store }: { store: Stores }, isInDoubt: (messageId: string) => boolean) {
    this.#store = store;
    this.#isInDoubt = isInDoubt;
  }

  async amongOthers(question: IdQuestion): Promise<ClaimedByOthers> {
    const { providerId, providerMessageIds, except } = question;
    if (providerMessageIds.length === 0) return { taken: new Set(), mayBeTaken: false };
    const [found, others] = await Promise.all([
      this.#store.providerMessageIds.ofOthers(providerId, providerMessageIds, except),
      this.#messagesTo(question),
    ]);
    // Which are written is asked first: a message that is written in between has its id, and is waited for in vain.
    const mayBeTaken = await this.#hasUnwritten(others);
    const ids = others.map(({ messageId }) => messageId);
    return {
      taken: new Set([...found, ...(await this.#store.messages.providerMessageIds(providerId, ids))]),
      mayBeTaken,
    };
  }

  /** Claims the id that a lookup found for a message; false if another message has claimed it before. */
  claim(providerId: string, providerMessageId: string, messageId: string): Promise<boolean> {
    return this.#store.providerMessageIds.claim(providerId, providerMessageId, messageId, new Date());
  }

  /** The other messages that were offered to one of the numbers. */
  async #messagesTo({ offers, except, madeSince }: IdQuestion): Promise<Addressed[]> {
    const found: Addressed[] = [];
    for (const { intentId, offered, unwritten } of await this.#offeredSince(madeSince ?? new Date(0))) {
      const positions = new Set(offered.flatMap((one) => offers.flatMap(({ to }) => positionsOf(one, to))));
      const { dispatchId, batchId, offset } = sliceOfIntent(intentId);
      for (const position of positions) {
        const part = await this.#store.batches.part({ batchId, offset: offset + position, limit: 1 });
        for (const key of part?.recipients ?? []) {
          const mayBeUnwritten = isLikeOne(unwritten && offerAt(unwritten, position), offers);
          found.push({ messageId: messageIdOf(dispatchId, key), mayBeUnwritten });
        }
      }
    }
    return found.filter(({ messageId }) => messageId !== except);
  }

  async #hasUnwritten(messages: readonly Addressed[]): Promise<boolean> {
    const ids = messages.filter(({ mayBeUnwritten }) => mayBeUnwritten).map(({ messageId }) => messageId);
    const written = await this.#store.messages.statuses(ids);
    // Two that are in doubt are kept apart by their claims.
    return ids.some((id) => !written.has(id) && !this.#isInDoubt(id));
  }

  /** The next reading of the intents, for all callers that ask before it begins: a reading in progress may miss newer intents. */
  #offeredSince(since: Date): Promise<Offered> {
    if (this.#next) {
      if (since < this.#next.since) this.#next.since = since;
      return this.#next.result;
    }
    const next: { since: Date; result: Promise<Offered> } = {
      since,
      result: this.#scan
        .catch(() => undefined)
        .then(() => {
          this.#next = null;
          // Messages are written, if need be, after the lease: while the store is away.
          return this.#store.intents.offeredSince(next.since, new Date(Date.now() - LONGEST_RETRY_MS));
        }),
    };
    this.#next = next;
    this.#scan = next.result;
    return next.result;
  }
}

/** Whether a provider's message may be either of the two. */
const isLikeOne = (offer: Offer | null, offers: readonly Offer[]): boolean =>
  offer !== null && offers.some(({ to, fingerprint }) => to === offer.to && isLikeText(fingerprint, offer.fingerprint));

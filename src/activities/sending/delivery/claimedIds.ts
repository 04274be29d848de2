import { messageIdOf, sliceOfIntent } from '../../../domain/ids.ts';
import { positionsOf } from '../../../store/offers.ts';
import type { Store } from '../../../store/store.ts';

type Stores = Pick<Store, 'intents' | 'batches' | 'messages' | 'providerMessageIds'>;
type Offered = Awaited<ReturnType<Store['intents']['offeredSince']>>;

/** The query: which messages may a provider's messages to a number belong to? */
export interface IdQuestion {
  readonly providerId: string;
  readonly providerMessageIds: readonly string[];
  readonly numbers: readonly string[];
  /** The message that is being resolved. */
  readonly except: string;
  /** When the provider created the first of them; null if unknown. */
  readonly madeSince: Date | null;
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
  #scan: Promise<Offered> = Promise.resolve([]);
  #next: { since: Date; result: Promise<Offered> } | null = null;

  constructor({ store }: { store: Stores }) {
    this.#store = store;
  }

  async amongOthers(question: IdQuestion): Promise<ReadonlySet<string>> {
    const { providerId, providerMessageIds, except } = question;
    if (providerMessageIds.length === 0) return new Set();
    const [found, others] = await Promise.all([
      this.#store.providerMessageIds.ofOthers(providerId, providerMessageIds, except),
      this.#messagesTo(question).then((ids) => this.#store.messages.providerMessageIds(providerId, ids)),
    ]);
    return new Set([...found, ...others]);
  }

  /** Claims the id that a lookup found for a message; false if another message has claimed it before. */
  claim(providerId: string, providerMessageId: string, messageId: string): Promise<boolean> {
    return this.#store.providerMessageIds.claim(providerId, providerMessageId, messageId, new Date());
  }

  /** Ids of the other messages that were offered to one of the numbers. */
  async #messagesTo({ numbers, except, madeSince }: IdQuestion): Promise<string[]> {
    const ids: string[] = [];
    for (const { intentId, offered } of await this.#offeredSince(madeSince ?? new Date(0))) {
      const positions = offered.flatMap((one) => numbers.flatMap((number) => positionsOf(one, number)));
      if (positions.length === 0) continue;
      const { dispatchId, batchId, offset } = sliceOfIntent(intentId);
      for (const position of new Set(positions)) {
        const part = await this.#store.batches.part({ batchId, offset: offset + position, limit: 1 });
        ids.push(...(part?.recipients.map((key) => messageIdOf(dispatchId, key)) ?? []));
      }
    }
    return ids.filter((id) => id !== except);
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
          return this.#store.intents.offeredSince(next.since);
        }),
    };
    this.#next = next;
    this.#scan = next.result;
    return next.result;
  }
}

import { messageIdOf, sliceOfIntent } from '../../../domain/ids.ts';
import { positionsOf } from '../../../store/offers.ts';
import type { Store } from '../../../store/store.ts';

type Stores = Pick<Store, 'intents' | 'batches' | 'messages' | 'providerMessageIds'>;
type Offered = Awaited<ReturnType<Store['intents']['offeredSince']>>;

/** Whom a provider's messages to a number may belong to. */
export interface IdQuestion {
  readonly providerId: string;
  readonly providerMessageIds: readonly string[];
  readonly numbers: readonly string[];
  /** The message that is asked for. */
  readonly except: string;
  /** When the provider made the first of them; null: that can't be told. */
  readonly madeSince: Date | null;
}

/**
 * Which of a provider's messages belong to other messages of ours already.
 *
 * Where the provider answered, its id is on the message, and nowhere else: a document per id would double what a send writes, for a question that is
 * asked after a crash only. The intents say whom a number was offered to, one document for a whole slice; with that the messages are asked for by
 * `_id`. Where it was found by asking, the id was claimed, which also keeps two that are in doubt at the same time apart.
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

  /** Takes what a lookup found for a message; false when another message was first. */
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

  /** The next reading of the intents, for all that ask before it begins: one that is under way may have missed what a provider has made since. */
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

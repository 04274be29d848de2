import { retryWhileStoreUnavailable } from '../retryWhileStoreUnavailable.ts';
import type { ChunkContext } from './chunkServices.ts';

/** At a low rate a chunk takes minutes: no receipt waits for that. */
const APPLY_EVERY_MS = 5000;

/** Receipts that came before their messages were written: looked for once per chunk, where that is sent in a moment. */
export class EarlyReceipts {
  readonly #apply: (ids: readonly string[]) => Promise<void>;
  #ids: string[] = [];
  #appliedAt = Date.now();

  constructor({ store, receiptUrl }: Pick<ChunkContext, 'store' | 'receiptUrl'>) {
    // Without an address for them there are none.
    this.#apply =
      receiptUrl === null
        ? async () => undefined
        : (ids) => retryWhileStoreUnavailable(() => store.receipts.applyEarly(ids));
  }

  /** Ids of messages that are written. */
  add(ids: Iterable<string>): void {
    this.#ids.push(...ids);
  }

  async addAndApplySometimes(ids: Iterable<string>): Promise<void> {
    this.add(ids);
    if (Date.now() - this.#appliedAt >= APPLY_EVERY_MS) await this.apply();
  }

  async apply(): Promise<void> {
    const ids = this.#ids;
    this.#ids = [];
    await this.#apply(ids);
    this.#appliedAt = Date.now();
  }
}

import { retryWhileStoreUnavailable } from '../retryWhileStoreUnavailable.ts';
import type { ChunkContext } from './chunkServices.ts';

/** At a low rate a chunk takes minutes, which is too long for a receipt to wait. */
const APPLY_EVERY_MS = 5000;

/** Applies receipts that came before their messages were written. A chunk that is sent in a moment looks for them only once. */
export class EarlyReceipts {
  readonly #apply: (ids: readonly string[]) => Promise<void>;
  #ids: string[] = [];
  #appliedAt = Date.now();

  constructor({ store, receiptUrl }: Pick<ChunkContext, 'store' | 'receiptUrl'>) {
    // Without an address there are no receipts.
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

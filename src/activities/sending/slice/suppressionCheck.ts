import type { Store } from '../../../store/store.ts';
import { retryWhileStoreUnavailable } from '../retryWhileStoreUnavailable.ts';

/** How old a query may be that several recipients share. */
const FRESH_MS = 500;

/** Which numbers of a slice have been suppressed since its profiles were read: one query for all recipients that continue with another provider at a time. */
export class SuppressionCheck {
  readonly #read: () => Promise<ReadonlySet<string>>;
  #found: Promise<ReadonlySet<string>> | null = null;
  #readAt = 0;

  constructor({ suppressions }: Pick<Store, 'suppressions'>, numbers: readonly string[]) {
    this.#read = () => retryWhileStoreUnavailable(() => suppressions.among(numbers));
  }

  async has(number: string): Promise<boolean> {
    if (this.#found === null || Date.now() - this.#readAt > FRESH_MS) {
      this.#readAt = Date.now();
      this.#found = this.#read();
    }
    return (await this.#found).has(number);
  }
}

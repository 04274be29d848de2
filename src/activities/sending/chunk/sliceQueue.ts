import type { Store } from '../../../store/store.ts';
import { inDoubt, needsWork, type Slice } from './slices.ts';

/** The slices of a chunk that are still to be sent, and which of them need work. */
export class SliceQueue {
  readonly #store: Pick<Store, 'intents'>;
  readonly #full = new Set<string>();
  #slices: readonly Slice[];

  constructor(slices: readonly Slice[], store: Pick<Store, 'intents'>) {
    this.#slices = slices;
    this.#store = store;
  }

  /** Keys of the quotas that were found full for now. */
  get fullQuotas(): readonly string[] {
    return [...this.#full];
  }

  next(): Slice | undefined {
    const [slice, ...rest] = this.#slices;
    this.#slices = rest;
    return slice;
  }

  /** Nothing may be sent: keeps the slices with recipients in doubt, and those that need no sending. */
  async keepWithoutSending(needsNone: (slice: Slice) => boolean): Promise<void> {
    const doubtful = new Set(await inDoubt(this.#slices, this.#store));
    this.#slices = this.#slices.filter((slice) => doubtful.has(slice) || needsNone(slice));
  }

  /** One slice checks a full quota, not each of them. */
  async noteFull(keys: readonly string[]): Promise<void> {
    const isFirst = this.#full.size === 0 && keys.length > 0;
    for (const key of keys) this.#full.add(key);
    if (isFirst) this.#slices = await needsWork(this.#slices, this.#store);
  }
}

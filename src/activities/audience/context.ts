import type { Run } from '../../domain/campaign/run.ts';
import type { Store } from '../../store/store.ts';

export interface FreezeContext {
  readonly store: Store;
  readonly run: Run;
  /** Aborted: the freezing ends where it is, and a retry goes on from there. */
  readonly signal: AbortSignal;
  readonly sizes?: FreezeSizes;
}

/** What bounds the memory and the documents of freezing. */
export interface FreezeSizes {
  /** Profiles that a page stands for. An id has 128 bytes at most, so that a page stays under 8 MB. */
  readonly page: number;
  /** Recipients that are held at most, besides a page's, while batches are cut. */
  readonly held: number;
}

export const FREEZE_SIZES: FreezeSizes = { page: 50_000, held: 200_000 };

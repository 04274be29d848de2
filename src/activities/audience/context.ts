import type { Run } from '../../domain/campaign/run.ts';
import type { Store } from '../../store/store.ts';

export interface FreezeContext {
  readonly store: Store;
  readonly run: Run;
  /** When it aborts, the freezing stops; a retry continues from there. */
  readonly signal: AbortSignal;
  readonly sizes?: FreezeSizes;
  /** Freezing may stop once this many batches exist, where they can be sent before the whole audience is known. */
  readonly stopAfterBatches?: number | undefined;
}

/** Limits of the memory and of the documents of freezing. */
export interface FreezeSizes {
  /** Profiles per page. An id has at most 128 bytes, so that a page stays under 8 MB. */
  readonly page: number;
  /** Recipients, besides those of a page, that are in memory at most while batches are cut. */
  readonly buffered: number;
}

export const FREEZE_SIZES: FreezeSizes = { page: 50_000, buffered: 200_000 };

/**
 * Whether the run's audience has been recorded meanwhile, by another worker. Checked before each write: a worker that was only slow, not
 * dead, must not add profiles that have qualified since.
 */
export const isFrozen = ({ store, run }: FreezeContext): Promise<boolean> => store.runs.isFrozen(run._id);

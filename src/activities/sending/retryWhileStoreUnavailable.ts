import { setTimeout as sleep } from 'node:timers/promises';
import { isStoreUnavailable } from '../../store/unavailable.ts';

/** A store that is away for longer loses nothing: the providers are then asked what they have. */
export const LONGEST_RETRY_MS = 60_000;
const FIRST_WAIT_MS = 100;

/** Repeats `work` while the store is unavailable: an error in the middle of a slice would leave all of it in doubt. */
export async function retryWhileStoreUnavailable<T>(work: () => Promise<T>): Promise<T> {
  const end = Date.now() + LONGEST_RETRY_MS;
  for (let wait = FIRST_WAIT_MS; ; wait *= 2) {
    try {
      return await work();
    } catch (error) {
      if (!isStoreUnavailable(error) || Date.now() + wait > end) throw error;
      await sleep(wait);
    }
  }
}

import { setTimeout as sleep } from 'node:timers/promises';

const MOST_TRIES = 600;

/** Repeats a request until it is acknowledged, as a caller does while the API or what it needs is away. The request must have an id or key of the caller. */
export async function untilAcknowledged<T>(request: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await request();
    } catch (error) {
      if (tries > MOST_TRIES) throw error;
      await sleep(100);
    }
  }
}

import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '../../logger.ts';
import type { Store } from '../../store/store.ts';
import { removeExpired } from './removeExpired.ts';

const DAY_MS = 86_400_000;
/** How often a worker asks whether it is time. */
const LOOK_MS = 600_000;
/** So much of the time is left to others. */
const LEAST_PAUSE_MS = 10;

export interface RetentionTimer {
  /** Ends the removal behind the portion in progress; the next worker to look goes on with it. */
  stop(): Promise<void>;
}

/** Has what is no longer kept removed once a day, by one of all workers, and at most half of the time. */
export function retentionTimer({
  store,
  log,
  lookMs = LOOK_MS,
}: {
  store: Store;
  log: Pick<Logger, 'info' | 'warn'>;
  lookMs?: number;
}): RetentionTimer {
  const stopping = new AbortController();
  const { signal } = stopping;
  const owner = randomUUID();

  async function removeIfDue(): Promise<void> {
    const now = new Date();
    if (!(await store.retention.claim({ owner, now }))) return;
    let nextAt = now;
    let worked = Date.now();
    const pause = async (): Promise<void> => {
      if (!(await store.retention.renew({ owner, now: new Date() }))) throw new Error('another worker removes it');
      await delay(Math.max(LEAST_PAUSE_MS, Date.now() - worked), undefined, { signal });
      worked = Date.now();
    };
    try {
      await removeExpired({ store, log, now, pause });
      nextAt = new Date(now.getTime() + DAY_MS);
    } finally {
      await store.retention.finish({ owner, nextAt });
    }
  }

  async function run(): Promise<void> {
    while (!signal.aborted) {
      // What is left is removed later.
      await removeIfDue().catch((error: unknown) => {
        if (!signal.aborted) log.warn({ err: error }, 'what is no longer kept could not be removed; it is tried again');
      });
      await delay(lookMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

import type { Db, IndexDescription } from 'mongodb';
import { insertOnce } from './collections.ts';

/** When a provider's next message may go, over all workers. `next` is in milliseconds since the epoch, with fractions. */
interface Rate {
  readonly _id: string;
  readonly next: number;
}

export const rateIndexes: IndexDescription[] = [];

export type RateStore = ReturnType<typeof rateStore>;

/** One queue of sending instants per provider, shared by all workers: each reserves the next ones and keeps to them. */
export function rateStore(db: Db) {
  const rates = db.collection<Rate>('rates');
  return {
    /**
     * Reserves `count` instants, `intervalMs` apart, none before `now`. Returns the first, in milliseconds since the
     * epoch. Relies on the workers' clocks; one that is ahead only delays the others.
     */
    async reserve(query: { providerId: string; count: number; intervalMs: number; now: number }): Promise<number> {
      const { providerId: _id, count, intervalMs, now } = query;
      const length = count * intervalMs;
      for (;;) {
        const idle = await rates.updateOne({ _id, next: { $lte: now } }, { $set: { next: now + length } });
        if (idle.matchedCount === 1) return now;
        const queued = await rates.findOneAndUpdate({ _id, next: { $gt: now } }, { $inc: { next: length } });
        if (queued) return queued.next;
        if (await insertOnce(rates, { _id, next: now + length })) return now;
      }
    },
  };
}

import type { Db, IndexDescription } from 'mongodb';
import type { ProviderDown } from '../domain/campaign/progress.ts';

export const providerHealthIndexes: IndexDescription[] = [{ key: { providerId: 1 } }];

export type ProviderHealthStore = ReturnType<typeof providerHealthStore>;

/** A provider whose circuit breaker is open on one worker. */
interface ProviderHealth {
  /** The provider and the worker. */
  readonly _id: string;
  readonly providerId: string;
  readonly since: Date;
  readonly code: string | null;
  /** When it was last found to be down. */
  readonly at: Date;
}

/** A worker that died can't report that a provider works again: a report that was not repeated for this time expires. */
const FRESH_MS = 2 * 60_000;

/** The states of the workers' circuit breakers, for display. */
export function providerHealthStore(db: Db) {
  const health = db.collection<ProviderHealth>('providerHealth');
  return {
    /** A worker's circuit breaker has opened, possibly again. */
    async noteDown(change: { providerId: string; workerId: string; code: string | null; at: Date }): Promise<void> {
      const { providerId, workerId, code, at } = change;
      const _id = `${providerId}/${workerId}`;
      const again = await health.updateOne({ _id, at: { $gte: freshAfter(at) } }, { $set: { code, at } });
      if (again.matchedCount > 0) return;
      await health.replaceOne({ _id }, { providerId, code, at, since: at }, { upsert: true });
    },

    async noteUp({ providerId, workerId }: { providerId: string; workerId: string }): Promise<void> {
      await health.deleteOne({ _id: `${providerId}/${workerId}` });
    },

    /** Providers whose circuit breaker is open on some worker at `now`, each with the earliest time and the latest code. */
    async down(now: Date): Promise<ProviderDown[]> {
      const found = await health
        .find({ at: { $gte: freshAfter(now) } })
        .sort({ at: -1 })
        .toArray();
      const downs = new Map<string, ProviderDown>();
      for (const { providerId, since, code } of found) {
        const known = downs.get(providerId);
        const earliest = [since.toISOString(), ...(known ? [known.since] : [])].toSorted()[0] ?? '';
        downs.set(providerId, { providerId, since: earliest, code: known ? known.code : code });
      }
      return [...downs.values()];
    },
  };
}

const freshAfter = (at: Date): Date => new Date(at.getTime() - FRESH_MS);

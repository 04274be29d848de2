import type { Db, IndexDescription } from 'mongodb';
import { findByIds, insertOnce } from './collections.ts';

/** A number that gets no more messages, from any profile and through any provider. `_id` is E.164. */
export interface Suppression {
  readonly _id: string;
  readonly source: 'carrier';
  readonly providerId: string;
  readonly at: Date;
}

export const suppressionIndexes: IndexDescription[] = [];

export type SuppressionStore = ReturnType<typeof suppressionStore>;

export function suppressionStore(db: Db) {
  const suppressions = db.collection<Suppression>('suppressions');
  return {
    add: (suppression: Suppression): Promise<boolean> => insertOnce(suppressions, suppression),

    /** Which of `numbers` (E.164) are suppressed. */
    async among(numbers: readonly string[]): Promise<ReadonlySet<string>> {
      const found = await findByIds<Pick<Suppression, '_id'>>(db, 'suppressions', numbers, { _id: 1 });
      return new Set(found.map((suppression) => suppression._id));
    },
  };
}

import type { Db, IndexDescription } from 'mongodb';
import { insertOnce } from './collections.ts';

/** A number that is sent no more messages, from any profile and through any provider. `_id` is E.164. */
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
      if (numbers.length === 0) return new Set();
      const found = await suppressions.find({ _id: { $in: [...numbers] } }).toArray();
      return new Set(found.map((suppression) => suppression._id));
    },
  };
}

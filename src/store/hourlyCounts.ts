import type { Db, IndexDescription } from 'mongodb';
import { unlessTaken } from './collections.ts';

/** What was counted in one hour under one key. */
interface HourlyCount {
  /** `<hour>/<key>` */
  readonly _id: string;
  /** Ids of what was counted: what is counted again takes no second place. */
  readonly ids: readonly string[];
  readonly at: Date;
}

/** How long counts are kept, in seconds. */
const KEPT_SECONDS = 86_400;

export const hourlyCountIndexes: IndexDescription[] = [{ key: { at: 1 }, expireAfterSeconds: KEPT_SECONDS }];

/** Counters by the hour, in UTC, which hold over all processes of the API. */
export function hourlyCountStore(db: Db) {
  const counts = db.collection<HourlyCount>('hourlyCounts');
  return {
    /** Counts `id` unless `max` others were counted in this hour. Returns whether it is counted. */
    async take({ key, id, max, now }: { key: string; id: string; max: number; now: Date }): Promise<boolean> {
      const _id = `${now.toISOString().slice(0, 13)}/${key}`;
      const hasRoom = { _id, ids: { $ne: id }, [`ids.${max - 1}`]: { $exists: false } };
      const change = { $push: { ids: id }, $setOnInsert: { at: now } };
      // Of an hour that is full, or has the id, the upsert finds the `_id` taken; so it may when two begin an hour at once.
      for (let tries = 0; tries < 2; tries += 1) {
        const counted = await unlessTaken(counts.updateOne(hasRoom, change, { upsert: true }), null);
        if (counted !== null) return true;
        const hour = await counts.findOne({ _id });
        if (hour?.ids.includes(id)) return true;
        if (hour && hour.ids.length >= max) return false;
      }
      return false;
    },
  };
}

import type { Db, Document, Filter } from 'mongodb';
import type { ReportRow } from '../domain/campaign/report.ts';
import type { Message } from '../domain/message/message.ts';
import { insertOnce } from './collections.ts';
import { type EventDocument, NO_LAST, timeOf } from './eventDocuments.ts';

/** Who is removing what is no longer kept; there is one document. */
interface Sweep {
  readonly _id: string;
  /** Null: nobody is. */
  readonly owner: string | null;
  /** Until then the owner is assumed to be alive. */
  readonly leasedUntil: Date;
  /** When it is done again. */
  readonly nextAt: Date;
}

const SWEEP_ID = 'sweep';
const LEASE_MS = 120_000;

/** A portion: so many documents are removed, or read, by one command, so that no other has to wait for long. */
const PORTION = 500;

/** What a report tells apart, and what it adds up. */
const REPORTED = {
  status: 1,
  reason: 1,
  detail: 1,
  providerId: 1,
  encoding: 1,
  failedOver: 1,
  resolution: 1,
  segments: 1,
} as const;

interface Stored {
  readonly _id: string;
}

/** Done after each portion. Rejects if the removal has to end. */
export type Pause = () => Promise<void>;

/** Removal of what is no longer kept, in portions. Each can be repeated, and be done by two processes at the same time. */
export function retentionStore(db: Db) {
  const sweeps = db.collection<Sweep>('retention');

  return {
    /** Returns whether it is time, and nobody else is removing anything. */
    async claim({ owner, now }: { owner: string; now: Date }): Promise<boolean> {
      await insertOnce(sweeps, { _id: SWEEP_ID, owner: null, leasedUntil: now, nextAt: now });
      const lease = { owner, leasedUntil: new Date(now.getTime() + LEASE_MS) };
      const free = { _id: SWEEP_ID, nextAt: { $lte: now }, $or: [{ owner: null }, { leasedUntil: { $lte: now } }] };
      return (await sweeps.updateOne(free, { $set: lease })).matchedCount === 1;
    },

    /** Extends the lease. Returns false if somebody else has it. */
    async renew({ owner, now }: { owner: string; now: Date }): Promise<boolean> {
      const leasedUntil = new Date(now.getTime() + LEASE_MS);
      return (await sweeps.updateOne({ _id: SWEEP_ID, owner }, { $set: { leasedUntil } })).matchedCount === 1;
    },

    /** Gives the lease back. */
    async finish({ owner, nextAt }: { owner: string; nextAt: Date }): Promise<void> {
      await sweeps.updateOne({ _id: SWEEP_ID, owner }, { $set: { owner: null, nextAt } });
    },

    /**
     * What a report adds up of a dispatch that is over: as `reportRows` of the messages, but read in portions, since an aggregation makes the embedded store
     * go through all messages at once.
     */
    async reportRows(dispatchId: string, pause: Pause): Promise<ReportRow[]> {
      const messages = db.collection<Message>('messages');
      const rows = new Map<string, ReportRow>();
      for (let after = `${dispatchId}/`; ; ) {
        const page = await messages
          .find({ _id: { $gt: after, $lt: `${dispatchId}/\uffff` } })
          .sort({ _id: 1 })
          .limit(PORTION)
          .project<Stored & Omit<ReportRow, 'count'>>(REPORTED)
          .toArray();
        for (const { _id, segments, ...kind } of page) {
          const name = JSON.stringify(Object.entries(kind).sort());
          const { count = 0, segments: sum = 0 } = rows.get(name) ?? {};
          rows.set(name, { ...kind, count: count + 1, segments: sum + segments });
        }
        await pause();
        const last = page.at(-1);
        if (last === undefined || page.length < PORTION) return [...rows.values()];
        after = last._id;
      }
    },

    removeMatching,

    /** All documents whose `_id` begins with `prefix`. */
    removePrefix: (name: string, prefix: string, pause: Pause): Promise<number> =>
      removeMatching(name, { _id: { $gte: prefix, $lt: `${prefix}\uffff` } }, pause),

    /**
     * Events that happened before `at`. A document that has none left is removed, unless the profile has several of the name: the first of these says
     * how many there are.
     */
    async removeEvents(at: Date, pause: Pause): Promise<number> {
      const events = db.collection<EventDocument>('events');
      let removed = 0;
      for (let after = ''; ; ) {
        const page = await events
          .find({ _id: { $gt: after } })
          .sort({ _id: 1 })
          .limit(PORTION)
          .toArray();
        const old = page.flatMap((document) => {
          const keys = Object.keys(document.events).filter((key) => timeOf(document.events[key] ?? '') < at.getTime());
          return keys.length === 0 ? [] : { document, keys };
        });
        if (old.length > 0) {
          const writes = old.map(({ document: { _id }, keys }) => {
            const fields = Object.fromEntries(keys.map((key) => [`events.${key}`, true as const]));
            return { updateOne: { filter: { _id }, update: { $unset: fields } } };
          });
          await events.bulkWrite(writes as never, { ordered: false });
          removed += old.reduce((sum, { keys }) => sum + keys.length, 0);
        }
        const removedOf = new Map(old.map(({ document, keys }) => [document._id, keys.length]));
        // Also those that a process has emptied that died. An event that is written at this moment keeps its document.
        const emptied = page.filter(
          ({ _id, last, events: all }) => last < NO_LAST && Object.keys(all).length === (removedOf.get(_id) ?? 0),
        );
        if (emptied.length > 0) {
          const removals = emptied.map(({ _id }) => ({
            deleteOne: { filter: { _id, events: {}, last: { $lt: NO_LAST } } },
          }));
          await events.bulkWrite(removals as never, { ordered: false });
        }
        const last = page.at(-1);
        await pause();
        if (last === undefined || page.length < PORTION) return removed;
        after = last._id;
      }
    },
  };

  /** The documents of a collection that match. The filter may say something of `_id`: of two bounds, the lower one is `$gte`. */
  async function removeMatching(name: string, filter: Filter<Stored> & Document, pause: Pause): Promise<number> {
    const collection = db.collection<Stored>(name);
    const { _id: ids = {}, ...others } = filter as { _id?: Document } & Document;
    let removed = 0;
    for (let behind: Document = {}; ; ) {
      const page = await collection
        .find({ ...others, _id: { $gte: '', ...ids, ...behind } } as Filter<Stored>)
        .sort({ _id: 1 })
        .limit(PORTION)
        .project<Stored>({ _id: 1 })
        .toArray();
      const last = page.at(-1);
      if (last === undefined) return removed;
      const chosen = { _id: { $in: page.map(({ _id }) => _id) }, ...others } as Filter<Stored>;
      removed += (await collection.deleteMany(chosen)).deletedCount;
      await pause();
      if (page.length < PORTION) return removed;
      behind = { $gte: `${last._id}\0` };
    }
  }
}

import type { Db } from 'mongodb';
import { type DocumentSource, documentSource, RAW } from './documentSource.ts';
import { EVENT_BYTES, type EventBytes, entriesIn, eventBytes } from './eventBytes.ts';
import { byFirstDocument, type EventDocument, timeOf } from './eventDocuments.ts';

/** Documents that come from the store at a time. */
const BATCH = 200;
/** After this many batches without a requested profile, a new reading begins further on. */
const PATIENCE = 4;

export interface EventTimes {
  /** Calls `visit` for each event of the profiles, one profile after the other. Ids ascending, and beyond those of the previous call. */
  visit(profileIds: readonly string[], visit: (profileId: string, at: Date) => void): Promise<void>;
  close(): Promise<void>;
}

/**
 * When profiles had any events from `from` to `to` (both included). One cursor reads the events in order of their profiles,
 * which is the order of the index, in parallel with the reading of the profiles: with a query for each page of profiles, the embedded
 * store would scan all events each time. If few profiles are requested, it skips from one to the next.
 */
export function eventTimes(db: Db, { from, to }: { from: Date; to: Date }): EventTimes {
  const events = db.collection<EventDocument>('events');
  let source: DocumentSource<EventBytes> | null = null;
  let batch: readonly EventBytes[] = [];
  let position = 0;
  let isAtEnd = false;

  const opened = (first: string): DocumentSource<EventBytes> =>
    documentSource(
      events
        .find({ profileId: { $gte: first }, last: { $gte: from } }, { batchSize: BATCH, allowDiskUse: true, ...RAW })
        .sort({ profileId: 1 })
        .project(EVENT_BYTES),
      eventBytes,
    );

  /** Moves on to the first document of `id`, or else of a later profile. Returns null after the last one. */
  async function seek(id: string): Promise<EventBytes | null> {
    for (let useless = 0; ; useless += 1) {
      for (; position < batch.length; position += 1) {
        const document = batch[position];
        if (document !== undefined && document.profileId >= id) return document;
      }
      if (isAtEnd) return null;
      if (useless > PATIENCE) {
        await source?.close();
        source = null;
        useless = 0;
      }
      source ??= opened(id);
      const next = await source.next();
      isAtEnd = next === null;
      batch = next ?? [];
      position = 0;
    }
  }

  return {
    async visit(profileIds, visit) {
      for (const id of profileIds) {
        // Awaited only if the next document isn't known to be of a later profile.
        let document: EventBytes | null = batch[position] ?? (await seek(id));
        if (document !== null && document.profileId < id) document = await seek(id);
        const own: EventBytes[] = [];
        while (document?.profileId === id) {
          own.push(document);
          position += 1;
          document = batch[position] ?? (await seek(id));
        }
        for (const at of timesOf(own)) if (at >= from.getTime() && at <= to.getTime()) visit(id, new Date(at));
        if (document === null) return;
      }
    },
    close: async () => await source?.close(),
  };
}

const timesOf = (documents: readonly EventBytes[]): number[] =>
  [...byFirstDocument(documents).values()].flatMap((group) => entriesIn(group).map(timeOf));

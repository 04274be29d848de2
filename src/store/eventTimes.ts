import type { Db } from 'mongodb';
import type { ProfileEvent } from '../domain/audience/event.ts';
import { type DocumentSource, documentSource, RAW } from './documentSource.ts';

/** Events that come from the store at a time. */
const BATCH = 1000;
/** So many batches without anybody who was asked for are read over; then the reading begins anew further on. */
const PATIENCE = 4;

export interface EventTimes {
  /** Calls `visit` for each event of the profiles, one profile after the other. Ids ascending, and beyond those of the call before. */
  visit(profileIds: readonly string[], visit: (profileId: string, at: Date) => void): Promise<void>;
  close(): Promise<void>;
}

/**
 * When profiles did something, whatever it was, from `from` to `to` (both included). One cursor passes through the events in order of their profile,
 * which the index gives for nothing, beside whoever passes through the profiles: a query for each page of them would have the embedded
 * store scan all events each time. Where few profiles are asked for it leaps from one to the next.
 */
export function eventTimes(db: Db, { from, to }: { from: Date; to: Date }): EventTimes {
  const events = db.collection<ProfileEvent>('events');
  let source: DocumentSource<Timed> | null = null;
  let batch: readonly Timed[] = [];
  let position = 0;
  let isAtEnd = false;

  const opened = (first: string): DocumentSource<Timed> =>
    documentSource(
      events
        .find(
          { profileId: { $gte: first }, at: { $gte: from, $lte: to } },
          { batchSize: BATCH, allowDiskUse: true, ...RAW },
        )
        .sort({ profileId: 1 })
        .project({ _id: 0, profileId: 1, at: 1 }),
    );

  /** Goes on to the first event of `id` or of who comes after it. Returns null after the last one. */
  async function seek(id: string): Promise<Timed | null> {
    for (let useless = 0; ; useless += 1) {
      for (; position < batch.length; position += 1) {
        const event = batch[position];
        if (event !== undefined && event.profileId >= id) return event;
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
        // Awaited only where the next event isn't known to be of somebody further on.
        let event: Timed | null = batch[position] ?? (await seek(id));
        if (event !== null && event.profileId < id) event = await seek(id);
        while (event?.profileId === id) {
          visit(id, event.at);
          position += 1;
          event = batch[position] ?? (await seek(id));
        }
        if (event === null) return;
      }
    },
    close: async () => await source?.close(),
  };
}

type Timed = Pick<ProfileEvent, 'profileId' | 'at'>;

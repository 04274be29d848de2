import { eventInput } from '../../domain/audience/event.ts';
import { label } from '../../domain/values.ts';
import type { EventStore } from '../events.ts';
import { notesOf, writtenEvent } from './importNotes.ts';
import { type ImportOptions, type ImportResult, importRows } from './importRows.ts';

/**
 * Stores the events of a CSV or NDJSON stream. Those whose `id` is known change nothing; those without an id get one of `newId`, or else a new
 * one each time.
 */
export function importEvents(
  options: ImportOptions & {
    store: { events: Pick<EventStore, 'insertMany'> };
    newId?: (line: number) => string;
    /** When the file was received, in microseconds: with it, an event that is written again is the same. */
    received?: number | undefined;
  },
): Promise<ImportResult> {
  const { store, now, newId, received } = options;
  return importRows(options, {
    fields: { id: 'text', profileId: 'text', name: 'text', at: 'text' },
    required: ['profileId', 'name'],
    propertyName: label,
    schema: eventInput,
    idField: 'profileId',
    notesOf,
    async write(rows) {
      const outcomes = await store.events.insertMany(
        rows.map(({ row, line }) => (row.id === undefined && newId ? { ...row, id: newId(line) } : row)),
        now,
        received === undefined ? {} : { received: received + (rows[0]?.line ?? 0) },
      );
      return outcomes.map(writtenEvent);
    },
  });
}

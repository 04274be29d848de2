import { eventInput } from '../../domain/audience/event.ts';
import type { EventStore } from '../events.ts';
import { type ImportOptions, type ImportResult, importRows } from './importRows.ts';

/**
 * Stores the events of a CSV or NDJSON stream. Events with a known `id` count as accepted and change nothing; events without
 * an id are new each time.
 */
export function importEvents(
  options: ImportOptions & { store: { events: Pick<EventStore, 'insertMany'> } },
): Promise<ImportResult> {
  return importRows(options, {
    fields: { id: 'text', profileId: 'text', name: 'text', at: 'text' },
    required: ['profileId', 'name'],
    schema: eventInput,
    write: (rows) => options.store.events.insertMany(rows, options.now),
  });
}

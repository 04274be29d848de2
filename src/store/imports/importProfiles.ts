import { profileInput } from '../../domain/audience/profile.ts';
import type { ProfileStore } from '../profiles.ts';
import { notesOf } from './importNotes.ts';
import { type ImportOptions, type ImportResult, importRows } from './importRows.ts';

/**
 * Creates or changes the profiles of a CSV or NDJSON stream, with the semantics of `ProfileInput`: an empty cell leaves what is
 * there. Rows of one id count in their order; importing a file again does no harm. `country`: of phones without a country code.
 */
export function importProfiles(
  options: ImportOptions & {
    store: { profiles: Pick<ProfileStore, 'upsertMany'> };
    country?: string | undefined;
  },
): Promise<ImportResult> {
  const { store, now, country } = options;
  return importRows(options, {
    fields: { id: 'text', phone: 'text', timeZone: 'text', language: 'text', optedOut: 'boolean' },
    required: ['id'],
    schema: profileInput,
    notesOf: (row) => notesOf(row, { country }),
    write: (rows) =>
      store.profiles.upsertMany(
        rows.map(({ row }) => row),
        now,
        { country },
      ),
  });
}

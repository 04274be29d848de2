import { profileInput } from '../../domain/audience/profile.ts';
import { fieldName } from '../../domain/values.ts';
import type { ProfileWriteOptions } from '../optOuts.ts';
import type { ProfileStore } from '../profiles.ts';
import { notesOf, writtenProfile } from './importNotes.ts';
import { type ImportOptions, type ImportResult, importRows } from './importRows.ts';

/**
 * Creates or changes the profiles of a CSV or NDJSON stream, with the semantics of `ProfileInput`: an empty cell leaves what is
 * there. Rows of one id count in their order; importing a file again does no harm. `country`: of phones without a country code.
 */
export function importProfiles(
  options: ImportOptions &
    Omit<ProfileWriteOptions, 'source'> & { store: { profiles: Pick<ProfileStore, 'upsertMany'> } },
): Promise<ImportResult> {
  const { store, now, country, keyId = null, optInReason } = options;
  return importRows(options, {
    fields: { id: 'text', phone: 'text', timeZone: 'text', language: 'text', optedOut: 'boolean' },
    required: ['id'],
    propertyName: fieldName,
    schema: profileInput,
    idField: 'id',
    notesOf: (row) => notesOf(row, { country }),
    async write(rows) {
      const inputs = rows.map(({ row }) => row);
      const written = await store.profiles.upsertMany(inputs, now, { country, source: 'import', keyId, optInReason });
      return written.map((one, index) => writtenProfile(inputs[index] ?? {}, one));
    },
  });
}

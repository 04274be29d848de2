import { profileInput } from '../../domain/audience/profile.ts';
import type { ProfileStore } from '../profiles.ts';
import { type ImportOptions, type ImportResult, importRows } from './importRows.ts';

/**
 * Creates or changes the profiles of a CSV or NDJSON stream, with the semantics of `ProfileInput`: an empty cell keeps the
 * stored value. Rows of one id are applied in their order; importing a file again does no harm.
 */
export function importProfiles(
  options: ImportOptions & { store: { profiles: Pick<ProfileStore, 'upsertMany'> } },
): Promise<ImportResult> {
  return importRows(options, {
    fields: { id: 'text', phone: 'text', timeZone: 'text', language: 'text', optedOut: 'boolean' },
    required: ['id'],
    schema: profileInput,
    write: (rows) => options.store.profiles.upsertMany(rows, options.now),
  });
}

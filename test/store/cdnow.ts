import { createReadStream } from 'node:fs';
import type { Db } from 'mongodb';
import { eventStore } from '../../src/store/events.ts';
import { importEvents } from '../../src/store/imports/importEvents.ts';
import { importProfiles } from '../../src/store/imports/importProfiles.ts';
import type { ImportResult } from '../../src/store/imports/importRows.ts';
import { profileStore } from '../../src/store/profiles.ts';
import { suppressionStore } from '../../src/store/suppressions.ts';

const file = (name: string) => createReadStream(new URL(`../../examples/cdnow/${name}`, import.meta.url));

/** Puts the CDNOW customers and their purchases into a database, the way a user would. */
export async function importCdnow(db: Db): Promise<{ profiles: ImportResult; events: ImportResult }> {
  const store = { profiles: profileStore(db, suppressionStore(db)), events: eventStore(db) };
  const now = new Date('1998-07-01T00:00:00Z');
  const profiles = await importProfiles({
    store,
    stream: file('users.csv'),
    format: 'csv',
    map: { sms_opt_out: 'optedOut', timezone: 'timeZone' },
    now,
  });
  const events = await importEvents({
    store,
    stream: file('events.csv'),
    format: 'csv',
    map: { user_id: 'profileId', event: 'name' },
    types: { quantity: 'number', amount: 'number' },
    now,
  });
  return { profiles, events };
}

import { describe, expect, it } from 'vitest';
import { storeOf } from '../../src/store/store.ts';
import { type Crash, Crashed, crashingDb } from '../store/crashingDb.ts';
import { freshDatabase } from '../support/database.ts';
import { erase, erasureWorld, finish, NUMBER, requested, traces } from '../support/erasedPerson.ts';
import { reportFor, TEST_SECRET_KEY } from '../support/sending.ts';

describe('the erasure of a person', () => {
  const { db } = freshDatabase();

  it('ends the same after a crash before or after any of its steps', async () => {
    let crashes = 0;
    for (let request = 1; ; request += 1) {
      let survived = 0;
      for (const when of ['before', 'after'] as const) {
        const { store, runId } = await erasureWorld(db);
        await finish(store, runId);
        const before = await reportFor(store, runId);
        const id = await requested(store);
        const crash: Crash = { request, when };
        const ended = await erase(storeOf(crashingDb(db, crash), TEST_SECRET_KEY), id).catch((error) => error);
        if (ended instanceof Crashed) crashes += 1;
        else survived += 1;
        const counts = { profiles: 1, events: 3, messages: 1, inboundTexts: 1, suppressions: 1, unsubscriptions: 2 };
        expect(await erase(store, id), `${when} ${request}`).toEqual(counts);
        expect(await traces(db), `${when} ${request}`).toEqual([]);
        expect(await reportFor(store, runId)).toEqual(before);
        expect(await store.suppressions.among([NUMBER])).toEqual(new Set([NUMBER]));
        await db.dropDatabase();
      }
      if (survived === 2) break;
    }
    expect(crashes).toBeGreaterThan(40);
  }, 600_000);
});

import { appendFileSync, copyFileSync, existsSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { databaseOf, durableStore, kill } from '../support/durableStore.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const MEGABYTE = 2 ** 20;

interface Note {
  readonly _id: number;
  readonly text?: string;
}

/** A file with a note 1 in its journal, as a kill left them. */
async function killedStore(): Promise<{ dataFile: string; journal: string }> {
  const dataFile = join(temporaryFolder(), 'store.h2');
  const store = await durableStore(dataFile);
  await databaseOf(store).collection<Note>('notes').insertOne({ _id: 1 });
  await kill(store);
  return { dataFile, journal: `${dataFile}.journal` };
}

async function idsIn(dataFile: string): Promise<number[]> {
  const notes = databaseOf(await durableStore(dataFile)).collection<Note>('notes');
  return (await notes.find().toArray()).map(({ _id }) => _id);
}

describe('the journal of the durable store', () => {
  it('is gone after a clean end', async () => {
    const { dataFile, journal } = await killedStore();
    const store = await durableStore(dataFile);
    expect(existsSync(journal)).toBe(true);
    await store.stop();

    expect(existsSync(journal)).toBe(false);
    expect(await idsIn(dataFile)).toEqual([1]);
  });

  it('is emptied when it has grown', async () => {
    const dataFile = join(temporaryFolder(), 'store.h2');
    const store = await durableStore(dataFile);
    const notes = databaseOf(store).collection<Note>('notes');
    const ids = Array.from({ length: 40 }, (_, index) => index);
    for (const _id of ids) await notes.insertOne({ _id, text: 'x'.repeat(MEGABYTE) });
    await kill(store);

    expect(statSync(`${dataFile}.journal`).size).toBeLessThan(20 * MEGABYTE);
    expect(await idsIn(dataFile)).toEqual(ids);
  });

  it.each([
    { tail: 'garbage', damage: (journal: string) => appendFileSync(journal, Buffer.alloc(1_000, 0x01)) },
    { tail: 'zeros', damage: (journal: string) => appendFileSync(journal, Buffer.alloc(1_000)) },
    {
      tail: 'half a record',
      damage: (journal: string) => appendFileSync(journal, readFileSync(journal).subarray(8, -3)),
    },
  ])('is read up to the last whole record, before $tail', async ({ damage }) => {
    const { dataFile, journal } = await killedStore();
    damage(journal);
    expect(await idsIn(dataFile)).toEqual([1]);
  });

  it('is not read again where the store was killed before it emptied it', async () => {
    const { dataFile, journal } = await killedStore();
    const store = await durableStore(dataFile);
    const database = databaseOf(store);
    await database.collection<Note>('notes').insertOne({ _id: 2 });
    copyFileSync(journal, `${journal}.before`);
    await database.dropCollection('notes');
    await kill(store);
    copyFileSync(`${journal}.before`, journal);

    const again = databaseOf(await durableStore(dataFile));
    await again.collection<Note>('notes').insertOne({ _id: 3 });
    expect(await again.collection('notes').find().toArray()).toEqual([{ _id: 3 }]);
  });

  it('may be cut off where it was being emptied', async () => {
    const { dataFile, journal } = await killedStore();
    const store = await durableStore(dataFile);
    await databaseOf(store).createCollection('others');
    await kill(store);
    truncateSync(journal, 0);
    expect(await idsIn(dataFile)).toEqual([1]);
  });

  it.each([
    { journal: 'gone', change: (journal: string) => rmSync(journal) },
    {
      journal: "another store's",
      change: async (journal: string) => copyFileSync((await killedStore()).journal, journal),
    },
  ])('must belong to the file: it is refused when it is $journal', async ({ change }) => {
    const { dataFile, journal } = await killedStore();
    await change(journal);
    const before = readFileSync(dataFile);

    await expect(durableStore(dataFile)).rejects.toThrow(
      `${dataFile} and ${journal} do not belong together: after a crash, one of them was moved without the other. Please put ` +
        'it back, or move both away to start with an empty store.',
    );
    expect(readFileSync(dataFile).equals(before)).toBe(true);
  });
});

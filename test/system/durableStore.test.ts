import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { type RunningStore, startStore } from '../../dev/components/store.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

interface Note {
  readonly _id: number;
  readonly state: string;
}

async function durableStore(dataFile: string): Promise<RunningStore> {
  const store = await startStore({ dataFile });
  onTestFinished(() => store.stop());
  return store;
}

function notesOf(store: RunningStore) {
  const client = new MongoClient(store.url, { serverSelectionTimeoutMS: 5_000 });
  onTestFinished(() => client.close());
  return client.db('herald').collection<Note>('notes');
}

beforeEach(() => {
  // These tests kill the store, so it must be one of their own.
  vi.stubEnv('MONGODB_URL', '');
  return () => {
    vi.unstubAllEnvs();
  };
});

describe('the durable store', () => {
  it('has everything that it acknowledged before it was killed', async () => {
    const dataFile = join(temporaryFolder(), 'store.h2');
    const store = await durableStore(dataFile);
    const notes = notesOf(store);
    const acknowledged: number[] = [];
    const updated: number[] = [];
    let killed = false;
    const writer = async (offset: number) => {
      for (let id = offset; !killed; id += 8) {
        await notes.insertOne({ _id: id, state: 'new' });
        acknowledged.push(id);
        if (id % 3 !== 0) continue;
        await notes.updateOne({ _id: id }, { $set: { state: 'changed' } });
        updated.push(id);
      }
    };
    const writers = Array.from({ length: 8 }, (_, offset) => writer(offset).catch(() => {}));
    await vi.waitUntil(() => acknowledged.length > 2_000, { timeout: 60_000 });
    store.kill('SIGKILL');
    await store.ended;
    killed = true;
    await Promise.all(writers);

    const again = notesOf(await durableStore(dataFile));
    const found = new Map((await again.find().toArray()).map((note) => [note._id, note.state]));
    expect(acknowledged.filter((id) => !found.has(id))).toEqual([]);
    expect(updated.filter((id) => found.get(id) !== 'changed')).toEqual([]);
  });

  it('has everything after a clean end', async () => {
    const dataFile = join(temporaryFolder(), 'store.h2');
    const store = await durableStore(dataFile);
    await notesOf(store).insertMany(Array.from({ length: 5_000 }, (_, _id) => ({ _id, state: 'new' })));
    await store.stop();

    expect(await notesOf(await durableStore(dataFile)).countDocuments()).toBe(5_000);
  });
});

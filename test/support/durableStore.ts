import { type Db, MongoClient } from 'mongodb';
import { onTestFinished, vi } from 'vitest';
import { type RunningStore, startStore } from '../../dev/components/store.ts';

/** A store on `dataFile` until the test ends: one of our own, whatever MONGODB_URL says, since these tests end it. */
export async function durableStore(dataFile: string): Promise<RunningStore> {
  vi.stubEnv('MONGODB_URL', '');
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const store = await startStore({ dataFile });
  onTestFinished(() => store.stop());
  return store;
}

/** The store's database, over connections of its own. */
export function databaseOf(store: RunningStore): Db {
  const client = new MongoClient(store.url, { serverSelectionTimeoutMS: 5_000 });
  onTestFinished(() => client.close());
  return client.db('herald');
}

/** Nothing of this process is written or cleaned up any more. */
export async function kill(store: RunningStore): Promise<void> {
  store.kill('SIGKILL');
  await store.ended;
}

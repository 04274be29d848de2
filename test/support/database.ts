import { randomBytes } from 'node:crypto';
import { type Db, MongoClient } from 'mongodb';
import { afterAll, inject } from 'vitest';
import './provided.ts';

export interface FreshDatabase {
  readonly client: MongoClient;
  readonly db: Db;
  readonly name: string;
  readonly url: string;
}

/**
 * An empty database of its own on the run's store. Call it where tests are declared (the top of a file or a
 * `describe`), not inside a test or a hook: it is dropped and its client closed after that file or suite.
 */
export function freshDatabase(): FreshDatabase {
  const url = inject('mongoUrl');
  const name = `test-${randomBytes(6).toString('hex')}`;
  // The client connects with the first command.
  const client = new MongoClient(url);
  const db = client.db(name);
  afterAll(async () => {
    await db.dropDatabase();
    await client.close();
  });
  return { client, db, name, url };
}

/** As many empty databases as a test asks for, with one client; dropped like that of `freshDatabase`. */
export function freshDatabases(): { next(): Db } {
  const client = new MongoClient(inject('mongoUrl'), { ignoreUndefined: true });
  const made: Db[] = [];
  afterAll(async () => {
    for (const db of made) await db.dropDatabase();
    await client.close();
  });
  return {
    next() {
      const db = client.db(`test-${randomBytes(6).toString('hex')}`);
      made.push(db);
      return db;
    },
  };
}

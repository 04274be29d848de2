import { type Document, MongoBulkWriteError, MongoClient, MongoNetworkError, MongoServerError } from 'mongodb';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { duplicatesIn, findByIds, insertAtOnce, insertManyOnce } from '../../src/store/collections.ts';
import { isStoreUnavailable } from '../../src/store/unavailable.ts';
import { cuttingProxy } from '../support/cuttingProxy.ts';
import { freshDatabase } from '../support/database.ts';
import '../support/provided.ts';

type Named = Document & { _id: string };
const documents = (from: number, to: number): Named[] =>
  Array.from({ length: to - from }, (_, index) => ({ _id: `d${from + index}` }));

describe('an insert of many', () => {
  const { db } = freshDatabase();

  it('returns the ids that existed', async () => {
    const collection = db.collection<Named>('some');
    expect(await insertManyOnce(collection, documents(0, 10))).toEqual(new Set());
    expect(await insertManyOnce(collection, documents(8, 12))).toEqual(new Set(['d8', 'd9']));
    expect(await collection.countDocuments()).toBe(12);
  });
});

describe('documents by their ids', () => {
  const { db } = freshDatabase();

  it('are all read, though they exceed one answer', async () => {
    const long = 'x'.repeat(1_000_000);
    const many = documents(0, 20).map((one) => ({ ...one, long }));
    for (const one of many) await insertAtOnce(db, 'long', [one]);
    const ids = many.map(({ _id }) => _id);
    const found = await findByIds<Named>(db, 'long', ids);
    expect(found.map(({ _id }) => _id).toSorted()).toEqual(ids.toSorted());
    expect(await findByIds<Named>(db, 'long', ['d3', 'nobody'], { _id: 1 })).toEqual([{ _id: 'd3' }]);
    expect(await findByIds<Named>(db, 'long', [])).toEqual([]);
  });

  it('are inserted at once, except the existing ones', async () => {
    expect(await insertAtOnce(db, 'some', documents(0, 3))).toEqual(new Set());
    expect(await insertAtOnce(db, 'some', documents(2, 5))).toEqual(new Set(['d2']));
    expect(await insertAtOnce(db, 'some', [])).toEqual(new Set());
  });
});

describe('an insert of many whose connection is cut', () => {
  const opened: { close(): Promise<void> }[] = [];
  const { db } = freshDatabase();
  afterAll(async () => {
    for (const one of opened) await one.close();
  });

  for (const when of ['before', 'after'] as const) {
    it(`${when} the store has done it is not taken for a success`, async () => {
      const url = new URL(inject('mongoUrl'));
      const proxy = await cuttingProxy({ host: url.hostname, port: Number(url.port) });
      const client = new MongoClient(`mongodb://127.0.0.1:${proxy.port}/?directConnection=true`, {
        retryWrites: false,
        serverSelectionTimeoutMS: 2000,
      });
      opened.push(client, proxy);
      const collection = client.db(db.databaseName).collection<Named>(`cut_${when}`);
      await collection.countDocuments();

      proxy.cutNext(({ name }) => name === 'insert', when);
      const error = await insertManyOnce(collection, documents(0, 100)).then(
        () => null,
        (reason: unknown) => reason,
      );

      expect(error).not.toBeNull();
      expect(isStoreUnavailable(error)).toBe(true);
      expect(duplicatesIn(error)).toBeNull();
      await insertManyOnce(collection, documents(0, 100));
      expect(await collection.countDocuments()).toBe(100);
    });
  }
});

describe('an error without a list of what failed', () => {
  it('is no duplicate', () => {
    const result = { getWriteConcernError: () => undefined } as never;
    const wrapped = new MongoBulkWriteError(new MongoNetworkError('cut') as never, result);
    expect(duplicatesIn(wrapped)).toBeNull();
    expect(isStoreUnavailable(wrapped)).toBe(true);
  });
});

describe('an error for which the driver repeats its own requests', () => {
  it.each([43, 64, 134, 262, 9001])('means that the store is unavailable: %d', (code) => {
    expect(isStoreUnavailable(new MongoServerError({ message: 'away', code }))).toBe(true);
  });
});

import { join } from 'node:path';
import fc from 'fast-check';
import {
  Binary,
  BSON,
  Code,
  type Collection,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  MongoServerError,
  ObjectId,
  Timestamp,
  UUID,
} from 'mongodb';
import { describe, expect, it } from 'vitest';
import { databaseOf, durableStore, kill } from '../support/durableStore.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

/** Each type that the store takes, with its limits. */
const VALUES: readonly unknown[] = [
  null,
  true,
  false,
  '',
  'é ✓ 𝄞 \u0000 .$',
  new Int32(-2_147_483_648),
  new Int32(2_147_483_647),
  Long.MAX_VALUE,
  Long.MIN_VALUE,
  new Double(0.1),
  new Double(5),
  new Double(-0),
  new Double(Number.NaN),
  new Double(Number.NEGATIVE_INFINITY),
  Decimal128.fromString('12345678901234567890.123456789'),
  new Date(0),
  new Date(-1),
  new ObjectId('0123456789abcdef01234567'),
  new UUID('00112233-4455-6677-8899-aabbccddeeff'),
  new Binary(Buffer.from([0, 255, 1])),
  /^a.*z$/i,
  new Timestamp({ t: 1_700_000_000, i: 7 }),
  new Code('function () {}'),
  new MinKey(),
  new MaxKey(),
  [],
  [new Int32(1), [null, { a: [] }]],
  {},
  { a: { b: { c: [new Date(1), 'x'] } }, 'd e': null },
];

/** Small numbers of every kind, so that they meet. */
const number = fc
  .tuple(fc.integer({ min: -40, max: 40 }), fc.constantFrom(Int32, Double, Long.fromNumber, decimal))
  .map(([value, make]) => (make === Int32 || make === Double ? new make(value) : (make as typeof decimal)(value)));

function decimal(value: number): Decimal128 {
  return Decimal128.fromString(String(value));
}

const scalar = fc.oneof(
  { weight: 3, arbitrary: number },
  { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 4 }) },
  { weight: 3, arbitrary: fc.string({ maxLength: 2 }) },
  { arbitrary: fc.double(), weight: 1 },
  { arbitrary: fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n }).map((big) => Long.fromBigInt(big)), weight: 1 },
  { arbitrary: fc.date({ noInvalidDate: true }), weight: 1 },
  { arbitrary: fc.boolean(), weight: 1 },
  { arbitrary: fc.constant(null), weight: 1 },
  { arbitrary: fc.uint8Array({ minLength: 12, maxLength: 12 }).map((bytes) => new ObjectId(bytes)), weight: 1 },
  { arbitrary: fc.uint8Array({ maxLength: 3 }).map((bytes) => new Binary(bytes)), weight: 1 },
  { arbitrary: fc.uuid().map((uuid) => new UUID(uuid)), weight: 1 },
);

/** The driver puts an id of its own in the place of null. */
const key = fc.oneof(
  { weight: 5, arbitrary: scalar.filter((value) => value !== null) },
  { weight: 1, arbitrary: fc.dictionary(fc.constantFrom('a', 'b'), scalar, { maxKeys: 2, noNullPrototype: true }) },
);

/** The same for values that MongoDB holds for equal: whatever the type of a number. */
function identity(value: unknown): unknown {
  if (value instanceof Int32 || value instanceof Double || typeof value === 'number') return numeric(Number(value));
  if (value instanceof Decimal128) return numeric(Number(value.toString()));
  if (value instanceof Long) {
    const big = value.toBigInt();
    return BigInt(Number(big)) === big ? numeric(Number(big)) : { long: String(big) };
  }
  if (value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    return { document: Object.entries(value).map(([name, inner]) => [name, identity(inner)]) };
  }
  return BSON.EJSON.serialize({ value }, { relaxed: false });
}

const numeric = (value: number): unknown => ({ number: String(value) });

interface Numbered {
  readonly _id: unknown;
  readonly ordinal: number;
}

async function insert(documents: Collection<Numbered>, document: Numbered): Promise<boolean> {
  try {
    await documents.insertOne(document as never);
    return true;
  } catch (error) {
    if (error instanceof MongoServerError && error.code === 11_000) return false;
    throw error;
  }
}

describe('in the file of the durable store', () => {
  it('values are of the type that was written', async () => {
    const dataFile = join(temporaryFolder(), 'store.h2');
    const documents = VALUES.map((value, ordinal) => ({ _id: new Int32(ordinal), value }));
    const store = await durableStore(dataFile);
    await databaseOf(store)
      .collection('values')
      .insertMany(documents as never[]);
    await kill(store);

    const again = databaseOf(await durableStore(dataFile)).collection('values');
    expect(await again.find({}, { promoteValues: false }).sort({ _id: 1 }).toArray()).toEqual(documents);
  });

  it('every _id is found, whatever its type, and refused when it is there already', async () => {
    const dataFile = join(temporaryFolder(), 'store.h2');
    const store = await durableStore(dataFile);
    const documents = databaseOf(store).collection<Numbered>('keys');
    const keys = fc.sample(key, { numRuns: 700, seed: 8 });
    const first = new Map<string, Numbered>();
    for (const [ordinal, _id] of keys.entries()) {
      const same = JSON.stringify(identity(_id));
      expect([same, await insert(documents, { _id, ordinal })]).toEqual([same, !first.has(same)]);
      if (!first.has(same)) first.set(same, { _id, ordinal });
    }
    expect(first.size).toBeGreaterThan(150);
    expect(keys.length - first.size).toBeGreaterThan(150);
    await kill(store);

    const again = databaseOf(await durableStore(dataFile)).collection<Numbered>('keys');
    expect(await again.countDocuments()).toBe(first.size);
    for (const _id of keys) {
      const wanted = first.get(JSON.stringify(identity(_id)))?.ordinal;
      const [one, many] = await Promise.all([
        again.findOne({ _id } as never),
        again.find({ _id: { $in: [_id] } } as never).toArray(),
      ]);
      expect([one?.ordinal, many.map(({ ordinal }) => ordinal)]).toEqual([wanted, [wanted]]);
      expect(await insert(again, { _id, ordinal: -1 })).toBe(false);
    }
  });

  it('an _id with further conditions finds what fulfils all of them', async () => {
    const documents = databaseOf(await durableStore(join(temporaryFolder(), 'store.h2'))).collection<Numbered>('both');
    const ids = ['a', 'b', new Int32(7), new ObjectId('0123456789abcdef01234567')];
    for (const [ordinal, _id] of ids.entries()) await insert(documents, { _id, ordinal });
    for (const [ordinal, _id] of ids.entries()) {
      const among = { _id: { $in: ids }, ordinal: { $gte: ordinal } };
      expect(await documents.findOne({ _id, ordinal } as never)).toMatchObject({ ordinal });
      expect(await documents.findOne({ _id, ordinal: 99 } as never)).toBeNull();
      expect(await documents.findOne({ _id, $or: [{ ordinal: 99 }, { ordinal }] } as never)).toMatchObject({ ordinal });
      expect(await documents.countDocuments(among as never)).toBe(ids.length - ordinal);
      expect((await documents.updateOne({ _id, ordinal: 99 } as never, { $inc: { ordinal: 1 } })).matchedCount).toBe(0);
      expect((await documents.deleteOne({ _id, ordinal: 99 } as never)).deletedCount).toBe(0);
    }
    expect(await documents.findOne({ _id: { $gt: 'a' }, ordinal: { $gte: 0 } } as never)).toMatchObject({ _id: 'b' });
    await expect(
      documents.updateOne({ _id: 'a', ordinal: 99 } as never, { $set: { ordinal: 5 } }, { upsert: true }),
    ).rejects.toThrow('duplicate key');
  });

  it('strings, numbers and dates lie in their order', async () => {
    const dataFile = join(temporaryFolder(), 'store.h2');
    const ids = [-1e300, -2, -0.5, 0, 1, 2.5, 1e300, 'A', 'a', 'aa', 'b', 'é', new Date(-5), new Date(5)];
    const documents = databaseOf(await durableStore(dataFile)).collection('ordered');
    await documents.insertMany([...ids].reverse().map((_id) => ({ _id }) as never));

    expect((await documents.find().toArray()).map(({ _id }) => _id)).toEqual(ids);
    expect((await documents.find().sort({ $natural: -1 }).toArray()).map(({ _id }) => _id)).toEqual(ids.toReversed());
  });

  it('an _id never changes, not in a part of it either', async () => {
    const store = await durableStore(join(temporaryFolder(), 'store.h2'));
    const documents = databaseOf(store).collection('immutable');
    await documents.insertOne({ _id: { a: 1 } } as never);

    await expect(documents.updateOne({}, { $set: { '_id.a': 2 } })).rejects.toThrow("field '_id' can't be changed");
    expect(await documents.findOne({ _id: { a: 1 } } as never)).toEqual({ _id: { a: 1 } });
  });

  it('no document grows beyond what can be read', async () => {
    const store = await durableStore(join(temporaryFolder(), 'store.h2'));
    const documents = databaseOf(store).collection('large');
    await documents.createIndex({ name: 1 }, { unique: true });
    await documents.insertOne({ name: 'small', text: 'x'.repeat(9_000_000) });

    const grown = { name: 'large', more: 'x'.repeat(9_000_000) };
    await expect(documents.updateOne({}, { $set: grown })).rejects.toThrow('larger than 16 MB');
    expect(await documents.findOne({ name: 'small' })).not.toHaveProperty('more');
    await expect(documents.insertOne({ name: 'small' })).rejects.toThrow('E11000');
    await documents.insertOne({ name: 'large' });
  });
});

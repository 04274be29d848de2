import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type AnyBulkWriteOperation, type Collection, MongoBulkWriteError } from 'mongodb';
import { describe, expect, it, vi } from 'vitest';
import { databaseOf, durableStore, kill } from '../support/durableStore.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

interface Note {
  readonly _id: string;
  /** Has a unique index. */
  readonly name: string;
  readonly version: number;
  readonly state?: string;
}

const CONNECTIONS = 6;
const BATCH = 10;
const KILLS = 3;

/** A client that writes on and on, and knows what the store must hold of its notes: all that was acknowledged. */
class Writer {
  private readonly acknowledged = new Map<string, Note | null>();
  /** The effect of the command that is under way: after a kill, each of its notes may show it or not. */
  private inFlight = new Map<string, Note | null>();
  commands = 0;
  private readonly prefix: string;
  private ordinal = 0;

  constructor(prefix: string) {
    this.prefix = prefix;
  }

  /** Every kind of write in turn, until the connection breaks. */
  async run(notes: Collection<Note>): Promise<void> {
    for (;;) {
      await this.insert(notes);
      await this.increment(notes);
      await this.mark(notes);
      await this.rename(notes);
      await this.remove(notes);
    }
  }

  /** Ids of the notes that are neither as they were acknowledged nor as the command under way left them. */
  lost(found: ReadonlyMap<string, Note>): string[] {
    return [...this.acknowledged.keys()].filter((id) => {
      const note = found.get(id) ?? null;
      const interrupted = this.inFlight.has(id) && isDeepStrictEqual(note, this.inFlight.get(id));
      return !interrupted && !isDeepStrictEqual(note, this.acknowledged.get(id));
    });
  }

  /** Takes over what the store holds of the command that the kill interrupted. */
  settle(found: ReadonlyMap<string, Note>): void {
    for (const id of this.inFlight.keys()) this.acknowledged.set(id, found.get(id) ?? null);
    this.inFlight.clear();
  }

  private async insert(notes: Collection<Note>): Promise<void> {
    const fresh = Array.from({ length: BATCH }, () => {
      const _id = `${this.prefix}/${this.ordinal++}`;
      return { _id, name: `${_id} new`, version: 0 };
    });
    await this.command(fresh, async () => {
      // The last one is refused, for its name, beside the others.
      const refused = { ...(fresh[0] as Note), _id: `${this.prefix}/refused` };
      const error = await notes.insertMany([...fresh, refused], { ordered: false }).catch((reason: unknown) => reason);
      if (!(error instanceof MongoBulkWriteError) || error.code !== 11_000) throw error;
    });
  }

  private async increment(notes: Collection<Note>): Promise<void> {
    const changed = this.some(BATCH).map((note) => ({ ...note, version: note.version + 1 }));
    const updates = changed.map(
      ({ _id }): AnyBulkWriteOperation<Note> => ({ updateOne: { filter: { _id }, update: { $inc: { version: 1 } } } }),
    );
    await this.command(changed, () => notes.bulkWrite(updates, { ordered: false }));
  }

  private async mark(notes: Collection<Note>): Promise<void> {
    const state = `marked ${this.commands}`;
    const changed = this.some(BATCH).map((note) => ({ ...note, state }));
    await this.command(changed, () => notes.updateMany({ _id: { $in: idsOf(changed) } }, { $set: { state } }));
  }

  private async rename(notes: Collection<Note>): Promise<void> {
    const changed = this.some(1).map((note) => ({ ...note, name: `${note._id} ${this.commands}` }));
    for (const { _id, name } of changed) {
      await this.command(changed, () => notes.findOneAndUpdate({ _id }, { $set: { name } }));
    }
  }

  private async remove(notes: Collection<Note>): Promise<void> {
    const [first, ...others] = idsOf(this.some(3));
    await this.command([], () => notes.deleteMany({ _id: { $in: others } }), others);
    if (first !== undefined) await this.command([], () => notes.findOneAndDelete({ _id: first }), [first]);
  }

  private async command(
    changed: readonly Note[],
    run: () => Promise<unknown>,
    gone: readonly string[] = [],
  ): Promise<void> {
    this.inFlight = new Map([
      ...changed.map((note) => [note._id, note] as const),
      ...gone.map((id) => [id, null] as const),
    ]);
    await run();
    for (const [id, note] of this.inFlight) this.acknowledged.set(id, note);
    this.inFlight.clear();
    this.commands += 1;
  }

  /** Some that are there, others each time. */
  private some(count: number): Note[] {
    const present = [...this.acknowledged.values()].filter((note) => note !== null);
    const offset = (this.commands * 7) % present.length;
    return [...present.slice(offset), ...present.slice(0, offset)].slice(0, count);
  }
}

const idsOf = (notes: readonly Note[]): string[] => notes.map(({ _id }) => _id);

describe('the durable store', () => {
  it('has everything that it acknowledged, however often it is killed', async () => {
    const dataFile = join(temporaryFolder(), 'store.h2');
    const writers = Array.from({ length: CONNECTIONS }, (_, index) => new Writer(`writer-${index}`));
    let store = await durableStore(dataFile);
    await databaseOf(store).collection('notes').createIndex({ name: 1 }, { unique: true });

    for (let kills = 1; kills <= KILLS; kills += 1) {
      const running = store;
      const broken = writers.map((writer) => writer.run(databaseOf(running).collection('notes')).catch(() => {}));
      await vi.waitUntil(() => writers.every(({ commands }) => commands > kills * 40), { timeout: 60_000 });
      await kill(store);
      await Promise.all(broken);

      store = await durableStore(dataFile);
      const notes = databaseOf(store).collection<Note>('notes');
      const found = new Map((await notes.find().toArray()).map((note) => [note._id, note]));
      expect(writers.flatMap((writer) => writer.lost(found))).toEqual([]);
      for (const writer of writers) writer.settle(found);
      // The unique index tells the same as the notes: each is found by its name, and no name is left of one that is gone.
      const names = [...found.values()].map(({ name }) => name);
      expect(await notes.find({ name: { $in: names } }).toArray()).toHaveLength(found.size);
      const validated = await databaseOf(store).command({ validate: 'notes' });
      expect(validated).toMatchObject({ nrecords: found.size, keysPerIndex: { _id_: found.size, name_1: found.size } });
    }
  });

  it('has everything after a clean end', async () => {
    const dataFile = join(temporaryFolder(), 'store.h2');
    const store = await durableStore(dataFile);
    const notes = Array.from({ length: 5_000 }, (_, index) => ({ _id: index }));
    await databaseOf(store).collection<{ _id: number }>('notes').insertMany(notes);
    await store.stop();

    expect(
      await databaseOf(await durableStore(dataFile))
        .collection('notes')
        .countDocuments(),
    ).toBe(5_000);
  });

  it('knows collections that were renamed, dropped or made anew', async () => {
    const dataFile = join(temporaryFolder(), 'store.h2');
    const store = await durableStore(dataFile);
    const before = databaseOf(store);
    for (const name of ['renamed', 'dropped', 'anew']) {
      await before.collection(name).createIndex({ name: 1 }, { unique: true });
      await before.collection<Note>(name).insertOne({ _id: 'a', name: 'A', version: 1 });
    }
    await before.renameCollection('renamed', 'elsewhere');
    await before.dropCollection('dropped');
    await before.dropCollection('anew');
    await before.collection<Note>('anew').insertOne({ _id: 'b', name: 'A', version: 2 });
    await kill(store);

    const after = databaseOf(await durableStore(dataFile));
    expect(await after.collection('elsewhere').find({ name: 'A' }).toArray()).toEqual([
      { _id: 'a', name: 'A', version: 1 },
    ]);
    await expect(after.collection<Note>('elsewhere').insertOne({ _id: 'c', name: 'A', version: 3 })).rejects.toThrow(
      'E11000',
    );
    expect(await after.collection('renamed').countDocuments()).toBe(0);
    expect(await after.collection('dropped').countDocuments()).toBe(0);
    expect(await after.collection('anew').find().toArray()).toEqual([{ _id: 'b', name: 'A', version: 2 }]);
  });
});

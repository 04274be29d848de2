import type { Readable } from 'node:stream';
import type { Binary, Db, IndexDescription } from 'mongodb';

/** A part of an uploaded file; `_id` is the import and the ordinal of the part, from 0, so that storing it again changes nothing. */
interface FileChunk {
  readonly _id: string;
  readonly data: Binary;
  readonly createdAt: Date;
}

const CHUNK_BYTES = 1_048_576;
/** A file is removed when it has been imported; this is for one whose upload broke off, in seconds. */
const KEPT_SECONDS = 30 * 86_400;

export const importFileIndexes: IndexDescription[] = [{ key: { createdAt: 1 }, expireAfterSeconds: KEPT_SECONDS }];

/** Uploaded files, until they are imported. Temporal gets only the id of the import. */
export function importFileStore(db: Db) {
  const chunks = db.collection<FileChunk>('importFiles');

  async function write(id: string, ordinal: number, data: Buffer, createdAt: Date): Promise<void> {
    await chunks.replaceOne({ _id: chunkId(id, ordinal) }, { data: data as never, createdAt }, { upsert: true });
  }

  return {
    /** Stores a file as it comes. Returns its size, and the number of its chunks. */
    async write(id: string, content: Readable, now: Date): Promise<{ bytes: number; chunks: number }> {
      let held: Buffer[] = [];
      let size = 0;
      let bytes = 0;
      let count = 0;
      for await (const piece of content as AsyncIterable<Buffer>) {
        held.push(piece);
        size += piece.length;
        bytes += piece.length;
        if (size < CHUNK_BYTES) continue;
        const all = Buffer.concat(held);
        let start = 0;
        for (; all.length - start >= CHUNK_BYTES; start += CHUNK_BYTES) {
          await write(id, count, all.subarray(start, start + CHUNK_BYTES), now);
          count += 1;
        }
        held = [all.subarray(start)];
        size = all.length - start;
      }
      if (size > 0) {
        await write(id, count, Buffer.concat(held), now);
        count += 1;
      }
      return { bytes, chunks: count };
    },

    /** The bytes of a file. Rejects where a chunk is missing. */
    async *read(id: string, count: number): AsyncGenerator<Buffer, void, void> {
      for (let ordinal = 0; ordinal < count; ordinal += 1) {
        const chunk = await chunks.findOne({ _id: chunkId(id, ordinal) });
        if (chunk === null) throw new Error(`chunk ${ordinal} of the file of ${id} is missing`);
        yield Buffer.from(chunk.data.buffer);
      }
    },

    /** Removes what MongoDB would expire by itself. */
    async removeExpired(now: Date): Promise<void> {
      await chunks.deleteMany({ createdAt: { $lt: new Date(now.getTime() - KEPT_SECONDS * 1000) } });
    },

    async remove(id: string, count: number): Promise<void> {
      const ids = Array.from({ length: count }, (_, ordinal) => chunkId(id, ordinal));
      await chunks.deleteMany({ _id: { $in: ids } });
    },
  };
}

const chunkId = (id: string, ordinal: number): string => `${id}/${ordinal}`;

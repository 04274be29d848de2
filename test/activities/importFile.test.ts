import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { importFile } from '../../src/activities/importFile.ts';
import type { ImportJob } from '../../src/store/imports/importJobs.ts';
import { NOTHING_IMPORTED } from '../../src/store/imports/importRows.ts';
import { ingestion } from '../../src/store/ingestion/ingestion.ts';
import { storeOf } from '../../src/store/store.ts';
import { SECRET_KEY } from '../api/support.ts';
import { Crashed, crashingDb } from '../store/crashingDb.ts';
import { freshDatabase } from '../support/database.ts';

const AT = new Date('2026-05-07T10:00:00Z');
const { signal } = new AbortController();

describe('the import of a stored file', () => {
  const { db } = freshDatabase();
  const store = storeOf(db, SECRET_KEY);
  const onTriggers = () => undefined;
  const services = { store, ingestion: ingestion({ store, onTriggers }) };
  let count = 0;

  async function uploaded(content: string, changes: Partial<ImportJob> = {}): Promise<string> {
    count += 1;
    const _id = `imp_${count}`;
    const file = await store.importFiles.write(_id, Readable.from([Buffer.from(content)], { objectMode: false }), AT);
    await store.imports.create({
      _id,
      kind: 'events',
      format: 'csv',
      map: {},
      types: {},
      optInReason: null,
      keyId: 'key_1',
      country: null,
      ...file,
      status: 'waiting',
      result: NOTHING_IMPORTED,
      error: null,
      createdAt: AT,
      updatedAt: AT,
      finishedAt: null,
      ...changes,
    });
    return _id;
  }

  /** Events without ids, and every hundredth row bad. */
  const rows = (profileId: string, total: number): string =>
    `profileId,name,n\n${Array.from({ length: total }, (_, n) => `${n % 100 === 7 ? 'no one' : profileId},visit,${n}`).join('\n')}\n`;

  it('is stored in parts, whatever pieces it comes in, and read as it was', async () => {
    const bytes = Buffer.alloc(3_500_000, 'abcdefg');
    const pieces = Readable.from([bytes.subarray(0, 10), bytes.subarray(10, 2_600_000), bytes.subarray(2_600_000)], {
      objectMode: false,
    });
    const file = await store.importFiles.write('imp_file', pieces, AT);
    expect(file).toEqual({ bytes: 3_500_000, chunks: 4 });
    const read: Buffer[] = [];
    for await (const chunk of store.importFiles.read('imp_file', file.chunks)) read.push(chunk);
    expect(Buffer.concat(read).equals(bytes)).toBe(true);
    await store.importFiles.remove('imp_file', file.chunks);
    await expect(store.importFiles.read('imp_file', 1).next()).rejects.toThrow('missing');
  });

  it('loses nothing and stores nothing twice, wherever a worker dies and another goes on', {
    timeout: 60_000,
  }, async () => {
    const crash = fc.record({
      request: fc.integer({ min: 1, max: 20 }),
      when: fc.constantFrom('before' as const, 'after' as const),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(crash, { minLength: 1, maxLength: 2 }), async (crashes) => {
        const profileId = `p${count}`;
        const id = await uploaded(rows(profileId, 2400));
        for (const each of crashes) {
          const dying = storeOf(crashingDb(db, each), SECRET_KEY);
          await importFile(id, {
            store: dying,
            ingestion: ingestion({ store: dying, onTriggers }),
            signal,
            tell: () => undefined,
          }).catch((error: unknown) => expect(error).toBeInstanceOf(Crashed));
        }
        const counts = await importFile(id, { ...services, signal, tell: () => undefined });
        expect(counts).toEqual({ status: 'completed', received: 2400, accepted: 2376, rejected: 24 });
        expect(await store.imports.get(id)).toMatchObject({ result: { received: 2400, accepted: 2376, known: 0 } });
        expect(await store.events.ofProfile({ profileId, limit: 5000 })).toHaveLength(2376);
        const refused: number[] = [];
        for await (const { line } of store.imports.refused(id)) refused.push(line);
        expect(refused).toEqual(Array.from({ length: 24 }, (_, index) => index * 100 + 9));
      }),
      { numRuns: 12 },
    );
  });

  it('is done once: a repetition answers with what it came to, and two attempts at once don’t count rows twice', async () => {
    const id = await uploaded(rows('twice', 1500));
    const attempts = [1, 2].map(() => importFile(id, { ...services, signal, tell: () => undefined }));
    const settled = await Promise.allSettled(attempts);
    expect(settled.some(({ status }) => status === 'fulfilled')).toBe(true);
    const counts = await importFile(id, { ...services, signal, tell: () => undefined });
    expect(counts).toEqual({ status: 'completed', received: 1500, accepted: 1485, rejected: 15 });
    expect(await store.events.ofProfile({ profileId: 'twice', limit: 5000 })).toHaveLength(1485);
  });

  it('tells its position, and ends with its signal', async () => {
    const told: number[] = [];
    const id = await uploaded(rows('told', 2500));
    const controller = new AbortController();
    const tell = ({ rows: position }: { rows: number }) => {
      told.push(position);
      controller.abort(new Error('shutting down'));
    };
    await expect(importFile(id, { ...services, signal: controller.signal, tell })).rejects.toThrow('shutting down');
    expect(told[0]).toBe(1000);
    await importFile(id, { ...services, signal, tell: () => undefined });
    expect(await store.imports.get(id)).toMatchObject({ status: 'completed', result: { received: 2500 } });
  });
});

import type { Db, IndexDescription } from 'mongodb';
import type { FieldProblem } from '../../domain/problems.ts';
import { insertOnce } from '../collections.ts';
import type { ColumnOptions } from './importColumns.ts';
import type { RowProblem } from './importProblem.ts';
import type { ImportFormat, ImportResult } from './importRows.ts';

export const IMPORT_STATUSES = ['waiting', 'running', 'completed', 'failed'] as const;

/** An import of a stored file. The result grows while it runs: it says what became of the first `received` rows. */
export interface ImportJob {
  readonly _id: string;
  readonly kind: 'profiles' | 'events';
  readonly format: ImportFormat;
  readonly map: NonNullable<ColumnOptions['map']>;
  readonly types: NonNullable<ColumnOptions['types']>;
  /** The country of phones without a country code; null: none. */
  readonly country: string | null;
  /** Why rows with `optedOut: false` end opt-outs; null: they don't. */
  readonly optInReason: string | null;
  /** The API key of the caller. */
  readonly keyId: string;
  readonly bytes: number;
  readonly chunks: number;
  /** `waiting`: no worker has begun. `failed`: the file or the mapping is wrong as a whole, which `error` says; nothing was stored. */
  readonly status: (typeof IMPORT_STATUSES)[number];
  readonly result: ImportResult;
  readonly error: FieldProblem | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly finishedAt: Date | null;
}

/** A row that was refused, with its text. */
export interface RefusedRow extends RowProblem {
  readonly row: string;
}

interface RefusedRows {
  /** `<importId>/<line of the first one>` */
  readonly _id: string;
  readonly importId: string;
  readonly firstLine: number;
  readonly rows: readonly RefusedRow[];
  readonly createdAt: Date;
}

/** How long an import can be looked up, in seconds. */
const KEPT_SECONDS = 30 * 86_400;
/** Characters of refused rows in one document. */
const MAX_CHARACTERS = 1_000_000;

export const importJobIndexes: IndexDescription[] = [{ key: { createdAt: 1 }, expireAfterSeconds: KEPT_SECONDS }];
export const refusedRowIndexes: IndexDescription[] = [
  { key: { importId: 1, firstLine: 1 } },
  { key: { createdAt: 1 }, expireAfterSeconds: KEPT_SECONDS },
];

export function importJobStore(db: Db) {
  const jobs = db.collection<ImportJob>('imports', { ignoreUndefined: true });
  const refusals = db.collection<RefusedRows>('importRefusals');
  return {
    /** Returns whether the import was new. */
    create: (job: ImportJob): Promise<boolean> => insertOnce(jobs, job),

    get: (id: string): Promise<ImportJob | null> => jobs.findOne({ _id: id }),

    /**
     * Records what became of the rows up to `result.received`, after those that were recorded before (`after`). Returns false where
     * another attempt has recorded them, or the import has ended.
     */
    async advance(
      id: string,
      of: { after: number; result: ImportResult; status: 'running' | 'completed'; now: Date },
    ): Promise<boolean> {
      const { after, result, status, now } = of;
      const { matchedCount } = await jobs.updateOne(
        { _id: id, 'result.received': after, status: { $in: ['waiting', 'running'] } },
        { $set: { result, status, updatedAt: now, ...(status === 'completed' && { finishedAt: now }) } },
      );
      return matchedCount === 1;
    },

    /** Ends the import of a file that can't be read at all. */
    async fail(id: string, error: FieldProblem, now: Date): Promise<void> {
      const set = { status: 'failed' as const, error, updatedAt: now, finishedAt: now };
      await jobs.updateOne({ _id: id, status: { $in: ['waiting', 'running'] } }, { $set: set });
    },

    /** Keeps refused rows; harmless when repeated. */
    async addRefused(id: string, rows: readonly RefusedRow[], now: Date): Promise<void> {
      for (const group of grouped(rows)) {
        const firstLine = group[0]?.line ?? 0;
        const _id = `${id}/${firstLine}`;
        await refusals.replaceOne({ _id }, { importId: id, firstLine, rows: group, createdAt: now }, { upsert: true });
      }
    },

    /** Removes what MongoDB would expire by itself. */
    async removeExpired(now: Date): Promise<void> {
      const createdAt = { $lt: new Date(now.getTime() - KEPT_SECONDS * 1000) };
      await refusals.deleteMany({ createdAt });
      await jobs.deleteMany({ createdAt });
    },

    /** The refused rows of an import after a line, in their order. */
    async *refused(id: string, afterLine = 0): AsyncGenerator<RefusedRow, void, void> {
      const found = refusals.find({ importId: id }).sort({ firstLine: 1 });
      for await (const { rows } of found) yield* rows.filter(({ line }) => line > afterLine);
    },
  };
}

function grouped(rows: readonly RefusedRow[]): RefusedRow[][] {
  const groups: RefusedRow[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const row of rows) {
    if (size + row.row.length > MAX_CHARACTERS) {
      groups.push([]);
      size = 0;
    }
    groups.at(-1)?.push(row);
    size += row.row.length;
  }
  return groups;
}

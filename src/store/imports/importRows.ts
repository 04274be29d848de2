import { addAbortSignal, type Readable } from 'node:stream';
import type { z } from 'zod';
import type { ColumnOptions, RowFields } from './importColumns.ts';
import { csvRows } from './importCsv.ts';
import type { ImportedRow } from './importedRow.ts';
import { ndjsonRows } from './importNdjson.ts';
import { ImportError, problemOf, type RowProblem } from './importProblem.ts';
import { decodedText } from './importText.ts';

/** Rows that are written at a time. */
const BATCH = 1000;
const MAX_LISTED = 100;

export type ImportFormat = 'csv' | 'ndjson';

export interface ImportOptions extends ColumnOptions {
  readonly stream: Readable;
  readonly format: ImportFormat;
  readonly now: Date;
  /** Ends the import with the signal's reason; what was written stays. */
  readonly signal?: AbortSignal | undefined;
}

export interface ImportResult {
  /** Rows that were read, the header aside: accepted + rejected. */
  readonly received: number;
  readonly accepted: number;
  readonly rejected: number;
  /** What was wrong with the first 100 rejected rows. */
  readonly problems: readonly RowProblem[];
  /** What the sender should know of rows that were accepted; the first 100. */
  readonly notes: readonly RowProblem[];
  /** False when the file ends inside a quoted cell, as one does that was cut off. */
  readonly complete: boolean;
}

/**
 * Reads a stream row by row, rejects the bad ones, and hands the good ones to `write` a thousand at a time, in order. One batch is
 * being written while the next one is read; no more is held than those two. Throws `ImportError` before anything is written.
 */
export async function importRows<Row>(
  options: ImportOptions,
  kind: RowFields & { schema: z.ZodType<Row>; write: (rows: Row[]) => Promise<unknown> },
): Promise<ImportResult> {
  let accepted = 0;
  let rejected = 0;
  let complete = true;
  const problems: RowProblem[] = [];
  const notes: RowProblem[] = [];
  let batch: Row[] = [];
  let writing: Promise<unknown> = Promise.resolve();

  const flush = async (): Promise<void> => {
    await writing;
    const rows = batch;
    batch = [];
    writing = kind.write(rows);
    // It is awaited with the next batch; until then a failure must not count as unhandled.
    writing.catch(() => {});
    accepted += rows.length;
  };
  const reject = (problem: RowProblem): void => {
    rejected += 1;
    if (problems.length < MAX_LISTED) problems.push(problem);
  };

  if (options.signal) addAbortSignal(options.signal, options.stream);
  try {
    for await (const row of rowsOf(options, kind)) {
      if ('problem' in row) {
        reject({ line: row.line, ...row.problem });
        complete &&= row.atEnd !== true;
        continue;
      }
      if ('note' in row) {
        if (notes.length < MAX_LISTED) notes.push({ line: row.line, ...row.note });
        continue;
      }
      const parsed = kind.schema.safeParse(row.value);
      if (!parsed.success) reject({ line: row.line, ...problemOf(parsed.error, row.value, row.nameOf) });
      else if (batch.push(parsed.data) === BATCH) await flush();
    }
    if (batch.length > 0) await flush();
  } catch (error) {
    options.signal?.throwIfAborted();
    throw error;
  } finally {
    await writing;
  }
  return { received: accepted + rejected, accepted, rejected, problems, notes, complete };
}

function rowsOf(options: ImportOptions, kind: RowFields): AsyncIterable<ImportedRow> {
  const text = decodedText(options.stream);
  if (options.format === 'csv') return csvRows(text, kind, options);
  if (options.types !== undefined && Object.keys(options.types).length > 0) {
    throw new ImportError({ field: 'types', got: 'types of columns', wanted: 'none: values in JSON have their types' });
  }
  return ndjsonRows(text, kind, options.map);
}

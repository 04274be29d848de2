import { addAbortSignal, type Readable } from 'node:stream';
import type { z } from 'zod';
import type { ColumnOptions, RowFields } from './importColumns.ts';
import { csvRows } from './importCsv.ts';
import type { ImportedRow } from './importedRow.ts';
import type { RefusedRow } from './importJobs.ts';
import { ndjsonRows } from './importNdjson.ts';
import { isRefusal, REFUSALS, type RowNote, type WrittenRow } from './importNotes.ts';
import { ImportError, problemOf, type RowProblem, shownAt } from './importProblem.ts';
import { decodedText } from './importText.ts';

/** Rows that are written at a time. */
const BATCH = 1000;
const MAX_LISTED = 100;
/** Characters that are kept of a row that was refused. */
const MAX_KEPT = 10_000;

export type ImportFormat = 'csv' | 'ndjson';

export interface ImportOptions extends ColumnOptions {
  readonly stream: Readable;
  readonly format: ImportFormat;
  readonly now: Date;
  /** What became of the first rows already: those are passed over. */
  readonly from?: ImportResult | undefined;
  /** Called after each batch, with what has become of all rows so far, and those of the batch that were refused. */
  readonly onBatch?: ((result: ImportResult, refused: readonly RefusedRow[]) => Promise<void>) | undefined;
  /** Ends the import with the signal's reason; what was written stays. */
  readonly signal?: AbortSignal | undefined;
}

export interface ImportCounts {
  /** Rows that were read, the header aside: accepted + known + rejected. */
  readonly received: number;
  /** Rows that are stored. */
  readonly accepted: number;
  /** Of those, profiles that had all of it before. */
  readonly unchanged: number;
  /** Events whose id the profile has already; nothing changed. */
  readonly known: number;
  readonly rejected: number;
  /** Rows that were not rejected, with a phone that is no usable number. */
  readonly withoutNumber: number;
  /** Rows that were not rejected, and lost a property that can't be stored. */
  readonly incomplete: number;
  /** Rows that were not rejected and don't opt their profile out, which is opted out nevertheless. */
  readonly stillOptedOut: number;
}

export interface ImportResult extends ImportCounts {
  /** What was wrong with the first 100 rejected rows. */
  readonly problems: readonly RowProblem[];
  /** What the sender should know of rows that were not rejected; the first 100. */
  readonly notes: readonly RowProblem[];
  /** False when the file ends inside a quoted cell, as one does that was cut off. */
  readonly complete: boolean;
}

/** A row that is to be written. */
export interface GoodRow<Row> {
  readonly row: Row;
  readonly line: number;
  /** Its text. */
  readonly raw: string;
  /** The sender's name for a path in the row. */
  readonly nameOf: (path: readonly PropertyKey[]) => string;
}

export interface RowKind<Row> extends RowFields {
  readonly schema: z.ZodType<Row>;
  /** The field with the profile's id. */
  readonly idField: string;
  readonly notesOf: (row: Row) => RowNote[];
  readonly write: (rows: readonly GoodRow<Row>[]) => Promise<readonly WrittenRow[]>;
}

/** Rows that are settled together. */
interface Batch<Row> {
  readonly good: GoodRow<Row>[];
  readonly refused: RefusedRow[];
  readonly notes: RowProblem[];
  readonly withoutNumber: number;
  readonly incomplete: number;
}

export const NOTHING_IMPORTED: ImportResult = {
  received: 0,
  accepted: 0,
  unchanged: 0,
  known: 0,
  rejected: 0,
  withoutNumber: 0,
  incomplete: 0,
  stillOptedOut: 0,
  problems: [],
  notes: [],
  complete: true,
};

/**
 * Reads a stream row by row, rejects invalid rows, and passes the valid ones to `write` a thousand at a time, in order. One batch is
 * written while the next one is read; no more than those two are held in memory. Throws `ImportError` before anything is written.
 */
export async function importRows<Row>(options: ImportOptions, kind: RowKind<Row>): Promise<ImportResult> {
  let result = options.from ?? NOTHING_IMPORTED;
  let complete = true;
  let seen = 0;
  let batch = emptyBatch<Row>();
  let settling: Promise<unknown> = Promise.resolve();

  const settle = async (rows: Batch<Row>): Promise<void> => {
    const written = rows.good.length === 0 ? [] : await kind.write(rows.good);
    const settled = withoutRefused(rows, written, kind.idField);
    result = added(result, settled.batch, settled.written);
    await options.onBatch?.({ ...result, complete }, settled.batch.refused);
  };
  const flush = async (): Promise<void> => {
    await settling;
    options.signal?.throwIfAborted();
    settling = settle(batch);
    batch = emptyBatch();
    // It is awaited with the next batch; until then a failure must not count as unhandled.
    settling.catch(() => {});
  };

  if (options.signal) addAbortSignal(options.signal, options.stream);
  const settledBefore = result.received;
  try {
    for await (const row of rowsOf(options, kind)) {
      if ('problem' in row) complete &&= row.atEnd !== true;
      if (!('note' in row)) seen += 1;
      if (!('note' in row) && seen <= settledBefore) continue;
      batch = sorted(batch, row, kind);
      if (batch.good.length + batch.refused.length >= BATCH) await flush();
    }
    await flush();
  } catch (error) {
    options.signal?.throwIfAborted();
    throw error;
  } finally {
    await settling;
  }
  return { ...result, complete };
}

const emptyBatch = <Row>(): Batch<Row> => ({ good: [], refused: [], notes: [], withoutNumber: 0, incomplete: 0 });

/** The batch with a row more. */
function sorted<Row>(batch: Batch<Row>, read: ImportedRow, kind: RowKind<Row>): Batch<Row> {
  const { line } = read;
  const { good, refused, notes } = batch;
  if ('note' in read) {
    notes.push({ line, ...read.note });
    return batch;
  }
  const parsed = 'problem' in read ? null : kind.schema.safeParse(read.value);
  if ('problem' in read || parsed === null || !parsed.success) {
    const problem = 'problem' in read ? read.problem : problemOf(parsed?.error, read.value, read.nameOf);
    refused.push({ line, ...problem, row: read.raw.slice(0, MAX_KEPT) });
    return batch;
  }
  good.push({ row: parsed.data, line, raw: read.raw, nameOf: read.nameOf });
  const found = kind.notesOf(parsed.data);
  if (found.length === 0) return batch;
  for (const { path, got, wanted } of found) {
    notes.push({ line, field: read.nameOf(path), got: got ?? shownAt(read.value, path), wanted });
  }
  return {
    ...batch,
    withoutNumber: batch.withoutNumber + (found.some(({ kind: what }) => what === 'number') ? 1 : 0),
    incomplete: batch.incomplete + (found.some(({ kind: what }) => what === 'left_out') ? 1 : 0),
  };
}

/** Moves the rows that the store has refused to the others that are refused. Nothing of an erased person's row is kept. */
function withoutRefused<Row>(
  batch: Batch<Row>,
  written: readonly WrittenRow[],
  idField: string,
): { readonly batch: Batch<Row>; readonly written: readonly WrittenRow[] } {
  const refused = batch.good.flatMap(({ line, raw, nameOf }, index) => {
    const refusal = written[index]?.outcome;
    if (!isRefusal(refusal)) return [];
    const { got, wanted } = REFUSALS[refusal];
    const row = refusal === 'erased' ? '' : raw.slice(0, MAX_KEPT);
    return [{ line, field: nameOf([idField]), got, wanted, row }];
  });
  if (refused.length === 0) return { batch, written };
  const isTaken = (index: number): boolean => !isRefusal(written[index]?.outcome);
  return {
    batch: {
      ...batch,
      good: batch.good.filter((_, index) => isTaken(index)),
      refused: [...batch.refused, ...refused].toSorted((a, b) => a.line - b.line),
    },
    written: written.filter((_, index) => isTaken(index)),
  };
}

/** The result with a batch more. */
function added<Row>(result: ImportResult, batch: Batch<Row>, written: readonly WrittenRow[]): ImportResult {
  const { good, refused, notes } = batch;
  const count = (wanted: WrittenRow['outcome']): number => written.filter(({ outcome }) => outcome === wanted).length;
  const known = count('known');
  const later = good.flatMap(({ line, nameOf }, index) =>
    (written[index]?.notes ?? []).map(({ path, got, wanted }) => ({
      line,
      field: nameOf(path),
      got: got ?? '',
      wanted,
    })),
  );
  return {
    ...result,
    received: result.received + good.length + refused.length,
    accepted: result.accepted + good.length - known,
    unchanged: result.unchanged + count('unchanged'),
    known: result.known + known,
    rejected: result.rejected + refused.length,
    withoutNumber: result.withoutNumber + batch.withoutNumber,
    incomplete: result.incomplete + batch.incomplete,
    stillOptedOut: result.stillOptedOut + written.filter(({ stillOptedOut }) => stillOptedOut).length,
    problems: [...result.problems, ...refused.map(({ row: _, ...problem }) => problem)].slice(0, MAX_LISTED),
    notes: [...result.notes, ...notes, ...later].slice(0, MAX_LISTED),
  };
}

function rowsOf(options: ImportOptions, kind: RowFields): AsyncIterable<ImportedRow> {
  const text = decodedText(options.stream);
  if (options.format === 'csv') return csvRows(text, kind, options);
  if (options.types !== undefined && Object.keys(options.types).length > 0) {
    throw new ImportError({ field: 'types', got: 'types of columns', wanted: 'none: values in JSON have their types' });
  }
  return ndjsonRows(text, kind, options.map);
}

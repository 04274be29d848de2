import { z } from 'zod';
import { IMPORT_STATUSES, type ImportJob, type RefusedRow } from '../../store/imports/importJobs.ts';
import { NOTHING_IMPORTED } from '../../store/imports/importRows.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { withoutFormula } from '../http/csv.ts';
import { cursorKind, cursorParameter, limitParameter, pageOf, toPage } from '../http/cursor.ts';
import { exportedList, listFormat } from '../http/exportedList.ts';
import { notFound } from '../http/problem.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { fieldNote, idParameter, instant, orNull, problemOfField } from '../wire.ts';
import { columnOptions, formatOf, IMPORT_MEDIA_TYPES, importCounts, profileImportQuery } from './imports.ts';

export const importJobAnswer = z.strictObject({
  importId: z.string().describe('made by Herald'),
  kind: z.enum(['profiles', 'events']).describe('what the rows are'),
  status: z
    .enum(IMPORT_STATUSES)
    .describe('failed: the file or the mapping is wrong as a whole, which `error` says, and nothing was stored'),
  bytes: z.int().describe('size of the file'),
  ...importCounts,
  error: problemOfField.nullable().describe('what is wrong with the file or the mapping; null unless it failed'),
  createdAt: instant.describe('when the file had arrived'),
  updatedAt: instant.describe('when the counts were last changed'),
  finishedAt: instant.nullable().describe('null: it is waiting or running'),
});

export const refusedRowAnswer = z.strictObject({
  line: z.int().describe('line of the file, from 1'),
  ...fieldNote,
  row: z.string().describe('the row as it is in the file; at most 10,000 characters of it'),
});

const params = z.strictObject({ importId: idParameter('import') });
const cursor = cursorKind('refused rows', z.strictObject({ line: z.int() }));

/** Imports of large files, which workers carry out. */
export function importJobRoutes({ store, imports, now }: Pick<ApiDependencies, 'store' | 'imports' | 'now'>): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/v1/imports',
      operationId: 'startImport',
      scope: 'ingest',
      tag: 'Imports',
      summary: 'Upload a file of any size, to be imported in the background',
      description:
        'Answers when the file is stored; from then on the import survives a restart of every part of Herald. GET /v1/imports/{importId} says how far it is. For small files importProfiles and importEvents answer with the result. Rows without an id (events) are new with each upload, but for a repetition with the same Idempotency-Key.',
      query: profileImportQuery.extend({ kind: z.enum(['profiles', 'events']).describe('what the rows are') }),
      body: {
        mediaTypes: IMPORT_MEDIA_TYPES,
        description: 'CSV with a header, or one JSON object per line, as for importProfiles or importEvents',
        examples: { 'text/csv': 'id,phone,timeZone,name\nu1,+447700900001,Europe/London,Ada\n' },
      },
      status: 202,
      answer: importJobAnswer,
      async handle({ body, query, mediaType, newId, setHeader, caller }) {
        const options = columnOptions(query);
        const country = query.country ?? (await store.account.get()).defaultCountry ?? null;
        const importId = newId('imp');
        const at = now();
        const stored = await store.importFiles.write(importId, body, at);
        const { kind } = query;
        await store.imports.create({
          _id: importId,
          kind,
          format: formatOf(mediaType),
          ...options,
          country,
          optInReason: query.optInReason ?? null,
          keyId: caller.id,
          ...stored,
          status: 'waiting',
          result: NOTHING_IMPORTED,
          error: null,
          createdAt: at,
          updatedAt: at,
          finishedAt: null,
        });
        await imports.start({ importId, kind, by: caller.name });
        setHeader('Location', `/v1/imports/${importId}`);
        return toAnswer(await load(importId));
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/imports/{importId}',
      operationId: 'getImport',
      scope: 'read',
      tag: 'Imports',
      summary: 'Read how far an import is, or what it came to',
      description: 'The counts are of the rows so far.',
      params,
      answer: importJobAnswer,
      problems: ['not-found'],
      handle: async ({ params: { importId } }) => toAnswer(await load(importId)),
    }),
    defineRoute({
      method: 'get',
      path: '/v1/imports/{importId}/refused',
      operationId: 'listRefusedRows',
      scope: 'read:numbers',
      tag: 'Imports',
      summary: 'List the refused rows of an import, with the reasons',
      description:
        'JSON is paginated. CSV (`format=csv`, or `Accept: text/csv`) is a file of all of them: `limit` and `cursor` are ignored. The rows are as they were sent, with phone numbers.',
      params,
      query: z.strictObject({
        format: z.enum(['json', 'csv']).optional().describe('default: json, unless Accept asks for text/csv'),
        limit: limitParameter,
        cursor: cursorParameter,
      }),
      answer: pageOf(refusedRowAnswer),
      streamedAs: ['text/csv'],
      problems: ['not-found'],
      async handle({ params: { importId }, query: { format, limit, cursor: given }, accept }) {
        await load(importId);
        const listed = listFormat(format, accept, ['csv']);
        if (listed !== 'json') {
          const items = store.imports.refused(importId);
          return exportedList({
            name: `refused-${importId}`,
            format: listed,
            items,
            columns: COLUMNS,
            toAnswer: toRow,
          });
        }
        const found: RefusedRow[] = [];
        for await (const row of store.imports.refused(importId, cursor.decode(given)?.line)) {
          if (found.push(row) > limit) break;
        }
        return toPage(found, limit, cursor, ({ line }) => ({ line }), toRow);
      },
    }),
  ];

  async function load(id: string): Promise<ImportJob> {
    const job = await store.imports.get(id);
    if (!job) throw notFound('import', id);
    return job;
  }
}

const toRow = (row: RefusedRow): RefusedRow => ({ ...row });

const COLUMNS: Readonly<Record<string, (row: RefusedRow) => string | number | null>> = {
  line: ({ line }) => line,
  field: ({ field }) => withoutFormula(field),
  got: ({ got }) => withoutFormula(got),
  wanted: ({ wanted }) => wanted,
  row: ({ row }) => withoutFormula(row),
};

function toAnswer({ _id, kind, status, bytes, result, error, ...job }: ImportJob): z.input<typeof importJobAnswer> {
  const { problems, notes, ...counts } = result;
  return {
    importId: _id,
    kind,
    status,
    bytes,
    ...counts,
    problems: problems.map((problem) => ({ ...problem })),
    notes: notes.map((note) => ({ ...note })),
    error: error && { ...error },
    createdAt: job.createdAt.toISOString(),
    updatedAt: job.updatedAt.toISOString(),
    finishedAt: orNull(job.finishedAt),
  };
}

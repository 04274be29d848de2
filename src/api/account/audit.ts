import { z } from 'zod';
import { isoInstant } from '../../domain/values.ts';
import { AUDIT_OUTCOMES, type AuditEntry } from '../../store/audit.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { type CsvCell, withoutFormula } from '../http/csv.ts';
import { cursorKind, cursorParameter, limitParameter, pageOf, toPage } from '../http/cursor.ts';
import { exportedList, listFormat } from '../http/exportedList.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { instant, toDate } from '../wire.ts';

const document = z
  .record(z.string(), z.unknown())
  .nullable()
  .describe(
    'the resource, without secrets and with phone numbers masked; null: it did not exist, or is about a person',
  );

export const auditEntryAnswer = z.strictObject({
  id: z.string().describe('later entries have greater ids'),
  at: instant.describe('when it was begun'),
  source: z
    .enum(['api', 'workflow', 'retention'])
    .describe(
      "workflow: the campaign's workflow was asked for it, in the Web UI or by Herald itself; retention: Herald removed what is no longer kept",
    ),
  actor: z
    .strictObject({
      keyId: z
        .string()
        .nullable()
        .describe('id of the API key; null: none, an unknown one, or an operator in the Web UI'),
      name: z.string().nullable().describe('name of the API key, or the name that an operator entered in the Web UI'),
      prefix: z.string().nullable().describe('the beginning of the API key, valid or not'),
    })
    .describe('who made the request'),
  address: z.string().nullable().describe('where the request came from'),
  requestId: z.string().nullable().describe('as in X-Request-Id; null: several requests, or none'),
  operation: z
    .string()
    .describe(
      'operationId; of an action in the Web UI, that of the operation which does the same; removeExpired: removal by retention',
    ),
  resourceIds: z.array(z.string()).describe('ids in the path, and the id of what was created'),
  outcome: z
    .enum(AUDIT_OUTCOMES)
    .describe(
      'refused: answered with 4xx, and nothing was changed; failed: answered with 5xx, and it may have been done in part; begun: not known, because Herald or its store failed',
    ),
  status: z.int().nullable().describe('the HTTP status of the answer'),
  problem: z.string().nullable().describe('the code of the problem that it was answered with'),
  before: document,
  after: document,
  counts: z
    .record(z.string(), z.number())
    .nullable()
    .describe(
      'of data about people: the number of requests, and how many items were accepted, rejected, removed and so on',
    ),
});

const cursor = cursorKind('audit', z.strictObject({ id: z.string() }));
const query = z.strictObject({
  from: isoInstant.optional().describe('the earliest instant'),
  to: isoInstant.optional().describe('the instant before which entries were begun'),
  keyId: z.string().max(128).optional().describe('id of the API key'),
  resourceId: z.string().max(200).optional().describe('id of a campaign, provider, segment or the like'),
  operation: z.string().max(100).optional().describe('operationId'),
  outcome: z.enum(AUDIT_OUTCOMES).optional().describe('what became of the request'),
  format: z.enum(['json', 'ndjson', 'csv']).optional().describe('default: json, unless Accept asks for another'),
  limit: limitParameter,
  cursor: cursorParameter,
});

/** What was done and refused, the newest first. The router writes the entries (`http/auditTrail.ts`). */
export function auditRoutes({ store }: Pick<ApiDependencies, 'store'>): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/v1/audit',
      operationId: 'listAuditEntries',
      scope: 'admin',
      tag: 'Audit log',
      summary: 'Read the audit log, the newest first',
      description: `Each request that may change something has an entry, which is written before the change: if that is impossible, the request is answered with 503 and nothing is changed. Attempts that were refused (401, 403, 409, 422) have one as well, and so have actions in Temporal's Web UI. Requests with data about people are counted for each key and address every 10 seconds; the data isn't in the log.

JSON is paginated. NDJSON and CSV contain all entries that match: \`limit\` and \`cursor\` are ignored.`,
      query,
      answer: pageOf(auditEntryAnswer),
      streamedAs: ['application/x-ndjson', 'text/csv'],
      async handle({ query: { format, limit, cursor: given, from, to, ...others }, accept }) {
        const filter = { ...others, from: toDate(from), to: toDate(to) };
        const wanted = listFormat(format, accept, ['ndjson', 'csv']);
        if (wanted !== 'json') {
          const items = store.audit.find(filter);
          return exportedList({ name: 'audit', format: wanted, items, columns: COLUMNS, toAnswer });
        }
        const before = cursor.decode(given)?.id;
        const found = await store.audit.find(filter, { before, limit: limit + 1 }).toArray();
        return toPage(found, limit, cursor, (entry) => ({ id: entry._id }), toAnswer);
      },
    }),
  ];
}

const toAnswer = ({ _id, at, before, after, counts, resourceIds, ...entry }: AuditEntry) => ({
  id: _id,
  ...entry,
  at: at.toISOString(),
  resourceIds: [...resourceIds],
  before: before as z.output<typeof document>,
  after: after as z.output<typeof document>,
  counts: counts && { ...counts },
});

const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));

const COLUMNS: Readonly<Record<string, (entry: AuditEntry) => CsvCell>> = {
  id: (entry) => entry._id,
  at: (entry) => entry.at.toISOString(),
  source: (entry) => entry.source,
  keyId: ({ actor }) => actor.keyId,
  name: ({ actor }) => actor.name && withoutFormula(actor.name),
  prefix: ({ actor }) => actor.prefix,
  address: (entry) => entry.address,
  requestId: (entry) => entry.requestId,
  operation: (entry) => entry.operation,
  resourceIds: (entry) => withoutFormula(entry.resourceIds.join(' ')),
  outcome: (entry) => entry.outcome,
  status: (entry) => entry.status,
  problem: (entry) => entry.problem,
  before: (entry) => json(entry.before),
  after: (entry) => json(entry.after),
  counts: (entry) => json(entry.counts),
};

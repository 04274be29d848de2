import type { Encoding, MessageReason, MessageStatus, Resolution } from '../message/message.ts';
import { type AudienceCounts, type Run, recipientsIn, type ShownRunStatus } from './run.ts';

/** Number of messages, and of their SMS segments, with the same value of every field that a report distinguishes. */
export interface ReportRow {
  readonly status: MessageStatus;
  readonly reason: MessageReason | null;
  /** Why it was aborted; null or left out: it wasn't. */
  readonly detail?: string | null;
  readonly providerId: string | null;
  readonly encoding: Encoding | null;
  readonly failedOver: boolean;
  readonly resolution: Resolution | null;
  readonly count: number;
  readonly segments: number;
}

export interface ProviderFigures {
  readonly providerId: string;
  /** Messages that it accepted, including those that it later delivered or didn't. */
  readonly accepted: number;
  readonly delivered: number;
  readonly undelivered: number;
  readonly segments: number;
}

/** What became of messages. `recipientsIn(audience) = sum of byStatus + notYet`. */
export interface ReportFigures {
  readonly audience: AudienceCounts | null;
  /** Messages that a provider accepted: accepted, delivered and undelivered. */
  readonly sent: number;
  /** Recipients without a message so far; in a stopped run, those that it didn't get to. */
  readonly notYet: number;
  readonly byStatus: Readonly<Record<MessageStatus, number>>;
  readonly providers: readonly ProviderFigures[];
  /** Messages that another provider than the first one accepted. */
  readonly failovers: number;
  /** Failed and skipped messages by reason, and by what the template says where it aborts; the most frequent first. */
  readonly errorBucket: readonly {
    readonly reason: MessageReason;
    /** Of aborted ones. */
    readonly detail?: string;
    readonly count: number;
  }[];
  /** Messages whose answer was lost, by how that was resolved, and those still uncertain. */
  readonly lostAnswers: Readonly<Record<Resolution | 'uncertain', number>>;
  /** Sent messages and their SMS segments by encoding. */
  readonly segments: Readonly<Record<Encoding, { readonly messages: number; readonly segments: number }>>;
}

/** The result of a run so far. */
export interface RunReport extends ReportFigures {
  readonly runId: string;
  readonly campaignId: string;
  readonly status: ShownRunStatus;
  readonly dueAt: Date;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  /** Nobody got anything. */
  readonly sandbox: boolean;
  /** Null: they are in the ledger. */
  readonly messagesRemovedAt: Date | null;
}

/** What a campaign's runs of one local day came to. */
export interface DayReport extends ReportFigures {
  /** Such as `2026-05-07`. */
  readonly day: string;
  /** Occurrences of its runs, the newest first. */
  readonly occurrences: readonly number[];
}

/** What all runs of a campaign came to, and those of each day, the newest first. */
export interface CampaignReport extends ReportFigures {
  readonly days: readonly DayReport[];
}

/** Summarises the messages of a run that is in the state `status`. */
export const reportOf = (run: Run, status: ShownRunStatus, rows: readonly ReportRow[]): RunReport => ({
  runId: run._id,
  campaignId: run.campaignId,
  status,
  dueAt: run.dueAt,
  startedAt: run.startedAt,
  finishedAt: run.finishedAt,
  sandbox: run.sandbox ?? false,
  messagesRemovedAt: run.kept?.at ?? null,
  ...figuresOf(run.audience, rows),
});

type ReportedRun = Pick<Run, '_id' | 'occurrence' | 'audience' | 'kept'> & {
  readonly schedule: Pick<Run['schedule'], 'local'>;
};

/** Summarises all runs of a campaign; `rows` are those of the messages that are in the ledger, by run. */
export function campaignReportOf(
  runs: readonly ReportedRun[],
  rows: ReadonlyMap<string, readonly ReportRow[]>,
): CampaignReport {
  const rowsOf = (some: readonly ReportedRun[]): ReportRow[] =>
    some.flatMap(({ _id, kept }) => kept?.rows ?? rows.get(_id) ?? []);
  const byDay = new Map<string, ReportedRun[]>();
  for (const run of runs.toSorted((a, b) => b.occurrence - a.occurrence)) {
    const day = run.schedule.local.slice(0, 10);
    byDay.set(day, [...(byDay.get(day) ?? []), run]);
  }
  const days = [...byDay].map(([day, some]) => ({
    day,
    occurrences: some.map(({ occurrence }) => occurrence),
    ...figuresOf(audienceOf(some), rowsOf(some)),
  }));
  return { ...figuresOf(audienceOf(runs), rowsOf(runs)), days: days.toSorted((a, b) => (a.day < b.day ? 1 : -1)) };
}

function audienceOf(runs: readonly Pick<Run, 'audience'>[]): AudienceCounts | null {
  const known = runs.flatMap(({ audience }) => audience ?? []);
  if (known.length === 0) return null;
  const sumOf = (name: keyof AudienceCounts): number => known.reduce((total, one) => total + (one[name] ?? 0), 0);
  return {
    qualified: sumOf('qualified'),
    reachable: sumOf('reachable'),
    optedOut: sumOf('optedOut'),
    noUsableNumber: sumOf('noUsableNumber'),
    notSubscribed: sumOf('notSubscribed'),
    notChosen: sumOf('notChosen'),
  };
}

function figuresOf(audience: AudienceCounts | null, rows: readonly ReportRow[]): ReportFigures {
  const sent = rows.filter((row) => isSent(row.status));
  return {
    audience,
    sent: sum(sent),
    notYet: audience === null ? 0 : Math.max(0, recipientsIn(audience) - sum(rows)),
    byStatus: {
      accepted: countOf(rows, 'accepted'),
      delivered: countOf(rows, 'delivered'),
      undelivered: countOf(rows, 'undelivered'),
      failed: countOf(rows, 'failed'),
      skipped: countOf(rows, 'skipped'),
      uncertain: countOf(rows, 'uncertain'),
    },
    providers: providerFigures(sent),
    failovers: sum(sent.filter((row) => row.failedOver)),
    errorBucket: errorBucket(rows),
    lostAnswers: {
      found: sum(rows.filter((row) => row.resolution === 'found')),
      not_found: sum(rows.filter((row) => row.resolution === 'not_found')),
      receipt: sum(rows.filter((row) => row.resolution === 'receipt')),
      policy: sum(rows.filter((row) => row.resolution === 'policy' && row.status !== 'uncertain')),
      uncertain: countOf(rows, 'uncertain'),
    },
    segments: { 'GSM-7': segmentFigures(sent, 'GSM-7'), 'UCS-2': segmentFigures(sent, 'UCS-2') },
  };
}

const isSent = (status: MessageStatus): boolean =>
  status === 'accepted' || status === 'delivered' || status === 'undelivered';

const sum = (rows: readonly ReportRow[]): number => rows.reduce((total, row) => total + row.count, 0);

const sumSegments = (rows: readonly ReportRow[]): number => rows.reduce((total, row) => total + row.segments, 0);

const countOf = (rows: readonly ReportRow[], status: MessageStatus): number =>
  sum(rows.filter((row) => row.status === status));

function segmentFigures(sent: readonly ReportRow[], encoding: Encoding) {
  const rows = sent.filter((row) => row.encoding === encoding);
  return { messages: sum(rows), segments: sumSegments(rows) };
}

function providerFigures(sent: readonly ReportRow[]): ProviderFigures[] {
  const ids = [...new Set(sent.flatMap((row) => row.providerId ?? []))].sort();
  return ids.map((providerId) => {
    const rows = sent.filter((row) => row.providerId === providerId);
    return {
      providerId,
      accepted: sum(rows),
      delivered: countOf(rows, 'delivered'),
      undelivered: countOf(rows, 'undelivered'),
      segments: sumSegments(rows),
    };
  });
}

/** Failed messages with one reason. */
export type FailureCount = Pick<RunReport['errorBucket'][number], 'reason' | 'count'>;

/** What the Web UI has room for. */
const MOST_FAILURES = 5;

/** The most frequent reasons of failed messages. */
export const mainFailures = (rows: readonly CountedRow[]): readonly FailureCount[] =>
  errorBucket(rows.filter(({ status }) => status === 'failed'))
    .slice(0, MOST_FAILURES)
    .map(({ reason, count }) => ({ reason, count }));

type CountedRow = Pick<ReportRow, 'status' | 'reason' | 'detail' | 'count'>;

/** Failed and skipped messages by reason, the most frequent first. */
export function errorBucket(rows: readonly CountedRow[]): RunReport['errorBucket'] {
  const entries = new Map<string, RunReport['errorBucket'][number]>();
  for (const { status, reason, detail = null, count } of rows) {
    if (reason === null || (status !== 'failed' && status !== 'skipped')) continue;
    const key = `${reason} ${detail ?? ''}`;
    entries.set(key, { reason, ...(detail !== null && { detail }), count: (entries.get(key)?.count ?? 0) + count });
  }
  return [...entries]
    .sort(([a, one], [b, other]) => other.count - one.count || a.localeCompare(b))
    .map(([, entry]) => entry);
}

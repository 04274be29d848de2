import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { documentNotFound } from '../domain/failures.ts';
import { importEvents } from '../store/imports/importEvents.ts';
import type { ImportJob } from '../store/imports/importJobs.ts';
import { ImportError } from '../store/imports/importProblem.ts';
import { importProfiles } from '../store/imports/importProfiles.ts';
import type { ImportOptions, ImportResult } from '../store/imports/importRows.ts';
import type { Ingestion } from '../store/ingestion/ingestion.ts';
import type { Store } from '../store/store.ts';
import type { ImportCounts } from './contract.ts';

export interface ImportFileServices {
  readonly store: Pick<Store, 'imports' | 'importFiles'>;
  readonly ingestion: Ingestion;
  readonly signal: AbortSignal;
  /** Called with the position after each batch. */
  readonly tell: (details: { rows: number }) => void;
  readonly now?: () => Date;
}

/**
 * Imports a stored file. After each batch, what has become of the rows so far is written to the import; a repetition reads the file from its
 * beginning, and goes on behind those rows. Rows of a batch that was written but not recorded are written again, which changes nothing.
 */
export async function importFile(importId: string, services: ImportFileServices): Promise<ImportCounts> {
  const { store, now = () => new Date() } = services;
  const job = await store.imports.get(importId);
  if (!job) throw documentNotFound('import', importId);
  if (job.status === 'completed' || job.status === 'failed') return await ended(job.status, job, job.result);
  try {
    const result = await imported(job, services, now);
    const isLast = await store.imports.advance(importId, {
      after: result.received,
      result,
      status: 'completed',
      now: now(),
    });
    if (!isLast) throw otherAttempt(importId);
    return await ended('completed', job, result);
  } catch (error) {
    if (!(error instanceof ImportError)) throw error;
    await store.imports.fail(importId, error.problem, now());
    return await ended('failed', job, job.result);
  }

  async function ended(
    status: ImportCounts['status'],
    { chunks }: ImportJob,
    { received, accepted, rejected }: ImportResult,
  ): Promise<ImportCounts> {
    await store.importFiles.remove(importId, chunks);
    return { status, received, accepted, rejected };
  }
}

async function imported(
  job: ImportJob,
  { store, ingestion, signal, tell }: ImportFileServices,
  now: () => Date,
): Promise<ImportResult> {
  let recorded = job.result.received;
  const onBatch: ImportOptions['onBatch'] = async (result, refused) => {
    await store.imports.addRefused(job._id, refused, job.createdAt);
    const of = { after: recorded, result, status: 'running' as const, now: now() };
    if (!(await store.imports.advance(job._id, of))) throw otherAttempt(job._id);
    recorded = result.received;
    tell({ rows: recorded });
  };
  const options = {
    stream: Readable.from(store.importFiles.read(job._id, job.chunks), { objectMode: false }),
    format: job.format,
    map: job.map,
    types: job.types,
    now: job.createdAt,
    from: job.result,
    onBatch,
    signal,
  };
  return job.kind === 'profiles'
    ? await importProfiles({
        ...options,
        store: ingestion,
        country: job.country ?? undefined,
        optInReason: job.optInReason ?? undefined,
        keyId: job.keyId,
      })
    : await importEvents({ ...options, store: ingestion, newId: eventId, received: job.createdAt.getTime() * 1000 });

  /** The id of an event that came without one: the same at each attempt. */
  function eventId(line: number): string {
    return `evt_${createHash('sha256').update(`${job._id}/${line}`).digest('hex').slice(0, 20)}`;
  }
}

/** Two attempts can run at once for a moment, when one was taken for dead. The later one finds what the other has recorded when it is repeated. */
const otherAttempt = (id: string): Error => new Error(`another attempt has recorded rows of ${id}`);

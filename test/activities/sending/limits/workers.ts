import { setTimeout as sleep } from 'node:timers/promises';
import type { Db } from 'mongodb';
import { sendChunk } from '../../../../src/activities/sending/chunk/sendChunk.ts';
import { preparedDispatches } from '../../../../src/activities/sending/preparedDispatches.ts';
import { batchIdOf } from '../../../../src/domain/ids.ts';
import { storeOf } from '../../../../src/store/store.ts';
import { QUICK, type SendingSetup, TEST_SECRET_KEY } from '../../../support/sending.ts';
import { type Fault, faultyDb } from '../faultyDb.ts';

export const LEASE_MS = 120;
const WORKERS = 3;
const POLICY = { ...QUICK, leaseMs: LEASE_MS, breaker: { failures: 1000, restMs: 1 } };

export interface OpenChunk {
  readonly runId: string;
  readonly offset: number;
}

/**
 * Three workers send the chunks, one attempt after the other for each, as in a batch. A suspended worker is taken for dead. Returns the chunks that aren't done after
 * `mostAttempts` of each worker; without it, all have to be done in the end.
 */
export async function sendByWorkers(
  chunks: readonly OpenChunk[],
  of: {
    readonly db: Db;
    readonly setup: SendingSetup;
    readonly chunkSize: number;
    /** The next attempts have these faults. */
    readonly faults: Fault[];
    readonly random: () => number;
    readonly now?: () => Date;
    readonly mostAttempts?: number;
  },
): Promise<OpenChunk[]> {
  const { db, setup, chunkSize, faults, random, now, mostAttempts } = of;
  const open = new Set(chunks);
  const busy = new Set<OpenChunk>();
  const worker = async (): Promise<void> => {
    for (let attempts = 0; open.size > 0; attempts += 1) {
      if (mostAttempts !== undefined && attempts >= mostAttempts) return;
      if (attempts > 2000) throw new Error('the chunks do not come to an end');
      const free = [...open].filter((one) => !busy.has(one));
      const chunk = free[Math.floor(random() * free.length)];
      if (!chunk) {
        await sleep(10);
        continue;
      }
      busy.add(chunk);
      const fault = faults.shift();
      const faulty = fault ? faultyDb(db, fault) : null;
      const sending = sendChunk(
        { dispatchId: chunk.runId, batchId: batchIdOf(chunk.runId, 1), offset: chunk.offset, limit: chunkSize },
        {
          store: storeOf(faulty?.db ?? db, TEST_SECRET_KEY),
          pool: setup.newPool(),
          policy: POLICY,
          prepared: await preparedDispatches(setup.store.dispatches)(chunk.runId),
          owner: `worker/${random()}`,
          signal: new AbortController().signal,
          receiptUrl: null,
          ...(now && { now }),
        },
      );
      const result = await Promise.race([sending, faulty?.happened ?? sending]);
      if (result?.state === 'done') open.delete(chunk);
      await sleep(random() * 50);
      busy.delete(chunk);
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, worker));
  return [...open];
}

import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { IdempotencyStore } from '../../store/idempotency.ts';
import { LEASE_MS } from '../../store/idempotency.ts';
import type { newId } from '../../store/newId.ts';
import type { SecretBox } from '../../store/secrets.ts';
import { ApiError, invalid } from './problem.ts';

export type IdPrefix = Parameters<typeof newId>[0];

export interface IdempotencyDependencies {
  readonly records: IdempotencyStore;
  /** Kept answers may hold an API key: they are sealed. */
  readonly box: SecretBox;
  readonly now: () => Date;
}

/** An answer as it is kept and given again. */
export interface KeptAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** SHA-256 of a request body that was streamed, and so is not in the fingerprint. */
  readonly bodyDigest?: string | undefined;
}
const keptAnswer = z.object({
  status: z.int(),
  headers: z.record(z.string(), z.string()),
  body: z.string().nullable(),
  bodyDigest: z.string().optional(),
});

export interface KeyedRequest {
  readonly key: string;
  /** Keys of different callers never meet. */
  readonly callerId: string;
  readonly method: string;
  readonly url: string;
  readonly body: unknown;
}

const KEY = /^[\x21-\x7e]{1,255}$/;

/**
 * Does `work` once for all the requests with this key. Done before: the kept answer, `replayed`. Another request with the
 * key: 422. Under way: 409. Only success is kept. After a refusal the key is free again, for nothing was made; after a failure of
 * ours the record stays, and a retry goes on with the same `newId`s.
 */
export async function once(
  { records, box, now }: IdempotencyDependencies,
  request: KeyedRequest,
  work: (newId: (prefix: IdPrefix) => string) => Promise<KeptAnswer>,
): Promise<{ answer: KeptAnswer; replayed: boolean }> {
  const id = recordId(request);
  const claim = await records.claim({ id, fingerprint: fingerprintOf(request), now: now() });
  if (claim.kind === 'done') {
    return { answer: keptAnswer.parse(JSON.parse(box.open(claim.answer, contextOf(id)))), replayed: true };
  }
  if (claim.kind === 'other_request') {
    throw new ApiError('idempotency-key-reused', {
      detail: 'This Idempotency-Key was sent with another request before. Use a new key for a new request.',
    });
  }
  if (claim.kind === 'under_way') {
    throw new ApiError('conflict', {
      detail: 'The first request with this Idempotency-Key is still under way.',
      headers: { 'Retry-After': '1' },
    });
  }
  const { owner } = claim;
  // A renewal that fails leaves the lease to run out, which is what an unreachable store means anyway.
  const renewal = setInterval(() => records.renew({ id, owner, now: now() }).catch(() => undefined), LEASE_MS / 3);
  try {
    const answer = await work(idsFrom(claim.seed));
    await records.finish({ id, owner, answer: box.seal(JSON.stringify(answer), contextOf(id)) });
    return { answer, replayed: false };
  } catch (error) {
    const forget = error instanceof ApiError && error.status < 500;
    // The error is what the caller must hear of; a record that can't be released runs out by itself.
    await records.release({ id, owner, forget }).catch(() => undefined);
    throw error;
  } finally {
    clearInterval(renewal);
  }
}

/** The header's value, checked; undefined where there is none. */
export function readIdempotencyKey(header: string | undefined): string | undefined {
  if (header === undefined || KEY.test(header)) return header;
  const got = header === '' ? 'nothing' : `a text of ${header.length} characters`;
  throw invalid([
    { field: 'header: Idempotency-Key', got, wanted: '1 to 255 printable ASCII characters without spaces' },
  ]);
}

/** Ids from a seed: the first, second... of a prefix are always the same. Of newId's form. */
function idsFrom(seed: string): (prefix: IdPrefix) => string {
  let count = 0;
  return (prefix) => {
    count += 1;
    return `${prefix}_${sha256(`${seed}/${prefix}/${count}`).slice(0, 20)}`;
  };
}

const contextOf = (id: string): string => `idempotency/${id}`;

const recordId = ({ callerId, key }: KeyedRequest): string => sha256(`${callerId}\0${key}`);

const fingerprintOf = ({ method, url, body }: KeyedRequest): string =>
  sha256(`${method}\0${url}\0${JSON.stringify(body, sortedKeys) ?? ''}`);

/** Key order is no difference between requests: some clients' maps have none. */
function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { IdempotencyStore } from '../../store/idempotency.ts';
import { LEASE_MS } from '../../store/idempotency.ts';
import { type IdPrefix, ulid } from '../../store/newId.ts';
import type { SecretBox } from '../../store/secrets.ts';
import { ApiError, invalid } from './problem.ts';

export interface IdempotencyDependencies {
  readonly records: IdempotencyStore;
  /** Encrypts stored answers, because they may contain an API key. */
  readonly box: SecretBox;
  readonly now: () => Date;
}

/** An answer as it is stored and sent again. */
export interface StoredAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** SHA-256 of a request body that was streamed and is therefore not in the fingerprint. */
  readonly bodyDigest?: string | undefined;
}
const storedAnswer = z.object({
  status: z.int(),
  headers: z.record(z.string(), z.string()),
  body: z.string().nullable(),
  bodyDigest: z.string().optional(),
});

export interface KeyedRequest {
  readonly key: string;
  /** Different callers may use the same key. */
  readonly callerId: string;
  readonly method: string;
  readonly url: string;
  readonly body: unknown;
}

const KEY = /^[\x21-\x7e]{1,255}$/;

/**
 * Does `work` once for all requests with this key. If it was done before, the result is the stored answer, with `replayed`. Another request
 * with the key is refused with a 422, and a request in progress with a 409. Only success is stored. After a refusal (4xx) the key is free
 * again, because nothing was created; after a failure (5xx) the record is kept, and a retry continues with the same `newId`s.
 */
export async function once(
  { records, box, now }: IdempotencyDependencies,
  request: KeyedRequest,
  work: (newId: (prefix: IdPrefix) => string) => Promise<StoredAnswer>,
): Promise<{ answer: StoredAnswer; replayed: boolean }> {
  const id = recordId(request);
  const claim = await records.claim({ id, fingerprint: fingerprintOf(request), now: now() });
  if (claim.kind === 'done') {
    return { answer: storedAnswer.parse(JSON.parse(box.open(claim.answer, contextOf(id)))), replayed: true };
  }
  if (claim.kind === 'other_request') {
    throw new ApiError('idempotency-key-reused', {
      detail: 'This Idempotency-Key was already used with another request. Use a new key for a new request.',
    });
  }
  if (claim.kind === 'in_progress') {
    throw new ApiError('conflict', {
      code: 'request_in_progress',
      detail: 'The first request with this Idempotency-Key is still in progress.',
      headers: { 'Retry-After': '1' },
    });
  }
  const { owner } = claim;
  // If a renewal fails, the lease expires, as it must when the store is unreachable.
  const renewal = setInterval(() => records.renew({ id, owner, now: now() }).catch(() => undefined), LEASE_MS / 3);
  try {
    const answer = await work(idsFrom(claim));
    await records.finish({ id, owner, answer: box.seal(JSON.stringify(answer), contextOf(id)) });
    return { answer, replayed: false };
  } catch (error) {
    const forget = error instanceof ApiError && error.status < 500;
    // The caller must see the original error; a record that can't be released expires by itself.
    await records.release({ id, owner, forget }).catch(() => undefined);
    throw error;
  } finally {
    clearInterval(renewal);
  }
}

/** The validated value of the header; undefined when there is none. */
export function readIdempotencyKey(header: string | undefined): string | undefined {
  if (header === undefined || KEY.test(header)) return header;
  const got = header === '' ? 'nothing' : `a text of ${header.length} characters`;
  throw invalid([
    { field: 'header: Idempotency-Key', got, wanted: '1 to 255 printable ASCII characters without spaces' },
  ]);
}

/** Derives ids from a seed and the time of the first attempt: the n-th id of a prefix is always the same. They have the format of newId. */
function idsFrom({ seed, at }: { seed: string; at: Date }): (prefix: IdPrefix) => string {
  let count = 0;
  return (prefix) => {
    count += 1;
    return `${prefix}_${ulid(at, Buffer.from(sha256(`${seed}/${prefix}/${count}`), 'hex'))}`;
  };
}

const contextOf = (id: string): string => `idempotency/${id}`;

const recordId = ({ callerId, key }: KeyedRequest): string => sha256(`${callerId}\0${key}`);

const fingerprintOf = ({ method, url, body }: KeyedRequest): string =>
  sha256(`${method}\0${url}\0${JSON.stringify(body, sortedKeys) ?? ''}`);

/** The order of keys doesn't distinguish requests, because some clients have unordered maps. */
function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

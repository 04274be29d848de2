import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oneOfEach } from '../fixtures.ts';
import { BOOTSTRAP_KEY, testApi } from '../support.ts';
import { type Garbage, garbageFor, type Target, targetsOf } from './garbage.ts';

const RUNS = Number(process.env.FUZZ_RUNS ?? 3000);
const TIME_LIMIT_MS = 60_000 + RUNS * 20;
const SEED = Number(process.env.FUZZ_SEED ?? 20260507);

describe('arbitrary requests', () => {
  const api = testApi();

  it(
    'is answered without a failure of ours, and where it is refused with a problem document',
    async () => {
      // Several of each, so that requests still find resources after some are deleted.
      const sets = await Promise.all(['-a', '-b', '-c', '-d'].map((suffix) => oneOfEach(api, suffix)));
      const ids = sets.flatMap((set) => Object.values(set));
      const statuses = new Map<number, number>();
      const request = fc
        .constantFrom(...targetsOf(api.app.openApi))
        .chain((target) => fc.tuple(fc.constant(target), garbageFor(target, ids)));
      const property = fc.asyncProperty(request, async ([target, garbage]) => {
        const response = await send(api.url, target, garbage);
        const text = await response.text();
        statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
        expect(response.status, `${target.method} ${target.path}: ${text}`).toBeLessThan(500);
        if (response.status < 400 || garbage.method === 'HEAD') return;
        expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
        expect(JSON.parse(text)).toMatchObject({
          type: expect.stringMatching(/^urn:herald:problem:[a-z-]+$/),
          title: expect.any(String),
          status: response.status,
          detail: expect.any(String),
          instance: `urn:herald:request:${response.headers.get('x-request-id')}`,
        });
        expect(text).not.toMatch(/node_modules|\.ts:\d+|\bat \w+ \(/);
      });
      await fc.assert(property, { numRuns: RUNS, seed: SEED });
      // Requests that are all refused at once would prove little.
      for (const status of [200, 201, 204, 400, 404, 405, 409, 415]) {
        expect(statuses.get(status), `status ${status}`).toBeGreaterThan(0);
      }
    },
    TIME_LIMIT_MS,
  );
});

async function send(url: string, target: Target, garbage: Garbage): Promise<Response> {
  const method = garbage.method ?? target.method;
  const hasBody = garbage.body !== null && method !== 'GET' && method !== 'HEAD';
  return await fetch(addressOf(url, target, garbage), {
    method,
    redirect: 'manual',
    headers: {
      authorization: `Bearer ${BOOTSTRAP_KEY}`,
      'content-type': garbage.mediaType ?? target.mediaTypes[0] ?? 'application/json',
      ...(garbage.idempotencyKey !== null && { 'idempotency-key': garbage.idempotencyKey }),
    },
    ...(hasBody && { body: garbage.body }),
  });
}

function addressOf(url: string, target: Target, { parts, query }: Garbage): string {
  let next = 0;
  const path = target.path.replace(/\{\w+\}/g, () => encoded(parts[next++] ?? ''));
  const parameters = new URLSearchParams(query.map(([name, value]): [string, string] => [name, value]));
  return `${url}${path}${query.length > 0 ? `?${parameters}` : ''}`;
}

/** A lone % is not encoded, so that invalid encodings are sent too. */
function encoded(part: string): string {
  if (part === '%') return '%E0%A4%A';
  const text = encodeURIComponent(part.replace(/\p{Surrogate}/gu, '?'));
  return text === '' || text === '.' || text === '..' ? 'x' : text;
}

import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { heraldClient } from '../../src/client/heraldClient.ts';
import { HeraldError } from '../../src/client/heraldError.ts';
import { BOOTSTRAP_KEY, testApi } from '../api/support.ts';

describe('the client', () => {
  const api = testApi();
  const herald = (apiKey = BOOTSTRAP_KEY) => heraldClient({ url: api.url, apiKey });

  it('calls an operation by its name and resolves with its answer', async () => {
    const created = await herald().upsertProfile({
      profileInput: { id: 'a/b', phone: '+447700900001', properties: { plan: 'gold' } },
    });
    expect(created).toMatchObject({ id: 'a/b', reachability: 'reachable' });
    expect(await herald().getProfile({ profileId: 'a/b' })).toEqual(created);
    expect((await herald().listProfiles({ limit: 1 })).items).toEqual([created]);
    await herald().deleteProfile({ profileId: 'a/b' });
    expect((await herald().listProfiles({})).items).toEqual([]);
  });

  it('does something once under an idempotency key', async () => {
    const segmentInput = { name: 'known', condition: { kind: 'property', property: 'a', operator: 'exists' } } as const;
    const first = await herald().createSegment({ segmentInput, idempotencyKey: 'key-1' });
    expect(await herald().createSegment({ segmentInput, idempotencyKey: 'key-1' })).toEqual(first);
    expect((await herald().listSegments({})).items).toHaveLength(1);
  });

  it('rejects with the status and the fields at fault', async () => {
    const error = await herald()
      .upsertProfile({ profileInput: { id: '' } })
      .catch((reason: unknown) => reason);
    if (!(error instanceof HeraldError)) throw error;
    expect(error.status).toBe(400);
    expect(error.problem?.type).toBe('urn:herald:problem:bad-request');
    expect(error.errors.map(({ field }) => field)).toEqual(['/id']);
    expect(error.message).toMatch(/^POST \/v1\/profiles: 400 .*\/id: got .*, wanted /);
    await expect(herald('wrong').listSegments({})).rejects.toMatchObject({ status: 401, errors: [] });
  });

  it('imports a stream', async () => {
    async function* rows() {
      yield 'id,phone,plan\n';
      for (let index = 0; index < 100; index += 1)
        yield `u${index},+4477009001${String(index).padStart(2, '0')},gold\n`;
    }
    const outcome = await herald().importProfiles({
      content: Readable.toWeb(Readable.from(rows())) as ReadableStream,
      type: 'text/csv',
      map: ['plan:properties.tier'],
    });
    expect(outcome).toMatchObject({ accepted: 100, rejected: 0, complete: true });
    expect(await herald().getProfile({ profileId: 'u7' })).toMatchObject({ properties: { tier: 'gold' } });
  });
});

describe('an answer that is not of Herald', () => {
  it('rejects with its status when it is an error page', async () => {
    const url = await serving((_request, response) => {
      response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>');
    });
    await expect(heraldClient({ url, apiKey: 'key' }).isUp()).rejects.toMatchObject({
      name: 'HeraldError',
      message: 'GET /healthz: 502',
      status: 502,
      problem: null,
      errors: [],
    });
  });

  it('rejects when it breaks off', async () => {
    const url = await serving((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"status":', () => response.destroy());
    });
    await expect(heraldClient({ url, apiKey: 'key' }).isUp()).rejects.toThrow();
  });

  it('is asked for below the path of the address, with or without a slash', async () => {
    const paths: (string | undefined)[] = [];
    const url = await serving((request, response) => {
      paths.push(request.url);
      response.setHeader('content-type', 'application/json').end('{"status":"up"}');
    });
    for (const path of ['/herald', '/herald/']) await heraldClient({ url: url + path, apiKey: 'key' }).isUp();
    expect(paths).toEqual(['/herald/healthz', '/herald/healthz']);
  });
});

/** The address of an HTTP server that lives until the end of the test. */
async function serving(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

import * as mongodb from 'mongodb';
import { describe, expect, it } from 'vitest';
import { TemporalUnreachableError } from '../../../src/temporal/campaigns.ts';
import { testApi } from '../support.ts';
import { importOf } from './fixtures.ts';

const CSV = { 'content-type': 'text/csv' };
const profilesAsCsv = (count: number): string =>
  `id,phone,name\n${Array.from({ length: count }, (_, index) => `j${index},+4477009${String(index).padStart(5, '0')},Ada`).join('\n')}\n`;

describe('an import in the background', () => {
  const api = testApi();
  const start = (query: string, body: string, headers: Record<string, string> = {}) =>
    api.call('POST', `/v1/imports?${query}`, { body, headers: { ...CSV, ...headers } });
  const read = async (id: string) => (await api.call('GET', `/v1/imports/${id}`)).json;

  it('is accepted when its file is stored, and says what became of it', async () => {
    const answer = await start(
      'kind=profiles&country=GB',
      `${profilesAsCsv(2500)}bad id,,x\nj9999,07700900203,"a "b" c"\nlast,07700900203,é\n`,
    );
    expect(answer.status).toBe(202);
    const id = answer.json.importId;
    expect(answer.headers.get('location')).toBe(`/v1/imports/${id}`);
    expect(await read(id)).toMatchObject({ status: 'waiting', received: 0, finishedAt: null });
    await api.imports.work();
    expect(await read(id)).toMatchObject({
      status: 'completed',
      received: 2503,
      accepted: 2501,
      rejected: 2,
      error: null,
      finishedAt: expect.any(String),
    });
    expect((await api.call('GET', '/v1/profiles/last')).json).toMatchObject({ number: '+447700900203' });
    const { text, headers } = await api.call('GET', `/v1/imports/${id}/refused?format=csv`);
    expect(headers.get('content-disposition')).toContain(`refused-${id}.csv`);
    expect(text.split('\r\n')).toEqual([
      'line,field,got,wanted,row',
      expect.stringMatching(/^2502,id,.*,"bad id,,x"$/),
      expect.stringMatching(/^2503,row,a quote inside a quoted cell,/),
      '',
    ]);
    const first = (await api.call('GET', `/v1/imports/${id}/refused?limit=1`)).json;
    const second = (await api.call('GET', `/v1/imports/${id}/refused?limit=1&cursor=${first.nextCursor}`)).json;
    expect([...first.items, ...second.items].map(({ line }) => line)).toEqual([2502, 2503]);
    expect(second.nextCursor).toBeNull();
    expect(await api.store.db.collection('importFiles').countDocuments({})).toBe(0);
  });

  it('has a file of refused rows that no spreadsheet takes for formulas', async () => {
    const rows = `=cmd|' /C calc'!A0,x\n@a b,y\nc d;=1+1,z\n`;
    const { importId } = (await start('kind=profiles', `id,name\n${rows}`)).json;
    await api.imports.work();
    expect((await read(importId)).rejected).toBe(3);
    const { text } = await api.call('GET', `/v1/imports/${importId}/refused?format=csv`);
    const cells = text
      .split('\r\n')
      .slice(1, 4)
      .map((line) => line.slice(line.lastIndexOf(',"')));
    expect(cells).toEqual([`,"'=cmd|' /C calc'!A0,x"`, `,"'@a b,y"`, `,"c d;'=1+1,z"`]);
    const [first] = (await api.call('GET', `/v1/imports/${importId}/refused`)).json.items;
    expect(first.row).toBe(`=cmd|' /C calc'!A0,x`);
  });

  it('of events', async () => {
    const { json } = await start('kind=events&types=amount:number', 'profileId,name,amount\ne1,a/b,5\ne1,a/b,6\n');
    await api.imports.work();
    expect(await read(json.importId)).toMatchObject({ status: 'completed', kind: 'events', accepted: 2 });
    expect((await api.call('GET', '/v1/profiles/e1/events')).json.items).toHaveLength(2);
  });

  it('of a file that is wrong as a whole fails, with the reason', async () => {
    const { json } = await start('kind=profiles', 'name\nx\n');
    await api.imports.work();
    expect(await read(json.importId)).toMatchObject({ status: 'failed', error: { field: 'header' }, accepted: 0 });
  });

  it('is one import, however often its request is sent with one key', async () => {
    const key = { 'idempotency-key': 'upload-1' };
    api.imports.failure = new TemporalUnreachableError('Temporal', { cause: null });
    const failed = await start('kind=profiles', 'id\nk1\n', key);
    expect(failed.status).toBe(503);
    api.imports.failure = null;
    const again = await start('kind=profiles', 'id\nk1\n', key);
    const replayed = await start('kind=profiles', 'id\nk1\n', key);
    expect([again.status, replayed.json.importId]).toEqual([202, again.json.importId]);
    await api.imports.work();
    expect(await read(again.json.importId)).toMatchObject({ status: 'completed', accepted: 1 });
  });

  it('needs a kind and a known media type, and has an id that is looked up', async () => {
    expect((await start('', 'id\na\n')).status).toBe(400);
    expect((await start('kind=people', 'id\na\n')).status).toBe(400);
    expect((await start('kind=profiles', '{}', { 'content-type': 'application/json' })).status).toBe(415);
    expect((await api.call('GET', '/v1/imports/imp_none')).status).toBe(404);
    expect((await api.call('GET', '/v1/imports/imp_none/refused')).status).toBe(404);
  });
});

describe('an import while the store is away', () => {
  let batches = 0;
  let working = 0;
  const away = () => new mongodb.MongoNetworkError('connection closed');
  const api = testApi((store) => {
    const upsertMany: typeof store.profiles.upsertMany = async (...args) => {
      batches += 1;
      if (batches > working) throw away();
      return await store.profiles.upsertMany(...args);
    };
    return { store: { ...store, profiles: { ...store.profiles, upsertMany } } };
  });

  it.each([0, 1, 3])('is a 503, from its batch %i on', async (count) => {
    [batches, working] = [0, count];
    const { status, json } = await importOf(api, 'profiles', profilesAsCsv(5000));
    expect([status, json.detail]).toEqual([503, 'The store is unavailable at the moment.']);
  });
});

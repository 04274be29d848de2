import { MongoClient } from 'mongodb';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { keptFor } from '../../../src/store/ingestion/keptFor.ts';
import { storeOf } from '../../../src/store/store.ts';
import { cuttingProxy } from '../../support/cuttingProxy.ts';
import { SECRET_KEY, testApi } from '../support.ts';

const ROWS = 1500;
const rows = (header: string, row: (index: number) => string): string =>
  [header, ...Array.from({ length: ROWS }, (_, index) => row(index))].join('\n');
const phone = (index: number): string => `+4477009${String(index).padStart(5, '0')}`;

const url = new URL(inject('mongoUrl'));
const proxy = await cuttingProxy({ host: url.hostname, port: Number(url.port) });
const client = new MongoClient(`mongodb://127.0.0.1:${proxy.port}/?directConnection=true`, {
  serverSelectionTimeoutMS: 2000,
  ignoreUndefined: true,
});

describe('an import whose connection to the store is cut', () => {
  // Nothing that is done by the clock in between: each command is one of the request.
  let forget = (): void => undefined;
  const api = testApi((direct) => {
    const store = storeOf(client.db(direct.db.databaseName), SECRET_KEY);
    const ingestionSettings = keptFor(3_600_000, store.ingestionSettings.get);
    forget = () => {
      store.ingestionSettings.forget();
      ingestionSettings.forget();
    };
    const hour = 3_600_000;
    return { store: { ...store, ingestionSettings }, auditTallyMs: hour, catchUpMs: hour };
  });
  // Each request reads the settings once, so that all have the same commands.
  const call: typeof api.call = (...request) => {
    forget();
    return api.call(...request);
  };
  afterAll(async () => {
    await client.close();
    await proxy.close();
  });

  const profiles = async (): Promise<number> => await api.store.db.collection('profiles').countDocuments();
  const events = async (): Promise<number> => {
    const documents = await api.store.db.collection('events').find().toArray();
    return documents.reduce((sum, { events: held = {} }) => sum + Object.keys(held).length, 0);
  };

  it.each([
    ['profiles', rows('id,phone', (index) => `u${index},${phone(index)}`), profiles],
    ['events', rows('id,profileId,name', (index) => `e${index},u${index % 20},Visit`), events],
  ])(
    'of %s is answered with 503 or in full, and is whole when it is repeated',
    async (resource, body, stored) => {
      const imported = () => call('POST', `/v1/${resource}/import`, { body, headers: { 'content-type': 'text/csv' } });
      const before = proxy.commands.length;
      expect((await imported()).json).toMatchObject({ accepted: ROWS, rejected: 0 });
      const commands = proxy.commands.slice(before);
      expect(commands.length).toBeGreaterThan(1);
      for (const [index, name] of commands.entries()) {
        for (const when of ['before', 'after'] as const) {
          await api.store.db.collection(resource).deleteMany({});
          const number = proxy.commands.length + index + 1;
          const cuts = proxy.cuts;
          proxy.cutNext((command) => command.number === number, when);
          const answer = await imported();
          expect(proxy.cuts, `${when} command ${index + 1} (${name})`).toBe(cuts + 1);
          expect([200, 503], `${when} command ${index + 1} (${name}): ${answer.text}`).toContain(answer.status);
          if (answer.status === 503) {
            const { accepted, known = 0, rejected } = (await imported()).json;
            expect({ accounted: accepted + known, rejected }).toEqual({ accounted: ROWS, rejected: 0 });
          }
          expect(await stored()).toBe(ROWS);
        }
      }
    },
    120_000,
  );

  it.each([
    ['POST', '/v1/profiles/bulk', { items: [{ id: 'b1', phone: phone(1) }] }],
    ['POST', '/v1/profiles', { id: 'b2', phone: phone(2) }],
    ['POST', '/v1/events', { profileId: 'b1', name: 'Visit' }],
    ['POST', '/v1/events/bulk', { items: [{ profileId: 'b1', name: 'Visit' }] }],
    ['GET', '/v1/profiles', undefined],
    ['GET', '/v1/providers', undefined],
  ])('%s %s is answered with 503 as well, and never with 500', async (method, path, json) => {
    const request = () => call(method, path, json === undefined ? {} : { json });
    const before = proxy.commands.length;
    expect((await request()).status).toBeLessThan(300);
    const count = proxy.commands.length - before;
    for (let index = 1; index <= count; index += 1) {
      for (const when of ['before', 'after'] as const) {
        const number = proxy.commands.length + index;
        proxy.cutNext((command) => command.number === number, when);
        expect([200, 201, 503]).toContain((await request()).status);
      }
    }
  });
});

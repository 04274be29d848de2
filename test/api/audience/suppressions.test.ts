import { describe, expect, it } from 'vitest';
import { testApi } from '../support.ts';

const numberOf = (index: number): string => `+4477009200${String(index).padStart(2, '0')}`;
const pathOf = (number: string, action = ''): string => `/v1/suppressions/${encodeURIComponent(number)}${action}`;

describe('the suppression list', () => {
  const api = testApi();
  const listed = async (query: string) => (await api.call('GET', `/v1/suppressions?${query}`)).json;
  const numbersOf = (items: { number: string }[]): string[] => items.map(({ number }) => number);

  it('gets a number by a call, whatever its notation; the first entry stays', async () => {
    const made = await api.made('/v1/suppressions', { number: '+44 7700 920 000', reason: 'a letter' });
    expect(made).toMatchObject({
      number: numberOf(0),
      suppressed: true,
      current: { source: 'api', wording: 'a letter', keyId: 'bootstrap', profileId: null },
      lifted: [],
    });
    expect(await api.made('/v1/suppressions', { number: numberOf(0), reason: 'again' })).toEqual(made);
    expect((await api.call('GET', pathOf(numberOf(0)))).json).toEqual(made);
    expect((await api.call('GET', pathOf('+44 (0) 7700 920000'))).json).toEqual(made);
  });

  it('loses a number with a reason, which can be read afterwards; a repetition changes nothing', async () => {
    await api.made('/v1/profiles', { id: 'back', phone: numberOf(0) });
    const lifted = await api.made(pathOf(numberOf(0), '/lift'), { reason: 'phoned' });
    expect(lifted).toMatchObject({
      suppressed: false,
      current: null,
      lifted: [{ source: 'api', wording: 'a letter', lifted: { reason: 'phoned', keyId: 'bootstrap' } }],
    });
    expect(await api.made(pathOf(numberOf(0), '/lift'), { reason: 'phoned twice' })).toEqual(lifted);
    expect((await api.call('GET', '/v1/profiles/back')).json).toMatchObject({ reachability: 'reachable' });
    expect(numbersOf((await listed('')).items)).not.toContain(numberOf(0));
  });

  it('refuses what is no number, no reason, or was never on it', async () => {
    for (const number of ['12', 'nobody', '+447700']) {
      const answer = await api.call('POST', '/v1/suppressions', { json: { number } });
      expect([answer.status, answer.json.errors[0].field]).toEqual([400, '/number']);
      expect((await api.call('GET', pathOf(number))).status).toBe(400);
    }
    expect((await api.call('POST', pathOf(numberOf(0), '/lift'), { json: {} })).status).toBe(400);
    for (const path of [pathOf(numberOf(99)), pathOf(numberOf(99), '/lift')]) {
      const method = path.endsWith('lift') ? 'POST' : 'GET';
      const missing = await api.call(method, path, method === 'POST' ? { json: { reason: 'r' } } : {});
      expect(missing.status).toBe(404);
      expect(missing.text).not.toContain(numberOf(99).slice(1));
    }
  });

  it('is listed page after page, the newest first, by source and time', async () => {
    const at = (index: number) => new Date(Date.UTC(2026, 0, 1, 0, Math.floor(index / 2)));
    const sources = ['api', 'import', 'stop', 'carrier'] as const;
    for (let index = 1; index <= 9; index += 1) {
      await api.store.suppressions.add({
        number: numberOf(index),
        source: sources[index % 4] ?? 'api',
        wording: index === 3 ? '=STOP;"now"' : null,
        at: at(index),
      });
    }
    const wanted = [9, 8, 7, 6, 5, 4, 3, 2, 1].map(numberOf);
    const pages: string[] = [];
    let cursor = '';
    do {
      const page = await listed(`limit=4&to=2026-02-01T00:00:00Z${cursor && `&cursor=${cursor}`}`);
      pages.push(...numbersOf(page.items));
      cursor = page.nextCursor ?? '';
    } while (cursor !== '');
    expect(pages).toEqual(wanted);
    expect(numbersOf((await listed('source=import')).items)).toEqual([9, 5, 1].map(numberOf));
    const window = `from=${at(4).toISOString()}&to=${at(8).toISOString()}`;
    expect(numbersOf((await listed(window)).items)).toEqual([7, 6, 5, 4].map(numberOf));
  });

  it('is exported as CSV and NDJSON, all of it', async () => {
    const query = 'to=2026-02-01T00:00:00Z&limit=1';
    const csv = await api.call('GET', `/v1/suppressions?${query}`, { headers: { accept: 'text/csv' } });
    const lines = csv.text.trimEnd().split('\r\n');
    expect(lines[0]).toBe('number,source,at,wording,providerId,profileId,keyId');
    expect(lines).toHaveLength(10);
    expect(lines[7]).toBe(`${numberOf(3)},carrier,2026-01-01T00:01:00.000Z,"'=STOP;""now""",,,`);
    const ndjson = await api.call('GET', `/v1/suppressions?format=ndjson&${query}`);
    expect(ndjson.headers.get('content-type')).toContain('application/x-ndjson');
    const accept = 'application/x-ndjson';
    expect((await api.call('GET', `/v1/suppressions?${query}`, { headers: { accept } })).text).toBe(ndjson.text);
    const { items } = await listed('to=2026-02-01T00:00:00Z');
    expect(
      ndjson.text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(items);
  });
});

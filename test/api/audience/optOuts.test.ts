import { describe, expect, it } from 'vitest';
import { type Answer, testApi } from '../support.ts';
import { fixture, importOf } from './fixtures.ts';

const json = (name: string) => JSON.parse(fixture(name).toString());

describe('opt-outs belong to numbers', () => {
  const api = testApi();
  const profile = async (id: string) => (await api.call('GET', `/v1/profiles/${id}`)).json;
  const suppression = (number: string) => api.store.suppressions.get(number);

  interface Row {
    readonly id: string;
    readonly phone?: string;
    readonly optedOut?: boolean;
  }
  interface Said {
    readonly stillOptedOut: number;
    readonly named: boolean;
  }
  const counted = ({ json: { stillOptedOut, notes = [], outcomes = [] } }: Answer): Said => ({
    stillOptedOut,
    named: [...notes, ...outcomes.flatMap((one: { notes?: object[] }) => one.notes ?? [])].length > 0,
  });
  const single = ({ json: { optedOut, notes } }: Answer, row: Omit<Row, 'id'>): Said => ({
    stillOptedOut: optedOut && row.optedOut !== true ? 1 : 0,
    named: notes !== undefined,
  });
  const csvOf = (row: Row) => `${Object.keys(row).join()}\n${Object.values(row).join()}\n`;

  /** Every way to write a profile. Each returns what its answer says of an opt-out that stays. */
  const WAYS: Record<string, (row: Row, query?: string) => Promise<Said>> = {
    single: async (row, query = '') => single(await api.call('POST', `/v1/profiles?${query}`, { json: row }), row),
    'by its id': async ({ id, ...row }, query = '') =>
      single(await api.call('PUT', `/v1/profiles/${id}?${query}`, { json: row }), row),
    'in bulk': async (row, query = '') =>
      counted(await api.call('POST', `/v1/profiles/bulk?${query}`, { json: { items: [row] } })),
    'as CSV': async (row, query = '') => counted(await importOf(api, 'profiles', csvOf(row), { query })),
    'as NDJSON': async (row, query = '') =>
      counted(await importOf(api, 'profiles', JSON.stringify(row), { query, type: 'application/x-ndjson' })),
    async 'in the background'(row, query = '') {
      const headers = { 'content-type': 'text/csv' };
      const started = await api.call('POST', `/v1/imports?kind=profiles&${query}`, { body: csvOf(row), headers });
      await api.imports.work();
      return counted(await api.call('GET', `/v1/imports/${started.json.importId}`));
    },
  };

  describe.each(Object.keys(WAYS).map((way, index) => [way, `+4477009101${String(index).padStart(2, '0')}`]))(
    'a profile that is written %s',
    (way, phone) => {
      const write = WAYS[way] as (typeof WAYS)[string];
      const id = `o${phone.slice(-2)}`;

      it('and opts out suppresses its number, for every profile that has it', async () => {
        await WAYS.single?.({ id: `${id}-other`, phone });
        expect(await write({ id, phone, optedOut: true })).toEqual({ stillOptedOut: 0, named: false });
        const source = /CSV|NDJSON|background/.test(way) ? 'import' : 'api';
        expect(await suppression(phone)).toMatchObject({ current: { source, profileId: id, keyId: 'bootstrap' } });
        for (const one of [id, `${id}-other`]) {
          expect(await profile(one)).toMatchObject({ optedOut: true, reachability: 'opted_out' });
        }
      });

      it('with optedOut: false stays opted out, and the answer says so', async () => {
        expect(await write({ id, optedOut: false })).toEqual({ stillOptedOut: 1, named: true });
        expect(await write({ id: `${id}-other`, phone, optedOut: false })).toEqual({ stillOptedOut: 1, named: true });
        expect(await write({ id: `${id}-new`, phone })).toEqual({ stillOptedOut: 1, named: false });
        expect(await profile(id)).toMatchObject({ optedOut: true });
      });

      it('opts in again where the call says why, which is kept', async () => {
        const query = `optInReason=${encodeURIComponent('form of 1 May')}`;
        expect(await write({ id: `${id}-other`, optedOut: false }, query)).toEqual({ stillOptedOut: 0, named: false });
        expect(await suppression(phone)).toMatchObject({
          current: null,
          lifted: [{ profileId: id, lifted: { reason: 'form of 1 May', keyId: 'bootstrap' } }],
        });
        for (const one of [id, `${id}-other`, `${id}-new`]) {
          expect(await profile(one)).toMatchObject({ optedOut: false, reachability: 'reachable' });
        }
      });

      it('without a number keeps its opt-out, and each number that it gets is suppressed', async () => {
        const [first, second] = [phone.replace('9101', '9102'), phone.replace('9101', '9103')];
        await write({ id: `${id}-later`, optedOut: true });
        await write({ id: `${id}-later`, phone: first });
        await write({ id: `${id}-later`, phone: second });
        expect(await api.store.suppressions.among([first, second])).toEqual(new Set([first, second]));
      });
    },
  );

  it('case 32: the number has opted out under another profile', async () => {
    await api.made('/v1/profiles/bulk', json('32-profiles.json'));
    expect(await profile('c32-new')).toMatchObject({ optedOut: true });
    expect(await api.made('/v1/segments/estimate', json('32-estimate.json'))).toMatchObject({
      qualified: 3,
      reachable: 1,
      optedOut: 2,
      recipients: 1,
    });
  });

  it('a segment of those who have opted out knows the numbers, under every operator', async () => {
    const fields = (operator: string, value?: unknown) => ({
      kind: 'and',
      conditions: [
        json('32-estimate.json').condition,
        { kind: 'field', field: 'optedOut', operator, ...(value !== undefined && { value }) },
      ],
    });
    const qualified = async (condition: object) =>
      (await api.made('/v1/segments/estimate', { condition })).qualified as number;
    const yes = fields('equals', true);
    const counts = [yes, fields('not_equals', true), fields('in', [true, false]), { kind: 'not', condition: yes }];
    expect(await Promise.all(counts.slice(0, 3).map(qualified))).toEqual([2, 1, 3]);
    const neither = { kind: 'and', conditions: [json('32-estimate.json').condition, counts[3]] };
    expect(await qualified(neither)).toBe(1);
  });

  it('case 33: a nightly import with optedOut=false opts nobody in', async () => {
    await api.made('/v1/profiles', { id: 'c33-1', phone: '+447700900341', optedOut: true });
    const { json: answer } = await importOf(api, 'profiles', fixture('33-nightly.csv'));
    expect(answer).toMatchObject({ accepted: 1, stillOptedOut: 1, notes: [{ line: 2, field: 'optedOut' }] });
    expect(await profile('c33-1')).toMatchObject({ optedOut: true });
  });

  it('case 34: deleting and importing a profile opts nobody in', async () => {
    await api.made('/v1/profiles', { id: 'c34-1', phone: '+447700900351', optedOut: true });
    await api.call('DELETE', '/v1/profiles/c34-1');
    const { json: answer } = await importOf(api, 'profiles', fixture('34-nightly.csv'));
    expect(answer).toMatchObject({ accepted: 1, stillOptedOut: 1 });
    expect(await profile('c34-1')).toMatchObject({ optedOut: true, reachability: 'opted_out' });
  });

  it('rows of one file count in their order', async () => {
    const rows = ['a,+447700910401,true', 'a,+447700910402,', 'b,+447700910403,true', 'b,,false', 'c,+447700910401,'];
    const { json: answer } = await importOf(api, 'profiles', `id,phone,optedOut\n${rows.join('\n')}\n`);
    expect(answer).toMatchObject({ accepted: 5, stillOptedOut: 3 });
    const numbers = ['+447700910401', '+447700910402', '+447700910403'];
    expect(await api.store.suppressions.among(numbers)).toEqual(new Set(numbers));
  });

  it('a profile is opted out, and in again with a reason, by a call of its own', async () => {
    const number = '+447700910501';
    await api.made('/v1/profiles', { id: 'own', phone: number });
    const put = (json: object) => api.call('PUT', '/v1/profiles/own/opt-out', { json });
    expect((await put({ optedOut: true, reason: 'wrote a letter' })).json).toMatchObject({ optedOut: true });
    expect(await suppression(number)).toMatchObject({ current: { source: 'api', wording: 'wrote a letter' } });
    const refused = await put({ optedOut: false });
    expect([refused.status, refused.json.errors[0].field]).toEqual([400, '/reason']);
    expect((await put({ optedOut: false, reason: 'phoned' })).json).toMatchObject({ optedOut: false });
    expect(await suppression(number)).toMatchObject({ current: null, lifted: [{ lifted: { reason: 'phoned' } }] });
  });
});

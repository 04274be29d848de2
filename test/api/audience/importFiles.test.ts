import { describe, expect, it } from 'vitest';
import { testApi } from '../support.ts';
import { fixture, importOf } from './fixtures.ts';

describe('a CSV file as programs write it', () => {
  const api = testApi();
  const profile = async (id: string) => (await api.call('GET', `/v1/profiles/${encodeURIComponent(id)}`)).json;

  it('may mix line ends', async () => {
    const { json } = await importOf(api, 'profiles', fixture('01-mixed-line-ends.csv'));
    expect(json).toMatchObject({ received: 3, accepted: 3, problems: [] });
    const old = await importOf(api, 'profiles', 'id,name\rmac-1,Ada\rmac-2,"two\rlines"\r');
    expect(old.json).toMatchObject({ received: 2, accepted: 2 });
    expect(await profile('mac-2')).toMatchObject({ properties: { name: 'two\rlines' } });
  });

  it('may have one row with quotes inside quotes: the other rows are stored, and the row is named', async () => {
    const { json } = await importOf(api, 'profiles', fixture('02-stray-quotes.csv'));
    expect(json).toMatchObject({ received: 4, accepted: 3, rejected: 1, complete: true });
    expect(json.problems).toMatchObject([{ line: 3, field: 'row', got: 'a quote inside a quoted cell' }]);
    for (const id of ['c02-1', 'c02-3', 'c02-4']) expect((await profile(id)).id).toBe(id);
  });

  it('never makes a profile of a line that may be the inside of a faulty row', async () => {
    const file = 'id,name,city\nq1,"first\nq2\nq3,"inner" end",York\nq4,Di,Hull\n';
    const { json } = await importOf(api, 'profiles', file);
    expect(json.problems.map(({ line }: { line: number }) => line)).toEqual([2, 3, 4]);
    expect(json.accepted).toBe(1);
  });

  it('may have rows of nothing but delimiters', async () => {
    const { json } = await importOf(api, 'profiles', fixture('03-comma-rows.csv'));
    expect(json).toMatchObject({ received: 3, accepted: 2, rejected: 1 });
    expect(json.problems).toEqual([
      expect.objectContaining({ field: 'id', got: '"bad id"', line: expect.any(Number) }),
    ]);
    const quoted = await importOf(api, 'profiles', 'id,name\n"",""\n , \n  \nblank-1,x\n');
    expect(quoted.json).toMatchObject({ received: 1, accepted: 1, problems: [] });
  });

  it('may leave out empty cells at the end of a row, or have too many; one with content is refused', async () => {
    const { json } = await importOf(api, 'profiles', fixture('04-short-rows.csv'));
    expect(json).toMatchObject({ received: 5, accepted: 4, rejected: 1 });
    expect(json.problems).toMatchObject([{ line: 6, field: 'row', got: 'something in cell 6' }]);
    expect(await profile('c04-4')).toMatchObject({ properties: { name: 'Di', city: 'York' } });
  });

  it.each([
    ['semicolons, and a byte order mark', fixture('05-semicolon.csv'), 'c05-1', { name: 'Zoë; Ltd', spent: '12,50' }],
    ['a line sep=;', fixture('05b-sep-line.csv'), 'c05-3', { name: 'Cy' }],
    ['tabs', 'id\tname\nt1\tAda, Lady\n', 't1', { name: 'Ada, Lady' }],
    ['vertical bars', 'id|name\nb1|Ada; Lady\n', 'b1', { name: 'Ada; Lady' }],
    ['a sign of its own', 'sep=^\r\nid^name\r\ns1^Ada\r\n', 's1', { name: 'Ada' }],
    ['commas, with semicolons in a name', '"a;b;c;d",id\nx,c1\n', 'c1', {}],
    ['UTF-16', Buffer.from('\uFEFFid;name\r\nw1;Zoë\r\n', 'utf16le'), 'w1', { name: 'Zoë' }],
    [
      'UTF-16, most significant byte first',
      Buffer.from('\uFEFFid,name\nw2,名\n', 'utf16le').swap16(),
      'w2',
      { name: '名' },
    ],
  ])('may be separated or encoded otherwise: %s', async (_, file, id, properties) => {
    const query = id === 'c1' ? 'map=a;b;c;d:properties.x' : '';
    const { status, json } = await importOf(api, 'profiles', file, { query });
    expect([status, json.rejected]).toEqual([200, 0]);
    expect(await profile(id)).toMatchObject({ properties });
  });

  it('is refused with the delimiters that are known, where none of them separates the header', async () => {
    const { status, json } = await importOf(api, 'profiles', 'id^name\nx^y\n');
    expect(status).toBe(400);
    expect(json.errors[0].wanted).toContain('a mapping');
    const tilde = await importOf(api, 'profiles', 'key~name\nx~y\n');
    expect(tilde.status).toBe(400);
  });

  it('may have any header, by a mapping', async () => {
    const map = [
      'Mobile:phone',
      'May we text you, yes or no?:properties.consent',
      "Manager's Name:properties.manager",
      'TTY/TDD Phone:properties.tty',
      'Phone #:properties.phone2',
    ].join(',');
    const query = `map=${encodeURIComponent(map)}`;
    const { json } = await importOf(api, 'profiles', fixture('06-headers.csv'), { query });
    expect(json).toMatchObject({ received: 1, accepted: 1, rejected: 0 });
    expect(await profile('c06-1')).toMatchObject({
      number: '+447700900151',
      properties: { consent: 'yes', manager: 'Bob', phone2: '+447700900152' },
    });
    const colons = await importOf(api, 'profiles', 'id,"Q: plan, or none?"\nh1,gold\n', {
      query: `map=${encodeURIComponent('Q: plan, or none?:properties.plan,id:id')}`,
    });
    expect(colons.json.accepted).toBe(1);
    expect(await profile('h1')).toMatchObject({ properties: { plan: 'gold' } });
  });

  it('is refused where a column is mapped twice', async () => {
    for (const parameter of ['map=name:properties.a,name:properties.b', 'types=name:text&types=name:number']) {
      const { status, json } = await importOf(api, 'profiles', 'id,name\nm1,5\n', { query: parameter });
      expect([status, json.errors[0].got, json.errors[0].wanted]).toEqual([400, '"name" twice', 'each column once']);
    }
  });

  it('may have names in any script, composed or not', async () => {
    const { json } = await importOf(api, 'profiles', 'id,नाम,prénom,ชื่อ\nn1,a,b,c\n'.normalize('NFD'), {
      query: `types=${encodeURIComponent('prénom:text')}`,
    });
    expect(json).toMatchObject({ accepted: 1, rejected: 0 });
    expect((await profile('n1')).properties).toEqual({ नाम: 'a', prénom: 'b', ชื่อ: 'c' });
  });

  it('ignores a column without a name as long as it is empty', async () => {
    const { json } = await importOf(api, 'profiles', 'id,,name\ne1,,Ada\ne2,x,Bob\n');
    expect(json).toMatchObject({ accepted: 1, problems: [{ line: 3, field: 'column 2', got: '"x"' }] });
  });

  it('may have what spreadsheets put around texts', async () => {
    const { json } = await importOf(api, 'profiles', fixture('09-spreadsheet-armour.csv'));
    expect(json).toMatchObject({ accepted: 2, rejected: 0 });
    expect(await profile('00012')).toMatchObject({ number: '+447700900181' });
    expect(await profile('00013')).toMatchObject({ number: '+447700900182', properties: { name: 'Bob' } });
    await importOf(api, 'events', fixture('09-events.csv'));
    for (const id of ['00012', '00013']) {
      expect((await api.call('GET', `/v1/profiles/${id}/events`)).json.items).toHaveLength(1);
    }
    const names = `id,name,zip,id2\na1,'t Hooft,"=""01234""",'-100\na2,'90s kid,'90210,'@x\n`;
    await importOf(api, 'profiles', names);
    expect((await profile('a1')).properties).toEqual({ name: "'t Hooft", zip: '01234', id2: '-100' });
    expect((await profile('a2')).properties).toEqual({ name: "'90s kid", zip: '90210', id2: '@x' });
  });

  it('may have an apostrophe before an id of letters, which is no part of it', async () => {
    await importOf(api, 'profiles', "id,phone,name\n'AB12,'+447700900183,'n Sync\n");
    expect(await profile('AB12')).toMatchObject({ number: '+447700900183', properties: { name: "'n Sync" } });
    await importOf(api, 'events', "id,profileId,name\n'E1,'AB12,'s Avonds\n");
    const { items } = (await api.call('GET', '/v1/profiles/AB12/events')).json;
    expect(items).toMatchObject([{ id: 'E1', name: "'s Avonds" }]);
  });

  it('never has an id that a spreadsheet has rounded', async () => {
    const file = 'id,name\n1.23457E+15,Ada\n"1,23457E+15",Bob\n1E+12,Cy\n1E12,Di\ne+10,Ed\n';
    const { json } = await importOf(api, 'profiles', file);
    expect(json).toMatchObject({ accepted: 2, rejected: 3 });
    expect(json.problems[0]).toEqual({
      line: 2,
      field: 'id',
      got: expect.any(String),
      wanted: 'all digits of the id: a spreadsheet has rounded it',
    });
    const events = await importOf(api, 'events', 'profileId,name,id\n1.23457E+15,visit,\nx1,visit,2.5E+11\n');
    expect(events.json).toMatchObject({ accepted: 0, rejected: 2 });
  });

  it('of events may have columns that are called as properties of events are', async () => {
    const file = 'profileId,name,1st item,cart.total,$source,x/y\nq1,purchase,a,b,c,d\n';
    expect((await importOf(api, 'events', file)).json).toMatchObject({ accepted: 1 });
    const mapped = 'profileId,name,x\nq1,visit,1\n';
    await importOf(api, 'events', mapped, { query: 'map=x:properties.cart.total' });
    const { items } = (await api.call('GET', '/v1/profiles/q1/events')).json;
    const byName = Object.fromEntries(
      items.map((item: { name: string; properties: object }) => [item.name, item.properties]),
    );
    expect(byName).toEqual({
      purchase: { '1st item': 'a', 'cart.total': 'b', $source: 'c', 'x/y': 'd' },
      visit: { 'cart.total': '1' },
    });
    expect((await importOf(api, 'profiles', 'id,cart.total\nq1,5\n')).json.errors[0].wanted).toContain('a mapping');
  });

  it('is told where a number is none, or would lose digits', async () => {
    const file =
      'id,n\nn-1,12.50\nn-2,1e3\nn-3,1e999\nn-4,"12,50"\nn-5,1234567890123456789\nn-6,0x10\nn-7,-.5\nn-8,0.1\n';
    const { json } = await importOf(api, 'profiles', file, { query: 'types=n:number' });
    expect(json.problems.map(({ line }: { line: number }) => line)).toEqual([4, 5, 6, 7]);
    expect(json.problems[2].wanted).toContain('as a text');
    expect((await profile('n-2')).properties.n).toBe(1000);
  });

  it('is told which columns hold numbers that are stored as texts', async () => {
    const { json } = await importOf(api, 'profiles', fixture('18-visits.csv'));
    expect(json.notes).toEqual([
      {
        line: 1,
        field: 'visits',
        got: '3 numbers, stored as texts',
        wanted: expect.stringContaining('types=visits:number'),
      },
    ]);
    const typed = await importOf(api, 'profiles', fixture('18-visits.csv'), { query: 'types=visits:number' });
    expect(typed.json.notes).toEqual([]);
    const codes = await importOf(api, 'profiles', 'id,zip,tag\nz1,01234,7\nz2,90210,x\n');
    expect(codes.json.notes).toEqual([]);
  });
});

import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { EventInput } from '../../src/domain/audience/event.ts';
import type { ProfileInput } from '../../src/domain/audience/profile.ts';
import { eventStore } from '../../src/store/events.ts';
import { importEvents } from '../../src/store/imports/importEvents.ts';
import { ImportError } from '../../src/store/imports/importProblem.ts';
import { importProfiles } from '../../src/store/imports/importProfiles.ts';
import type { ImportOptions } from '../../src/store/imports/importRows.ts';
import { profileStore } from '../../src/store/profiles.ts';
import { suppressionStore } from '../../src/store/suppressions.ts';
import { freshDatabase } from '../support/database.ts';

const now = new Date('2026-03-02T10:00:00Z');
type Options = Partial<Pick<ImportOptions, 'map' | 'types' | 'format' | 'signal'>>;

const streamOf = (content: string | Buffer, size = 7): Readable => {
  const bytes = Buffer.from(content);
  const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
  return Readable.from(pieces, { objectMode: false });
};

/** Imports into a list: the rows that are read from a file. */
async function read(content: string | Buffer, options: Options = {}) {
  const rows: ProfileInput[] = [];
  const upsertMany = async (inputs: readonly ProfileInput[]) => {
    rows.push(...inputs);
    return [];
  };
  const result = await importProfiles({
    store: { profiles: { upsertMany } },
    stream: streamOf(content),
    format: 'csv',
    now,
    ...options,
  });
  return { rows, ...result };
}

async function refusal(content: string | Buffer, options: Options = {}): Promise<unknown> {
  const written: unknown[] = [];
  const upsertMany = async (inputs: readonly unknown[]) => {
    written.push(...inputs);
    return [];
  };
  const error = await importProfiles({
    store: { profiles: { upsertMany } },
    stream: streamOf(content),
    format: 'csv',
    now,
    ...options,
  }).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(written).toEqual([]);
  expect(error).toBeInstanceOf(ImportError);
  return (error as ImportError).problem;
}

describe('a CSV file of profiles', () => {
  it('fields by their names, properties by types, empty cells left out, however the file is divided into pieces', async () => {
    const file =
      '\uFEFFid, phone ,timeZone,optedOut,city,visits,vip,born\r\n' +
      'a,+447700900001,Europe/London,true,"Zürich, ""old"" town",12.5,yes,1980-05-07\r\n' +
      '\r\n' +
      'b,,,,,,,\r\n';
    const { rows, ...result } = await read(file, { types: { visits: 'number', vip: 'boolean', born: 'date' } });
    expect(result).toMatchObject({ received: 2, accepted: 2, rejected: 0, problems: [], notes: [], complete: true });
    expect(rows).toEqual([
      {
        id: 'a',
        phone: '+447700900001',
        timeZone: 'Europe/London',
        optedOut: true,
        properties: { city: 'Zürich, "old" town', visits: 12.5, vip: true, born: { date: '1980-05-07' } },
      },
      { id: 'b' },
    ]);
  });

  it('columns are mapped to fields and properties', async () => {
    const { rows } = await read('user,sms stop,E-mail!\nu1,no,x@example.org\n', {
      map: { user: 'id', 'sms stop': 'optedOut', 'E-mail!': 'properties.email' },
    });
    expect(rows).toEqual([{ id: 'u1', optedOut: false, properties: { email: 'x@example.org' } }]);
  });

  it('invalid rows are reported with line and column, valid ones are stored', async () => {
    const file = [
      'id,phone,timezone,stop,visits,note',
      'ok1,,,,,',
      'two words,,,,,',
      ',,,,,x',
      'ok2,,Mars/Base,,,',
      'ok3,,,maybe,,',
      'ok4,,,,many,',
      'ok5,,,',
      `ok6,${'9'.repeat(65)},,,,`,
      `ok7,,,,,${'x'.repeat(2001)}`,
      'ok8,,,,,fine',
    ].join('\n');
    const { rows, problems, notes, ...counts } = await read(file, {
      map: { timezone: 'timeZone', stop: 'optedOut' },
      types: { visits: 'number' },
    });
    expect(rows.map((row) => row.id)).toEqual(['ok1', 'ok5', 'ok8']);
    expect(notes).toEqual([]);
    expect(counts).toMatchObject({ received: 10, accepted: 3, rejected: 7, complete: true });
    expect(problems).toEqual([
      { line: 3, field: 'id', got: '"two words"', wanted: '1 to 128 printable ASCII characters without spaces' },
      { line: 4, field: 'id', got: 'nothing', wanted: 'a text' },
      { line: 5, field: 'timezone', got: '"Mars/Base"', wanted: 'an IANA time zone, such as Europe/Paris' },
      { line: 6, field: 'stop', got: '"maybe"', wanted: 'true or false (or yes, no, 1, 0)' },
      { line: 7, field: 'visits', got: '"many"', wanted: 'a number, such as 12.5' },
      { line: 9, field: 'phone', got: `"${'#'.repeat(40)}"... (65 characters)`, wanted: 'at most 64 characters' },
      { line: 10, field: 'note', got: `"${'x'.repeat(40)}"... (2001 characters)`, wanted: 'at most 2,000 characters' },
    ]);
  });

  it('a problem never quotes a possible phone number, in any column', async () => {
    const file = 'id,visits\n+44 7700 900123,1\nok,07700-900123\n';
    const { problems } = await read(file, { types: { visits: 'number' } });
    expect(problems.map((problem) => problem.got)).toEqual(['"+## #### ######"', '"#####-######"']);
  });

  it('a problem shows characters that cannot be seen', async () => {
    const { problems } = await read('id,timeZone\n\u200bu1,\nu2,Europe/Paris\u00ad\u{E0020}\n');
    expect(problems.map(({ got }) => got)).toEqual(['"\\u200bu1"', '"Europe/Paris\\u00ad\\udb40\\udc20"']);
  });

  it('NUL far into the file affects only its row', async () => {
    const rows = Array.from({ length: 200 }, (_, index) => `n${index},${'x'.repeat(500)}`).join('\n');
    const { accepted, problems } = await read(`id,name\n${rows}\nz1,A\0da\nz2,Bob\n`);
    expect(accepted).toBe(201);
    expect(problems).toEqual([{ line: 202, field: 'name', got: '"A\\u0000da"', wanted: 'a text without NUL' }]);
  });

  it('words for true and false', async () => {
    const yes = ['true', 'TRUE', 't', 'Yes', 'y', '1'].map((word, index) => `y${index},${word}`);
    const no = ['false', 'F', 'no', 'N', '0'].map((word, index) => `n${index},${word}`);
    const { rows } = await read(`id,optedOut\n${[...yes, ...no].join('\n')}\n`);
    expect(rows.map(({ optedOut }) => optedOut)).toEqual([...yes.map(() => true), ...no.map(() => false)]);
  });

  it('a hundred problems are listed, all are counted', async () => {
    const { rejected, problems } = await read(`id\n${'no no\n'.repeat(250)}`);
    expect({ rejected, told: problems.length }).toEqual({ rejected: 250, told: 100 });
  });

  it('bytes that are no UTF-8, far into the file, affect only their row', async () => {
    const padding = Array.from({ length: 12_000 }, (_, index) => `p${index},x`).join('\n');
    const file = Buffer.concat([
      Buffer.from(`id,city\n${padding}\nbad,`),
      Buffer.from([0xe9]),
      Buffer.from('\ngood,é\n'),
    ]);
    expect(file.length).toBeGreaterThan(65_536);
    const { rows, problems } = await read(file);
    expect(problems).toEqual([expect.objectContaining({ line: 12_002, field: 'city', wanted: 'UTF-8' })]);
    expect(rows.at(-1)).toEqual({ id: 'good', properties: { city: 'é' } });
  });

  it('a quote that is never closed costs its own row, and the result says that the file may be cut off', async () => {
    const result = await read('id,city\na,x\nb,"y\nc,z\n');
    expect(result).toMatchObject({
      rows: [{ id: 'a' }, { id: 'c' }],
      received: 3,
      rejected: 1,
      complete: false,
      problems: [{ line: 3, field: 'row', got: 'a quote that is never closed' }],
    });
    const huge = await read(`id,city\na,x\nb,"${'y'.repeat(300_000)}\nc,z\n${'d,x\n'.repeat(9)}`);
    expect(huge).toMatchObject({
      received: 12,
      rejected: 1,
      problems: [{ line: 3, got: 'a quote that is never closed' }],
    });
    const long = await read(`id,city\na,x\nb,${'y'.repeat(300_000)}\nc,z\n`);
    expect(long).toMatchObject({
      rows: [{ id: 'a' }, { id: 'c' }],
      complete: true,
      problems: [{ line: 3, got: 'a row that is too long' }],
    });
  });

  it.each<[string, string | Buffer, Options, { field: string; got: string }]>([
    ['nothing', '', {}, { field: 'file', got: 'nothing' }],
    ['gzip', gzipSync('id\na\n'), {}, { field: 'file', got: 'gzip data' }],
    ['an Excel file', Buffer.from('PK\x03\x04rest'), {}, { field: 'file', got: 'a ZIP or Excel file' }],
    [
      'Latin-1',
      Buffer.from('id,city\na,Orl\xe9ans\n', 'latin1'),
      {},
      { field: 'file', got: 'bytes that are no UTF-8' },
    ],
    [
      'UTF-16 without a mark',
      Buffer.from('id\na\n', 'utf16le'),
      {},
      { field: 'file', got: 'UTF-16 without a byte order mark' },
    ],
    ['binary data', Buffer.from('id\na\0b\nabcdefgh\n'), {}, { field: 'file', got: 'binary data' }],
    [
      'an old Excel file',
      Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1]),
      {},
      { field: 'file', got: 'an Excel file' },
    ],
    ['no id', 'user,city\na,b\n', {}, { field: 'header', got: '"user", "city"' }],
    ['blank lines', '\n\n', {}, { field: 'header', got: 'nothing' }],
    ['an unknown target', 'user\na\n', { map: { user: 'ID' } }, { field: 'user', got: 'mapped to "ID"' }],
    ['an unknown column', 'id\na\n', { map: { user: 'id' } }, { field: 'user', got: 'no such column' }],
    ['an unknown typed column', 'id\na\n', { types: { x: 'number' } }, { field: 'x', got: 'no such column' }],
    ['a typed field', 'id\na\n', { types: { id: 'number' } }, { field: 'id', got: 'type number' }],
    ['one field twice', 'id,user\na,b\n', { map: { user: 'id' } }, { field: 'user', got: 'id and user' }],
    ['a nearly known column', 'id,opted_out\na,true\n', {}, { field: 'opted_out', got: 'a column without a mapping' }],
    [
      'too many columns',
      `id,${Array.from({ length: 300 }, (_, n) => `c${n}`).join(',')}\n`,
      {},
      { field: 'header', got: '301 columns' },
    ],
  ])('%s is one error, before anything is written', async (_, content, options, problem) => {
    expect(await refusal(content, options)).toMatchObject(problem);
  });
});

describe('an NDJSON file of profiles', () => {
  it('has one object a line, as the API takes it', async () => {
    const file = '{"id":"a","properties":{"born":{"date":"1980-05-07"},"city":null}}\r\n\n{"user":"b","mail":"m"}';
    const { rows } = await read(file, { format: 'ndjson', map: { user: 'id', mail: 'properties.email' } });
    expect(rows).toEqual([
      { id: 'a', properties: { born: { date: '1980-05-07' }, city: null } },
      { id: 'b', properties: { email: 'm' } },
    ]);
  });

  it('invalid lines are reported, valid ones are stored', async () => {
    const file = [
      '{"id":"a"}',
      '{"id":"b"',
      '["c"]',
      '{"id":"d","phone":447700900123}',
      '{"id":"e","fone":"+447700900123"}',
      '{"id":"f","properties":{"x":{"y":1}}}',
      `{"id":"${'g'.repeat(262_144)}"}`,
      '{"id":"h"}',
    ].join('\n');
    const { rows, problems } = await read(file, { format: 'ndjson' });
    expect(rows.map((row) => row.id)).toEqual(['a', 'f', 'h']);
    expect(problems).toMatchObject([
      { line: 2, field: 'row', got: '9 characters that are no JSON' },
      { line: 3, field: 'row', got: 'JSON that is no object' },
      { line: 4, field: 'phone', got: '"############"', wanted: 'a text' },
      { line: 5, field: 'fone', got: '"+############"', wanted: 'no field of this name' },
      { line: 7, field: 'row', got: 'a longer line' },
    ]);
  });

  it('a JSON list, or types for columns, are one error', async () => {
    expect(await refusal('[{"id":"a"}]', { format: 'ndjson' })).toMatchObject({ field: 'file', got: 'a JSON list' });
    const types = { x: 'number' } as const;
    expect(await refusal('{"id":"a"}', { format: 'ndjson', types })).toMatchObject({ field: 'types' });
  });
});

describe('an import', () => {
  const { db } = freshDatabase();
  const store = { profiles: profileStore(db, suppressionStore(db)), events: eventStore(db) };

  it('of profiles, repeated, changes only what has changed', async () => {
    const importing = (file: string) => importProfiles({ store, stream: streamOf(file), format: 'csv', now });
    await importing('id,city,phone\na,Paris,+33639980001\nb,Leeds,\na,Lyon,\n');
    await importing('id,city,phone\nb,York,\n');
    expect(await store.profiles.get('a')).toMatchObject({ number: '+33639980001', properties: { city: 'Lyon' } });
    expect(await store.profiles.get('b')).toMatchObject({ phone: null, properties: { city: 'York' } });
    expect(await store.profiles.count()).toBe(2);
  });

  it('of events with ids, repeated, adds nothing', async () => {
    const file = 'key,who,what,at,amount\n1,a,Purchase,2026-01-01T10:00:00Z,5\n2,a,Purchase,,7\n3,a,Purchase,soon,7\n';
    const importing = () =>
      importEvents({
        store,
        stream: streamOf(file),
        format: 'csv',
        map: { key: 'id', who: 'profileId', what: 'name' },
        types: { amount: 'number' },
        now,
      });
    expect(await importing()).toMatchObject({
      accepted: 2,
      problems: [{ line: 4, field: 'at', got: '"soon"', wanted: expect.stringContaining('ISO 8601') }],
    });
    expect(await importing()).toMatchObject({ received: 3, accepted: 0, known: 2, rejected: 1 });
    const events = await store.events.ofProfile({ profileId: 'a', limit: 10 });
    expect(events.map(({ _id, at, properties }) => ({ _id, at, properties }))).toEqual([
      { _id: '2', at: now, properties: { amount: 7 } },
      { _id: '1', at: new Date('2026-01-01T10:00:00Z'), properties: { amount: 5 } },
    ]);
  });

  it('writes in order, a thousand at a time, and never reads far ahead of the writing', async () => {
    let produced = 0;
    let written = 0;
    let furthest = 0;
    let concurrent = 0;
    const insertMany = async (events: readonly EventInput[]) => {
      concurrent += 1;
      expect(concurrent).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 5));
      furthest = Math.max(furthest, produced - written);
      written += events.length;
      concurrent -= 1;
      return [];
    };
    const lines = function* () {
      yield 'profileId,name\n';
      for (; produced < 50_000; produced += 100) yield Buffer.from('a,Visit\n'.repeat(100));
    };
    const stream = Readable.from(lines(), { objectMode: false });
    const result = await importEvents({ store: { events: { insertMany } }, stream, format: 'csv', now });
    expect(result.accepted).toBe(50_000);
    expect(written).toBe(50_000);
    // The beginning of the file that is checked first has some 8,000 rows.
    expect(furthest).toBeLessThan(25_000);
  });

  it('fails when the store does, or when the stream breaks', async () => {
    const rows = `id\n${Array.from({ length: 2500 }, (_, index) => `r${index}`).join('\n')}\n`;
    const upsertMany = () => Promise.reject(new Error('store is away'));
    await expect(
      importProfiles({ store: { profiles: { upsertMany } }, stream: streamOf(rows, 100), format: 'csv', now }),
    ).rejects.toThrow('store is away');
    const broken = Readable.from(
      (function* () {
        yield Buffer.from(rows.repeat(10));
        throw new Error('connection lost');
      })(),
      { objectMode: false },
    );
    await expect(importProfiles({ store, stream: broken, format: 'csv', now })).rejects.toThrow('connection lost');
  });

  it('ends with the reason of its signal', async () => {
    const controller = new AbortController();
    const stream = new Readable({ read() {} });
    stream.push('id\na\n');
    const importing = importProfiles({ store, stream, format: 'csv', now, signal: controller.signal });
    controller.abort(new Error('shutting down'));
    await expect(importing).rejects.toThrow('shutting down');
    expect(stream.destroyed).toBe(true);
  });
});

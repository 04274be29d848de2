import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layoutOf } from '../../src/store/imports/csvDelimiter.ts';
import { type CsvRecord, csvRecords } from '../../src/store/imports/csvRecords.ts';

const delimiters = fc.constantFrom(',', ';', '\t', '|');
const lineEnds = fc.constantFrom('\n', '\r\n', '\r');
/** A text that begins and ends with something visible, as cells are read without the blanks around them. */
const cells = fc
  .array(fc.constantFrom('a', 'é', '7', ' ', '"', ',', ';', '\t', '|', '\n', '\r\n', "'", '名'), { maxLength: 8 })
  .map((characters) => characters.join('').trim());
const tables = (columns: number) =>
  fc.array(fc.array(cells, { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: 12 });

const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;

async function read(text: string, delimiter: string, piece: number): Promise<CsvRecord[]> {
  const pieces = async function* () {
    for (let at = 0; at < text.length; at += piece) yield text.slice(at, at + piece);
  };
  const found: CsvRecord[] = [];
  for await (const record of csvRecords(pieces(), { delimiter, firstLine: 1 })) found.push(record);
  return found;
}

const cellsOf = (records: readonly CsvRecord[]) =>
  records.flatMap((record) => ('cells' in record ? [record.cells] : []));

describe('rows of a CSV text', () => {
  it('are what was written, with any delimiter, any mixture of line ends, and in any pieces', async () => {
    const rows = tables(3).chain((table) =>
      fc.record({
        table: fc.constant(table),
        ends: fc.array(lineEnds, { minLength: table.length, maxLength: table.length }),
        delimiter: delimiters,
        piece: fc.integer({ min: 1, max: 40 }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(rows, async ({ table, ends, delimiter, piece }) => {
        const text = table.map((row, index) => row.map(quoted).join(delimiter) + ends[index]).join('');
        const wanted = table.filter((row) => row.some((cell) => cell !== ''));
        expect(cellsOf(await read(text, delimiter, piece))).toEqual(wanted);
      }),
      { numRuns: 300 },
    );
  });

  it('survive one row with wrong quotes, which is named by its line', async () => {
    const bad = fc.constantFrom('x,"Bob "B" Brown",y', 'x,"open,y', 'x,"a"b,y', '"x,y,z', 'x,y,"z"" "w"', '"x"y"z",,');
    const good = fc.array(fc.constantFrom('a,b,c', '"d, e",f,g', '1,"say ""hi""",3', ',x,'), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(
        fc.record({ before: good, bad, after: good, end: lineEnds, piece: fc.integer({ min: 1, max: 40 }) }),
        async ({ before, bad: row, after, end, piece }) => {
          const found = await read([...before, row, ...after, ''].join(end), ',', piece);
          expect(found.map(({ line, raw }) => ({ line, raw }))).toEqual(
            [...before, row, ...after].map((raw, index) => ({ line: index + 1, raw })),
          );
          const faulty = found.filter((record) => 'fault' in record);
          expect(faulty.map(({ line }) => line)).toEqual([before.length + 1]);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('have the delimiter that their header shows', () => {
    const names = fc.uniqueArray(fc.constantFrom('id', 'phone', 'first name', '"a, b; c"', 'Größe', '名前'), {
      minLength: 2,
    });
    fc.assert(
      fc.property(names, delimiters, fc.boolean(), (header, delimiter, isDeclared) => {
        const text = `${isDeclared ? `sep=${delimiter}\r\n` : ''}${header.join(delimiter)}\r\n`;
        // As an import does: by the names that it knows.
        const known = header.map((name) => name.replaceAll('"', ''));
        const layout = layoutOf(text, (row) => row.every((name) => known.includes(name)));
        expect(layout.delimiter).toBe(delimiter);
        expect(text.slice(layout.start)).toBe(`${header.join(delimiter)}\r\n`);
      }),
    );
  });
});

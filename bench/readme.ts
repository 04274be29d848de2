import { readFileSync, writeFileSync } from 'node:fs';

const START = '<!-- figures: written by npm run bench -- --write -->';
const END = '<!-- end of figures -->';

/**
 * Puts `figures` between the two marks of a Markdown file, in the place of those that are there.
 *
 * @throws when the file lacks a mark.
 */
export function writeFigures(file: string, figures: string): void {
  const text = readFileSync(file, 'utf8');
  const [start, end] = [text.indexOf(START), text.indexOf(END)];
  if (start < 0 || end < start) throw new Error(`${file} has no place for the figures: ${START} and ${END}`);
  writeFileSync(file, `${text.slice(0, start + START.length)}\n\n${figures}\n\n${text.slice(end)}`);
}

import { readFileSync, writeFileSync } from 'node:fs';

const END = '<!-- end of figures -->';

/**
 * Puts `figures` between the mark of their command and the next end mark of a Markdown file, in the place of those that are there.
 *
 * @throws when the file lacks a mark.
 */
export function writeFigures(file: string, figures: string, command = 'npm run bench -- --write'): void {
  const text = readFileSync(file, 'utf8');
  const mark = `<!-- figures: written by ${command} -->`;
  const start = text.indexOf(mark);
  const end = text.indexOf(END, start);
  if (start < 0 || end < 0) throw new Error(`${file} has no marks for the figures: ${mark} and ${END}`);
  writeFileSync(file, `${text.slice(0, start + mark.length)}\n\n${figures}\n\n${text.slice(end)}`);
}

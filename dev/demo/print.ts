import type { RunReport } from '../../src/client/operations.ts';
import { whole } from './scenarios.ts';

/** One line of a table: what, how many, and a remark. */
type Row = readonly [label: string, value: number, remark?: string];

/** The report of a run, for a terminal. `names`: provider id -> name. */
export function reportLines(report: RunReport, names: ReadonlyMap<string, string>): string[] {
  const { audience, byStatus, lostAnswers, segments } = report;
  const settled = lostAnswers.found + lostAnswers.not_found;
  return [
    ...table('Audience', [
      ['qualified', audience?.qualified ?? 0],
      ['reachable', audience?.reachable ?? 0],
      ['opted out', audience?.optedOut ?? 0],
      ['no usable number', audience?.noUsableNumber ?? 0],
    ]),
    ...table('Sent', [
      ...report.providers.map(
        ({ providerId, accepted }): Row => [`by ${names.get(providerId) ?? providerId}`, accepted],
      ),
      [
        'in all',
        report.sent,
        `${whole(byStatus.delivered ?? 0)} delivered so far, ${whole(byStatus.undelivered ?? 0)} not`,
      ],
      ['failed over', report.failovers, 'the first provider was tried in vain'],
    ]),
    ...table('Answers lost when the provider died', [
      [
        'settled by asking',
        settled,
        `${lostAnswers.found} had been taken, ${lostAnswers.not_found} had not and were sent again`,
      ],
      ['settled by a receipt', lostAnswers.receipt],
      ['uncertain', lostAnswers.uncertain],
    ]),
    ...table(
      'Error bucket',
      report.errorBucket.map(({ reason, count }): Row => [reason.replaceAll('_', ' '), count]),
    ),
    ...table(
      'SMS segments',
      Object.entries(segments).map(
        ([encoding, figures]): Row => [encoding, figures.segments, `in ${whole(figures.messages)} messages`],
      ),
    ),
  ];
}

function table(title: string, rows: readonly Row[]): string[] {
  const lines = rows.map(([label, value, remark]) => {
    return `    ${label.padEnd(24)}${whole(value).padStart(9)}${remark === undefined ? '' : `   ${remark}`}`;
  });
  return ['', `  ${title}`, ...(rows.length > 0 ? lines : ['    (none)'])];
}

const PHONE_WIDTH = 44;

/** A text as a phone would show it. */
export function phoneLines(message: { readonly from: string; readonly to: string; readonly body: string }): string[] {
  const lines = message.body.split('\n').flatMap((line) => wrapped(line, PHONE_WIDTH - 4));
  const edge = '─'.repeat(PHONE_WIDTH - 2);
  return [
    `    ${message.from} to ${message.to}`,
    `    ╭${edge}╮`,
    ...lines.map((line) => `    │ ${line}${' '.repeat(Math.max(0, PHONE_WIDTH - 4 - columns(line)))} │`),
    `    ╰${edge}╯`,
  ];
}

/** Marks that combine with the letter before them take no column of their own. */
const columns = (text: string): number => [...text.replace(/\p{Mn}/gu, '')].length;

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && columns(last) + 1 + columns(word) <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

import { z } from 'zod';

/** What a text names: an instant, a time on the clock of an unknown zone, or a day. The latter two are given as if they were in UTC. */
export interface DateText {
  readonly kind: 'instant' | 'local' | 'day';
  readonly at: Date;
}

/**
 * Reads a date with year, month and day, or a time stamp. Null for anything else, and for what could be two dates (05/07/2026) or doesn't exist (30
 * February): JavaScript makes a date of almost any text, such as 1 December 2001 of "Order 12".
 */
export function readDateText(given: string): DateText | null {
  const text = notedAsIso(given.trim());
  if (/^\d{9,}$/.test(text)) return dateText('instant', new Date(stampMs(Number(text))));
  if (!ISO.test(text) && !SLASHES.test(text) && !(MONTH.test(text) && YEAR.test(text))) return null;
  if (/^\d{4}-\d\d-\d\d/.test(text) && !z.iso.date().safeParse(text.slice(0, 10)).success) return null;
  if (HAS_OFFSET.test(text)) return dateText('instant', new Date(text));
  // Without an offset JavaScript would read most notations in the machine's zone.
  const at = new Date(ISO_TIME.test(text) ? `${text.replace(' ', 'T')}Z` : `${text} UTC`);
  return namesDay(text, at) ? dateText(HAS_TIME.test(text) ? 'local' : 'day', at) : null;
}

/** A number is a time in seconds or, from 10^11 on, in milliseconds: the year 5138, or March 1973. */
export const stampMs = (stamp: number): number => (Math.abs(stamp) < 1e11 ? stamp * 1000 : stamp);

const ISO = /^\d{4}-\d\d(?:-\d\d(?!\d)|$)/;
const SLASHES = /^\d{4}\/\d\d?\/\d\d?(?!\d)/;
const MONTH = /\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/i;
const YEAR = /\b\d{4}\b/;
const HAS_OFFSET = /(?:\d|\s)(?:Z|UTC?|GMT|[ECMP][SD]T|[+-]\d\d:?\d\d)(?:\s*\(.*\))?$/i;
const HAS_TIME = /\d:\d\d/;
const ISO_TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?$/;

/** 7.5.2026 (the day first, wherever it is written with points) and 20260507 as 2026-05-07. */
const notedAsIso = (text: string): string =>
  text
    .replace(/^(\d\d?)\.(\d\d?)\.(\d{4})(?!\d)/, (_, day: string, month: string, year: string) =>
      [year, month.padStart(2, '0'), day.padStart(2, '0')].join('-'),
    )
    .replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3');

const dateText = (kind: DateText['kind'], at: Date): DateText | null =>
  Number.isNaN(at.getTime()) ? null : { kind, at };

/** Whether the day is one that the text has, where it has any: of 30 February 2026 JavaScript makes 2 March. */
function namesDay(text: string, at: Date): boolean {
  const days = text.replace(/\d+:[\d:.]+/g, '').match(/(?<!\d)\d\d?(?!\d)/g) ?? [];
  return days.length === 0 || days.some((day) => Number(day) === at.getUTCDate()) || /^\d{4}-\d\d$/.test(text);
}

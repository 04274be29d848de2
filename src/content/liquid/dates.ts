import { type Context, filters } from 'liquidjs';
import { memoize } from '../../domain/memoize.ts';
import { isWholeDay, toInstant } from '../../domain/schedule/localTime.ts';
import { canonicalZone, knownZone } from '../../domain/zones.ts';
import { type FilterHandler, handlerOf } from './absence.ts';
import { readDateText, stampMs } from './dateText.ts';
import { languageOf } from './language.ts';
import type { RenderContext } from './renderContext.ts';

/** A point in time, or a calendar day, which is the same everywhere. */
interface Moment {
  readonly at: Date;
  readonly isDay: boolean;
}

/** Names of days and months come from Intl, which takes this many times as long as another step. */
const STEPS_OF_DIRECTIVE = 25;
/** In the format that a date has without one. */
const DEFAULT_DIRECTIVES = 8;

const liquidDate = handlerOf(filters.date);

/**
 * The filter `date`. A day without a time has no zone. A time is shown in the zone that the filter names, otherwise in the profile's, otherwise in UTC; a
 * text with a time but no offset is a time in the profile's zone. Names of months and weekdays are in the profile's language.
 */
export function dateFilter(): FilterHandler {
  const offsetOf = zoneOffsets();
  return function (value, format, zone) {
    const directives = typeof format === 'string' ? format.split('%').length - 1 : DEFAULT_DIRECTIVES;
    (this.context as RenderContext).step(directives * STEPS_OF_DIRECTIVE);
    const own = profileZone(this.context.environments);
    const shownIn: unknown = typeof zone === 'string' ? knownZone(zone) : (zone ?? own);
    const moment = momentOf(value, own);
    if (moment === null) return value;
    const offset = typeof shownIn === 'string' ? offsetOf(shownIn, moment.at) : shownIn;
    const locale = languageOf(this.context.environments);
    return liquidDate.call(inLanguage(this, locale), moment.at, expanded(format), moment.isDay ? 0 : offset);
  };
}

/** The same filter for names of months and weekdays in a language. liquidjs reads it from the options of the engine. */
function inLanguage(filter: ThisParameterType<FilterHandler>, locale: string): ThisParameterType<FilterHandler> {
  const opts = { ...filter.context.opts, locale };
  return { ...filter, context: Object.create(filter.context, { opts: { value: opts } }) as Context };
}

/** The parts of a format, such as `%d` or `%-d`; the last group is the letter. */
const DIRECTIVE = /%[-_0^#:]*\d*[EO]?(.)/g;
/** What liquidjs writes. It would leave any other letter in the text. */
const WRITTEN = new Set('aAbBcCdehHIjklLmMNpPqsSuUwWxXyYzZtn');
/** Combinations that are in any Liquid but liquidjs. */
const COMBINED: ReadonlyMap<string, string> = new Map([
  ['D', '%m/%d/%y'],
  ['F', '%Y-%m-%d'],
  ['r', '%I:%M:%S %p'],
  ['R', '%H:%M'],
  ['T', '%H:%M:%S'],
]);

const expanded = (format: unknown): unknown =>
  typeof format === 'string'
    ? format.replace(DIRECTIVE, (part, letter: string) => COMBINED.get(letter) ?? part)
    : format;

/** The first part of a format that the filter `date` would leave in the text as it is. */
export const unknownDirective = (format: string): string | undefined =>
  [...format.matchAll(DIRECTIVE)].find(
    ([, letter = '']) => /[a-z]/i.test(letter) && !WRITTEN.has(letter) && !COMBINED.has(letter),
  )?.[0];

function profileZone(variables: object): string {
  const { profile } = variables as { profile?: { timeZone?: unknown } };
  return (typeof profile?.timeZone === 'string' ? canonicalZone(profile.timeZone) : null) ?? 'UTC';
}

/** Null for what isn't a date. `zone` is that of a local time. */
function momentOf(value: unknown, zone: string): Moment | null {
  if (value instanceof Date) return { at: value, isDay: isWholeDay(value) };
  if (value === 'now' || value === 'today') return instant(new Date());
  if (typeof value === 'number') return instant(new Date(stampMs(value)));
  const read = typeof value === 'string' ? readDateText(value) : null;
  if (read === null || read.kind === 'instant') return read && instant(read.at);
  if (read.kind === 'day') return { at: read.at, isDay: true };
  return instant(toInstant(read.at.toISOString().slice(0, 23), zone));
}

const instant = (at: Date): Moment | null => (Number.isNaN(at.getTime()) ? null : { at, isDay: false });

/**
 * Offsets of zones from UTC in minutes, positive west of Greenwich, like `Date.getTimezoneOffset`. liquidjs computes them with two new
 * formatters each time, which makes rendering a date ten times as expensive.
 */
function zoneOffsets(): (zone: string, at: Date) => number {
  const formatterOf = memoize(
    (timeZone: string) => new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' }),
  );
  return (zone, at) => {
    const [, sign, hours, minutes] = /GMT([+-])(\d\d):(\d\d)/.exec(formatterOf(zone).format(at)) ?? [];
    const offset = Number(hours ?? 0) * 60 + Number(minutes ?? 0);
    return sign === '-' ? offset : -offset;
  };
}

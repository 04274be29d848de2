import { type FilterImplOptions, filters, Liquid } from 'liquidjs';
import { memoize } from '../domain/memoize.ts';

/** The most characters of a template. */
const PARSE_LIMIT = 10_000;
/** Milliseconds for one rendering: far more than any reasonable template needs, so that none fails on a busy machine. */
const RENDER_LIMIT_MS = 500;
/** Memory for one rendering, in units of liquidjs (about characters and list items). */
const MEMORY_LIMIT = 100_000;

/** Tags that read other templates. A template has no access to files. */
const REFUSED_TAGS = ['include', 'render', 'layout', 'block'];
/** Filters whose result changes with each rendering, although a retry must compose the same text, or depends on the machine's zone. */
const REFUSED_FILTERS = ['sample', 'date_to_xmlschema', 'date_to_rfc822', 'date_to_string', 'date_to_long_string'];

/**
 * Herald's configuration of Liquid: all limits and strict modes, no file access. Absent values are an error, except in conditions and where
 * `default` is the first filter. Dates are formatted in English, in the profile's time zone or, without one, in UTC.
 */
export function liquidEngine(): Liquid {
  const engine = new Liquid({
    strictFilters: true,
    strictVariables: true,
    lenientIf: true,
    ownPropertyOnly: true,
    dynamicPartials: false,
    templates: {},
    locale: 'en-US',
    timezoneOffset: 0,
    parseLimit: PARSE_LIMIT,
    renderLimit: RENDER_LIMIT_MS,
    memoryLimit: MEMORY_LIMIT,
  });
  for (const tag of REFUSED_TAGS) engine.registerTag(tag, refusedTag(tag));
  for (const filter of REFUSED_FILTERS) engine.unregisterFilter(filter);
  engine.registerFilter('date', dateInProfileZone());
  return engine;
}

const refusedTag = (name: string) => ({
  parse: () => {
    throw new Error(`the tag ${name} is not available: a template cannot include others`);
  },
  render: () => '',
});

const liquidDate = filters.date as unknown as (this: unknown, ...args: unknown[]) => unknown;

/** The filter `date`, in the zone given in the template, otherwise in the profile's zone, otherwise in UTC. */
function dateInProfileZone(): FilterImplOptions {
  const offsetOf = zoneOffsets();
  return function (value, format, zone) {
    const { profile } = this.context.environments as { profile?: { timeZone?: unknown } };
    const wanted: unknown = zone ?? profile?.timeZone;
    const at = instantOf(value);
    return liquidDate.call(this, value, format, typeof wanted === 'string' && at ? offsetOf(wanted, at) : wanted);
  };
}

/** The value as an instant, as liquidjs interprets it; null when it isn't one. */
function instantOf(value: unknown): Date | null {
  if (value === 'now' || value === 'today') return new Date();
  const seconds = typeof value === 'number' || (typeof value === 'string' && /^\d+$/.test(value));
  const at = seconds ? new Date(Number(value) * 1000) : new Date(value as string | Date);
  return Number.isNaN(at.getTime()) ? null : at;
}

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

import { type FilterImplOptions, filters, Liquid } from 'liquidjs';

/** Characters of a template. */
const PARSE_LIMIT = 10_000;
/** Milliseconds of one rendering: far above what any honest text needs, so that a busy machine fails nobody. */
const RENDER_LIMIT_MS = 500;
/** What one rendering may allocate, in liquidjs' units (about characters and list items). */
const MEMORY_LIMIT = 100_000;

/** A template is one text: nothing is read from files, and nothing is composed from several. */
const REFUSED_TAGS = ['include', 'render', 'layout', 'block'];
/** Different at each rendering, while a retry must make the same text; or in the zone of the machine. */
const REFUSED_FILTERS = ['sample', 'date_to_xmlschema', 'date_to_rfc822', 'date_to_string', 'date_to_long_string'];

/**
 * Liquid as Herald speaks it: every limit and strict mode on, no file access. Absent values are an error, except in
 * conditions and where `default` is the first filter. Dates are shown in the profile's time zone (UTC without one), in English.
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
    throw new Error(`the tag ${name} is not available: a template is one text`);
  },
  render: () => '',
});

const liquidDate = filters.date as unknown as (this: unknown, ...args: unknown[]) => unknown;

/** The filter `date`, in the zone that the template names, or else in that of the profile, or else in UTC. */
function dateInProfileZone(): FilterImplOptions {
  const offsetOf = zoneOffsets();
  return function (value, format, zone) {
    const { profile } = this.context.environments as { profile?: { timeZone?: unknown } };
    const wanted: unknown = zone ?? profile?.timeZone;
    const at = instantOf(value);
    return liquidDate.call(this, value, format, typeof wanted === 'string' && at ? offsetOf(wanted, at) : wanted);
  };
}

/** The instant that liquidjs takes a value for; null where it isn't one. */
function instantOf(value: unknown): Date | null {
  if (value === 'now' || value === 'today') return new Date();
  const seconds = typeof value === 'number' || (typeof value === 'string' && /^\d+$/.test(value));
  const at = seconds ? new Date(Number(value) * 1000) : new Date(value as string | Date);
  return Number.isNaN(at.getTime()) ? null : at;
}

/**
 * Offsets of zones from UTC in minutes, west positive, as `Date.getTimezoneOffset` has them. liquidjs works them out, too, but
 * with two new formatters each time, which makes a text with a date ten times as dear.
 */
function zoneOffsets(): (zone: string, at: Date) => number {
  const formatters = new Map<string, Intl.DateTimeFormat>();
  return (zone, at) => {
    const formatter =
      formatters.get(zone) ?? new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
    formatters.set(zone, formatter);
    const [, sign, hours, minutes] = /GMT([+-])(\d\d):(\d\d)/.exec(formatter.format(at)) ?? [];
    const offset = Number(hours ?? 0) * 60 + Number(minutes ?? 0);
    return sign === '-' ? offset : -offset;
  };
}

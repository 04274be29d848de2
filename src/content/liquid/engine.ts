import {
  CaseTag,
  type Context,
  CycleTag,
  type Emitter,
  type FilterImplOptions,
  filters,
  Liquid,
  toValue,
} from 'liquidjs';
import { AbortTag } from './abort.ts';
import { defaultFilter, type FilterHandler, handlerOf, OPERATORS, passingAbsence, written } from './absence.ts';
import { dateFilter } from './dates.ts';
import { DECIMAL_FILTERS, numberOf, plus } from './decimals.ts';
import { LANGUAGE_FILTERS } from './language.ts';
import type { RenderContext } from './renderContext.ts';

/** The most characters of a template. */
const PARSE_LIMIT = 10_000;

/** Tags that read other templates. A template has no access to files. */
const REFUSED_TAGS = ['include', 'render', 'layout', 'block'];
/** Filters whose result changes with each rendering, although a retry must compose the same text, or depends on the machine's zone. */
const REFUSED_FILTERS = ['sample', 'date_to_xmlschema', 'date_to_rfc822', 'date_to_string', 'date_to_long_string'];

/**
 * Herald's configuration of Liquid: all limits, unknown filters are an error, no file access. Absent values are passed on until `default` replaces
 * them (`Absent`). Arithmetic is decimal. Dates and numbers are
 * formatted in the profile's language. Render with a `RenderContext`, which has the limits of a rendering.
 */
export function liquidEngine(): Liquid {
  const engine = new Liquid({
    strictFilters: true,
    strictVariables: true,
    ownPropertyOnly: true,
    dynamicPartials: false,
    templates: {},
    locale: 'en-US',
    timezoneOffset: 0,
    parseLimit: PARSE_LIMIT,
    operators: OPERATORS,
    outputEscape: written as (value: unknown) => string,
  });
  engine.registerTag('abort', AbortTag);
  engine.registerTag('case', CountedCase);
  engine.registerTag('cycle', CountedCycle);
  for (const tag of REFUSED_TAGS) engine.registerTag(tag, refusedTag(tag));
  const own = {
    ...filters,
    ...DECIMAL_FILTERS,
    ...NUMBER_FILTERS,
    ...CHARACTER_FILTERS,
    ...LANGUAGE_FILTERS,
    date: dateFilter(),
    sum: decimalSum(handlerOf(filters.sum)),
  };
  for (const [name, filter] of Object.entries(own)) engine.registerFilter(name, passingAbsence(filter));
  engine.registerFilter('default', defaultFilter(handlerOf(filters.default)));
  for (const filter of REFUSED_FILTERS) engine.unregisterFilter(filter);
  return engine;
}

/** Values that are written in the template count as steps where one tag may have hundreds of them. */
class CountedCase extends CaseTag {
  override *render(context: Context, emitter: Emitter): Generator<unknown, void, unknown> {
    (context as RenderContext).step(this.branches.reduce((sum, { values }) => sum + values.length, 0));
    yield* super.render(context, emitter);
  }
}

class CountedCycle extends CycleTag {
  override *render(context: Context, emitter: Emitter): Generator<unknown, unknown, unknown> {
    (context as RenderContext).step([...this.arguments()].length);
    return yield* super.render(context, emitter);
  }
}

const refusedTag = (name: string) => ({
  parse: () => {
    throw new Error(`the tag ${name} is not available: a template cannot include others`);
  },
  render: () => '',
});

/** Where liquidjs would take a text such as 12,50 for 0. */
const NUMBER_FILTERS: Readonly<Record<string, FilterHandler>> = Object.fromEntries(
  ['abs', 'at_least', 'at_most', 'ceil', 'floor', 'round'].map((name) => [name, ofNumber(filters[name])]),
);

function ofNumber(filter: FilterImplOptions | undefined): FilterHandler {
  const handler = handlerOf(filter);
  return function (value, ...args) {
    return Number.isNaN(numberOf(value)) ? Number.NaN : handler.call(this, value, ...args);
  };
}

/** Where liquidjs would cut an emoji in two. */
const CHARACTER_FILTERS: Readonly<Record<string, FilterHandler>> = {
  first: ofCharacters(filters.first),
  last: ofCharacters(filters.last),
  split(text, separator) {
    return separator === '' ? [...String(toValue(text))] : handlerOf(filters.split).call(this, text, separator);
  },
};

function ofCharacters(filter: FilterImplOptions | undefined): FilterHandler {
  const handler = handlerOf(filter);
  return function (value, ...args) {
    return handler.call(this, typeof value === 'string' ? [...value] : value, ...args);
  };
}

/** Of the members of a list; liquidjs's own sums a property of each. */
const decimalSum = (ofProperty: FilterHandler): FilterHandler =>
  function (list, property) {
    if (property !== undefined) return ofProperty.call(this, list, property);
    const members: unknown = toValue(list);
    return (Array.isArray(members) ? members : [members]).map((member) => numberOf(member) || 0).reduce(plus, 0);
  };

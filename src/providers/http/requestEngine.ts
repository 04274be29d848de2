import { CaptureTag, type Context, filters, Liquid } from 'liquidjs';
import { Escaped, escapeFor, type Syntax } from './escaping.ts';

/** Far more than a request needs, and little enough that no single step of a template takes long. */
const LIMITS = { parseLimit: 100_000, memoryLimit: 30_000 };

/** Filters that escape, and what their result is safe in. */
const ESCAPING_FILTERS: Readonly<Record<string, readonly Syntax[]>> = {
  json: ['json'],
  url_encode: ['form', 'url'],
  cgi_escape: ['form', 'url'],
  escape: ['xml'],
  xml_escape: ['xml'],
};

/** Names of the filters after which a value is still itself, only escaped. */
export const FILTERS_THAT_ONLY_ESCAPE: ReadonlySet<string> = new Set([
  ...Object.keys(ESCAPING_FILTERS),
  'raw',
  'default',
]);

/** While a text is captured it is not yet part of the request: it is escaped where it is output. */
const CAPTURES = 'captures';

/**
 * Liquid for the parts of a request that have one syntax. A value is escaped where it is output, unless its last filter has escaped it for
 * this syntax, or is `raw`. Templates have access only to the variables, not to files; an unknown name or filter is an error.
 */
export function requestEngine(syntax: Syntax): Liquid {
  const engine = new Liquid({
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
    relativeReference: false,
    templates: {},
    outputEscape: function (this: { context: Context }, value: unknown) {
      return this.context.getRegister(CAPTURES, 0) > 0 ? value : escapeFor(syntax, value);
    } as never,
    ...LIMITS,
  });
  for (const [name, safeIn] of Object.entries(ESCAPING_FILTERS)) {
    const apply = filters[name] as (this: unknown, ...args: unknown[]) => unknown;
    engine.registerFilter(name, function (value, ...args) {
      const text: unknown = apply.call(this, value instanceof Escaped ? value.text : value, ...args);
      return new Escaped(String(text), safeIn);
    });
  }
  engine.registerTag('capture', CaptureUnescaped);
  return engine;
}

class CaptureUnescaped extends CaptureTag {
  override *render(context: Context): Generator<unknown, void, string> {
    context.setRegister(CAPTURES, context.getRegister(CAPTURES, 0) + 1);
    yield* super.render(context);
    context.setRegister(CAPTURES, context.getRegister(CAPTURES, 0) - 1);
  }
}

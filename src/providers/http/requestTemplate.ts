import type { Liquid } from 'liquidjs';
import { memoize } from '../../domain/memoize.ts';
import type { HttpProviderInput } from '../../domain/provider/provider.ts';
import type { HttpRequest } from '../connection.ts';
import { ProviderSettingsError } from '../settingsError.ts';
import { type Syntax, syntaxOfBody } from './escaping.ts';
import { RENDER_MS, RenderBudget } from './renderBudget.ts';
import { requestEngine } from './requestEngine.ts';

export type RequestSettings = HttpProviderInput['settings']['send'];

/** The variables of a request's templates. All of them are always defined; those that don't apply are null. */
export interface RequestVariables {
  readonly to: string | null;
  readonly text: string | null;
  /** Encoding of `text`: `GSM-7` or `UCS-2`. */
  readonly encoding: string | null;
  readonly reference: string | null;
  readonly receiptUrl: string | null;
  readonly validitySeconds: number | null;
  /** In a lookup: the earliest instant at which the message may have been created, ISO 8601. */
  readonly since: string | null;
  readonly secrets: Readonly<Record<string, string>>;
}

/** Renders templates of a request for one message. Throws a ProviderSettingsError. */
export type Render<Result> = (variables: RequestVariables, budget: RenderBudget) => Result;

/** The body's syntax; null without a body. */
export const bodySyntax = ({ body, headers }: RequestSettings): Syntax | null => {
  const contentType = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1];
  return body === undefined ? null : syntaxOfBody(body, contentType);
};

/** Scheme, host and port of an address, which no value may decide. */
const LITERAL_ORIGIN = /^https?:\/\/[^\s/?#{}@\\]+(?=[/?#]|$)/i;

/** `.` or `..` between slashes, which the URL parser would resolve. */
const DOT_SEGMENT = /\/(?:\.|%2e){1,2}(?:[/?#]|$)/i;

/**
 * Compiles a request's templates. The returned function renders them for one message, and throws a ProviderSettingsError when that fails, or
 * takes longer than `budget` has left.
 * @param at JSON pointer of the request in the settings, for errors
 * @throws ProviderSettingsError when a template can't be parsed
 */
export function compileRequest(
  settings: RequestSettings,
  at: string,
  parsing = new RenderBudget(Number.POSITIVE_INFINITY),
): Render<HttpRequest> {
  const engineFor = memoize(requestEngine);
  const compile = (source: string, field: string, syntax: Syntax): Render<string> =>
    compileText(engineFor(syntax), source, { field, parsing });
  if (!LITERAL_ORIGIN.test(settings.url)) throw noAddress(`${at}/url`);
  const url = compile(settings.url, `${at}/url`, 'url');
  const body =
    settings.body === undefined ? null : compile(settings.body, `${at}/body`, bodySyntax(settings) ?? 'text');
  const headers = Object.entries(settings.headers).map(
    ([name, value]) => [name.toLowerCase(), compile(value, `${at}/headers/${name}`, 'header')] as const,
  );
  return (variables, budget) => {
    const address = url(variables, budget);
    const { origin, pathname, search } = orProblem(
      () => new URL(address),
      () => noAddress(`${at}/url`),
    );
    if (DOT_SEGMENT.test(address)) throw problem(`${at}/url`, 'a path with . or ..', 'a path without them');
    return {
      method: settings.method,
      origin,
      path: pathname + search,
      headers: Object.fromEntries(headers.map(([name, value]) => [name, value(variables, budget)])),
      body: body === null ? null : body(variables, budget),
    };
  };
}

function compileText(
  engine: Liquid,
  source: string,
  { field, parsing }: { readonly field: string; readonly parsing: RenderBudget },
): Render<string> {
  if (!/\{[{%]/.test(source)) return () => source;
  if (parsing.isSpent) throw tooSlow(field);
  const template = orProblem(
    () => parsing.spend(() => engine.parse(source)),
    () => problem(field, "a template that can't be parsed", 'Liquid, with known tags and filters'),
  );
  return (variables, budget) =>
    orProblem(
      () => budget.spend((renderLimit) => String(engine.renderSync(template, variables, { renderLimit }))),
      () =>
        budget.isSpent
          ? tooSlow(field)
          : problem(
              field,
              'a template that fails',
              `only the variables ${Object.keys(variables).join(', ')}, and only secrets that are set`,
            ),
    );
}

function orProblem<T>(work: () => T, problemOf: () => ProviderSettingsError): T {
  try {
    return work();
  } catch {
    throw problemOf();
  }
}

const noAddress = (field: string): ProviderSettingsError =>
  problem(
    field,
    'a template that does not render to an address, or whose host depends on a value',
    'http:// or https:// and a host without Liquid, then a path',
  );

const tooSlow = (field: string): ProviderSettingsError =>
  problem(
    field,
    'a template that takes too long',
    `at most ${RENDER_MS} ms for all templates of the provider together`,
  );

export const problem = (field: string, got: string, wanted: string): ProviderSettingsError =>
  new ProviderSettingsError([{ field, got, wanted }]);

import { Liquid } from 'liquidjs';
import type { HttpProviderInput } from '../../domain/provider/provider.ts';
import type { HttpRequest } from '../connection.ts';
import { ProviderSettingsError } from '../settingsError.ts';

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

/**
 * Far more than a request needs. `renderLimit` is elapsed time in milliseconds, so it allows for a worker that is delayed in the middle of
 * a rendering.
 */
const LIMITS = { parseLimit: 100_000, renderLimit: 5_000, memoryLimit: 1_000_000 };

/** Templates have access only to the variables, not to files; an unknown name or filter is an error. */
const liquid = () =>
  new Liquid({
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
    relativeReference: false,
    templates: {},
    ...LIMITS,
  });

/**
 * Compiles a request's templates. The returned function renders them for one message, and throws a ProviderSettingsError when that fails.
 * @param at JSON pointer of the request in the settings, for errors
 * @throws ProviderSettingsError when a template can't be parsed
 */
export function compileRequest(settings: RequestSettings, at: string): (variables: RequestVariables) => HttpRequest {
  const engine = liquid();
  const url = compileText(engine, settings.url, `${at}/url`);
  const body = settings.body === undefined ? null : compileText(engine, settings.body, `${at}/body`);
  const headers = Object.entries(settings.headers).map(
    ([name, value]) => [name.toLowerCase(), compileText(engine, value, `${at}/headers/${name}`)] as const,
  );
  return (variables) => {
    const address = url(variables);
    const { origin, pathname, search } = orProblem(
      () => new URL(address),
      () =>
        problem(`${at}/url`, 'a template that does not render to an address', 'http:// or https://, a host, a path'),
    );
    return {
      method: settings.method,
      origin,
      path: pathname + search,
      headers: Object.fromEntries(headers.map(([name, value]) => [name, value(variables)])),
      body: body === null ? null : body(variables),
    };
  };
}

function compileText(engine: Liquid, source: string, at: string): (variables: RequestVariables) => string {
  if (!/\{[{%]/.test(source)) return () => source;
  const template = orProblem(
    () => engine.parse(source),
    () => problem(at, "a template that can't be parsed", 'Liquid, with known tags and filters'),
  );
  return (variables) =>
    orProblem(
      () => String(engine.renderSync(template, variables)),
      () =>
        problem(
          at,
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

export const problem = (field: string, got: string, wanted: string): ProviderSettingsError =>
  new ProviderSettingsError([{ field, got, wanted }]);

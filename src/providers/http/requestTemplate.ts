import { Liquid } from 'liquidjs';
import type { HttpProviderInput } from '../../domain/provider/provider.ts';
import type { HttpRequest } from '../connection.ts';
import { ProviderSettingsError } from '../settingsError.ts';

export type RequestSettings = HttpProviderInput['settings']['send'];

/** What the templates of a request may use. Every name is always there; what doesn't apply is null. */
export interface RequestVariables {
  readonly to: string | null;
  readonly text: string | null;
  /** `GSM-7` or `UCS-2`, of `text`. */
  readonly encoding: string | null;
  readonly reference: string | null;
  readonly receiptUrl: string | null;
  readonly validitySeconds: number | null;
  /** In a lookup: the earliest instant at which the message can have been made, ISO 8601. */
  readonly since: string | null;
  readonly secrets: Readonly<Record<string, string>>;
}

/**
 * Far above what a request needs. `renderLimit` is milliseconds by the clock, so it leaves room for a worker that is held up
 * in the middle of a render.
 */
const LIMITS = { parseLimit: 100_000, renderLimit: 5_000, memoryLimit: 1_000_000 };

/** Templates can reach neither files nor what isn't in the variables; an unknown name or filter is an error. */
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
 * Compiles a request's templates, once. The result renders them for one message, and throws the same error as this
 * where that fails.
 * @param at JSON pointer of the request in the settings, for problems
 * @throws ProviderSettingsError where a template can't be parsed
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
      () => problem(`${at}/url`, "something that doesn't become an address", 'http:// or https://, a host, a path'),
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
          `only ${Object.keys(variables).join(', ')}, of secrets those that are set`,
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

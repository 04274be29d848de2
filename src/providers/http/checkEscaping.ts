import type { HttpRequest } from '../connection.ts';
import { parseJson } from '../json.ts';
import type { ProviderSettingsError } from '../settingsError.ts';
import type { RenderBudget } from './renderBudget.ts';
import { FILTERS_THAT_ONLY_ESCAPE } from './requestEngine.ts';
import { bodySyntax, problem, type Render, type RequestSettings, type RequestVariables } from './requestTemplate.ts';

/** Every character that means something in JSON, a form, a query, XML, a header or Liquid, and some that are escaped already. */
const CANARY = `"\\\n&%'<>=+;,?#/|{}[] {{ to }}%22&amp;\\u0022<!--é€🎉`;
/** The same value without any of them. */
const PLAIN = 'heraldPlainValue';

/** The variables that come from a profile. */
const PROFILE_VALUES = ['text', 'reference'] as const;

/**
 * Checks that a profile's values can't change a request: with special characters in a value, the body and the query have the same fields as
 * without, and the parsed value is exactly the one that was given. A value that the template changes on purpose, by a filter or a
 * condition, only has to stay in its field.
 * @throws ProviderSettingsError
 */
export function checkEscaping(
  render: Render<HttpRequest>,
  settings: RequestSettings,
  { at, sample, budget }: { readonly at: string; readonly sample: RequestVariables; readonly budget: RenderBudget },
): void {
  for (const variable of PROFILE_VALUES) {
    if (sample[variable] === null) continue;
    const plain = render({ ...sample, [variable]: PLAIN }, budget);
    const special = render({ ...sample, [variable]: CANARY }, budget);
    const fits = (before: readonly string[] | null, after: readonly string[] | null, template: string): boolean =>
      isSame(before, after, isChanged(template, variable));
    if (!fits(partsOfPath(plain.path), partsOfPath(special.path), settings.url)) throw breaksOut(`${at}/url`, variable);
    const parts = partsOfBody(settings, plain);
    if (parts === undefined) continue;
    if (parts === null) throw problem(`${at}/body`, NOT_PARSED, 'a body of the type that its content-type says');
    if (!fits(parts, partsOfBody(settings, special) ?? null, settings.body ?? ''))
      throw breaksOut(`${at}/body`, variable);
  }
}

const NOT_PARSED = 'a template whose result is not of the type that its content-type says';

function breaksOut(field: string, variable: string): ProviderSettingsError {
  return problem(
    field,
    `a template in which {{ ${variable} }} is not received as it is when it contains quotes, backslashes, line breaks, & or %`,
    `{{ ${variable} | json }} in JSON, {{ ${variable} | url_encode }} in a form or a query, or {{ ${variable} }} without a filter, escaped once`,
  );
}

/** Whether the parts are the same but for the value. `mayDiffer`: values may be anything, names may not. */
function isSame(before: readonly string[] | null, after: readonly string[] | null, mayDiffer: boolean): boolean {
  if (before === null || after === null || before.length !== after.length) return false;
  return before.every((part, index) =>
    mayDiffer && isValue(part) && isValue(after[index]) ? true : part.replaceAll(PLAIN, () => CANARY) === after[index],
  );
}

/** Whether the template does anything else with the variable than to output it escaped. */
function isChanged(template: string, variable: string): boolean {
  const mentions = new RegExp(`\\b${variable}\\b`);
  return [...template.matchAll(/\{\{(.*?)\}\}|\{%(.*?)%\}/gs)].some(([, output, tag]) => {
    if (tag !== undefined) return mentions.test(tag);
    if (output === undefined || !mentions.test(output)) return false;
    const filters = [...output.matchAll(/\|\s*(\w+)/g)].map(([, filter]) => filter ?? '');
    return filters.some((filter) => !FILTERS_THAT_ONLY_ESCAPE.has(filter));
  });
}

const name = (text: string): string => `name ${text}`;
const value = (text: string): string => `value ${text}`;
const isValue = (part: string | undefined): boolean => part?.startsWith('value ') ?? false;

const partsOfParameters = (parameters: URLSearchParams): string[] =>
  [...parameters].flatMap(([field, text]) => [name(field), value(text)]);

/** Names and values in the order in which they appear; null: they can't be read. */
function partsOfPath(path: string): string[] | null {
  const { pathname, searchParams } = new URL(path, 'http://host.invalid');
  try {
    const segments = pathname.split('/').map((segment) => value(decodeURIComponent(segment.replaceAll('+', ' '))));
    return [...segments, ...partsOfParameters(searchParams)];
  } catch {
    return null;
  }
}

/** Undefined: there is no body, or one without a syntax. */
function partsOfBody(settings: RequestSettings, { body }: HttpRequest): string[] | null | undefined {
  if (body === null) return undefined;
  switch (bodySyntax(settings)) {
    case 'json': {
      const parsed = parseJson(body);
      return parsed === undefined ? null : partsOfJson(parsed);
    }
    case 'form':
      return partsOfParameters(new URLSearchParams(body));
    case 'xml':
      return (body.match(/<[^>]*>|[^<]+/g) ?? []).map((part) =>
        (part.startsWith('<') ? name : value)(withoutEntities(part)),
      );
    default:
      return undefined;
  }
}

function partsOfJson(json: unknown): string[] {
  if (typeof json !== 'object' || json === null) return [value(String(json))];
  return Object.entries(json).flatMap(([field, inner]) => [name(field), ...partsOfJson(inner)]);
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

const withoutEntities = (text: string): string =>
  text.replace(/&(?:#(\d+)|(\w+));/g, (entity, code: string | undefined, named: string) =>
    code === undefined ? (ENTITIES[named] ?? entity) : String.fromCodePoint(Number(code)),
  );

import type { HttpProviderInput } from '../../domain/provider/provider.ts';
import { parseJson } from '../json.ts';
import { problem } from './requestTemplate.ts';

type HttpSettings = HttpProviderInput['settings'];
export type ExtractionSettings = NonNullable<HttpSettings['messageId']>;

/** What a value is taken from: the body, and where there is one, the query. */
export interface Source {
  readonly body: string;
  readonly query?: Readonly<Record<string, string>>;
}

/**
 * Compiles where a value stands. The result is null where there is none, or an empty one.
 * @param at JSON pointer of the setting, for problems
 * @throws ProviderSettingsError where the pattern is no regular expression
 */
export function compileExtraction(settings: ExtractionSettings, at: string): (source: Source) => string | null {
  if ('pattern' in settings) {
    const pattern = compilePattern(settings.pattern, `${at}/pattern`);
    if (!hasGroup(pattern)) throw problem(`${at}/pattern`, 'a pattern without a group', 'a group around the value');
    return ({ body }) => pattern.exec(body)?.[1] || null;
  }
  if ('param' in settings) {
    const { param } = settings;
    return ({ body, query }) => query?.[param] || new URLSearchParams(body).get(param) || null;
  }
  const steps = settings.json.split('.');
  if (steps.includes(''))
    throw problem(`${at}/json`, 'a path with an empty step', 'names and positions, as in messages.0.id');
  return ({ body }) => textAt(parseJson(body), steps);
}

/** @throws ProviderSettingsError where `source` is no regular expression */
export function compilePattern(source: string, at: string): RegExp {
  try {
    return new RegExp(source, 'u');
  } catch {
    throw problem(at, 'a pattern that makes no sense', 'a regular expression (JavaScript, flag u)');
  }
}

/** An alternative that is empty always matches, and shows how many groups there are. */
const hasGroup = (pattern: RegExp): boolean => (new RegExp(`${pattern.source}|`, 'u').exec('')?.length ?? 0) > 1;

function textAt(value: unknown, steps: readonly string[]): string | null {
  let at = value;
  for (const step of steps) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return null;
    at = (at as Record<string, unknown>)[step];
  }
  if (typeof at === 'string') return at || null;
  return typeof at === 'number' || typeof at === 'boolean' ? String(at) : null;
}

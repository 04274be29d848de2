import type { HttpProviderInput } from '../../domain/provider/provider.ts';
import { parseJsonAsWritten } from '../json.ts';
import { messageIdOf } from '../messageId.ts';
import { problem } from './requestTemplate.ts';

type HttpSettings = HttpProviderInput['settings'];
export type ExtractionSettings = NonNullable<HttpSettings['messageId']>;

/** The input of an extraction: the body and, in a receipt, the query. */
export interface Source {
  readonly body: string;
  readonly query?: Readonly<Record<string, string>>;
}

/**
 * Compiles an extraction. The value is null when there is none, or an empty one; a number in JSON is taken as it was written.
 * @param at JSON pointer of the setting, for errors
 * @throws ProviderSettingsError when the pattern is not a regular expression
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
  return ({ body }) => textAt(parseJsonAsWritten(body), steps);
}

/**
 * Compiles the extraction of a message id.
 * @throws ProviderSettingsError
 */
export function compileMessageId(settings: ExtractionSettings, at: string): (source: Source) => string | null {
  const extract = compileExtraction(settings, at);
  return (source) => messageIdOf(extract(source));
}

/** @throws ProviderSettingsError when `source` is not a regular expression */
export function compilePattern(source: string, at: string): RegExp {
  try {
    return new RegExp(source, 'u');
  } catch {
    throw problem(at, 'an invalid pattern', 'a regular expression (JavaScript, flag u)');
  }
}

/** With an empty alternative the pattern always matches, and the match has as many entries as there are groups. */
const hasGroup = (pattern: RegExp): boolean => (new RegExp(`${pattern.source}|`, 'u').exec('')?.length ?? 0) > 1;

function textAt(value: unknown, steps: readonly string[]): string | null {
  let at = value;
  for (const step of steps) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return null;
    at = (at as Record<string, unknown>)[step];
  }
  if (typeof at === 'string') return at || null;
  return typeof at === 'boolean' ? String(at) : null;
}

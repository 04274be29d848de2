import type { HttpProviderInput } from '../../domain/provider/provider.ts';
import { parseJsonAsWritten } from '../json.ts';
import { messageIdOf } from '../messageId.ts';
import { type Patterns, SEARCHED } from './pattern.ts';
import { problem } from './requestTemplate.ts';

type HttpSettings = HttpProviderInput['settings'];
export type ExtractionSettings = NonNullable<HttpSettings['messageId']>;

/** The input of an extraction: the body and, in a receipt, the query. */
export interface Source {
  readonly body: string;
  readonly query?: Readonly<Record<string, string>>;
}

/** A longer body is not read as JSON, because parsing it would take too long. */
const MAX_JSON = 256 * 1024;

/**
 * Compiles an extraction. The value is null when there is none, or an empty one; a number in JSON is taken as it was written.
 * @param at JSON pointer of the setting, for errors
 * @param patterns those for the same answer
 * @throws ProviderSettingsError when the pattern is not a regular expression, or too complex
 */
export function compileExtraction(
  settings: ExtractionSettings,
  at: string,
  patterns: Patterns,
): (source: Source) => string | null {
  if ('pattern' in settings) {
    const firstGroup = patterns.compileGroup(settings.pattern, `${at}/pattern`);
    return ({ body }) => firstGroup(body);
  }
  if ('param' in settings) {
    const { param } = settings;
    return ({ body, query }) => query?.[param] || new URLSearchParams(body.slice(0, SEARCHED)).get(param) || null;
  }
  const steps = settings.json.split('.');
  if (steps.includes(''))
    throw problem(`${at}/json`, 'a path with an empty step', 'names and positions, as in messages.0.id');
  return ({ body }) => (body.length > MAX_JSON ? null : textAt(parseJsonAsWritten(body), steps));
}

/**
 * Compiles the extraction of a message id.
 * @throws ProviderSettingsError
 */
export function compileMessageId(
  settings: ExtractionSettings,
  at: string,
  patterns: Patterns,
): (source: Source) => string | null {
  const extract = compileExtraction(settings, at, patterns);
  return (source) => messageIdOf(extract(source));
}

function textAt(value: unknown, steps: readonly string[]): string | null {
  let at = value;
  for (const step of steps) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return null;
    at = (at as Record<string, unknown>)[step];
  }
  if (typeof at === 'string') return at || null;
  return typeof at === 'boolean' ? String(at) : null;
}

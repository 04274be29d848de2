import { quoted } from '../../domain/problems.ts';

/** Fields whose values are never shown, at any depth: they may contain secrets, phone numbers or messages. */
const PRIVATE_FIELDS =
  /^(phone|text|template|properties|settings|secrets?|authToken|token|password|key|apiKey|headers|url|body|authorization|x-api-key)$/i;
/** Fields that are phone numbers at the top level, but something else further down: the end of a DND window, a number of recipients. */
const PRIVATE_AT_TOP_LEVEL = /^(number|to)$/i;
const MAX_SHOWN = 60;

/** Whether the value at `path` must not appear in an error. */
const isPrivatePath = (path: readonly PropertyKey[]): boolean =>
  path.some((part) => PRIVATE_FIELDS.test(String(part))) ||
  (path.length === 1 && PRIVATE_AT_TOP_LEVEL.test(String(path[0])));

/**
 * Describes a value for a problem document. Short values are quoted. Of values that are long, structured or private, or that contain digits
 * that may be a phone number, only the shape is described.
 */
export function describeValue(value: unknown, path: readonly PropertyKey[]): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.length === 1 ? 'a list of 1 value' : `a list of ${value.length} values`;
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return isPrivatePath(path) || mayBePhone(String(value)) ? 'a number' : String(value);
  const text = String(value);
  if (isPrivatePath(path) || mayBePhone(text)) return shapeOf(text);
  return text.length > MAX_SHOWN ? `${quoted(text.slice(0, MAX_SHOWN))}... (${text.length} characters)` : quoted(text);
}

/** Whether there are seven digits or more, with any separators between them; an ISO date does not count. */
const mayBePhone = (text: string): boolean =>
  !/^\d{4}-\d\d-\d\d(?!\d)/.test(text) && text.replace(/[\s().\-/]/g, '').match(/\d{7,}/) !== null;

const shapeOf = (text: string): string => (text === '' ? 'an empty text' : `a text of ${text.length} characters`);

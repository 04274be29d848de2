/** Fields whose values are never repeated, wherever they stand: they are, or may hold, secrets, phone numbers or texts to people. */
const PRIVATE_FIELDS =
  /^(phone|text|template|properties|settings|secrets?|authToken|token|password|key|apiKey|headers|url|body|authorization|x-api-key)$/i;
/** Fields that are phone numbers at the top, and something else further down: the end of a DND window, a number of people. */
const PRIVATE_AT_THE_TOP = /^(number|to)$/i;
const MAX_SHOWN = 60;

/** Whether what stands at `path` may not be shown to a reader of an error. */
const isPrivatePath = (path: readonly PropertyKey[]): boolean =>
  path.some((part) => PRIVATE_FIELDS.test(String(part))) ||
  (path.length === 1 && PRIVATE_AT_THE_TOP.test(String(path[0])));

/**
 * What came, for a problem document: short values as they are, everything long, structured, private or with a run of
 * digits that may be a phone number by its shape only.
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
  return text.length > MAX_SHOWN
    ? `${JSON.stringify(text.slice(0, MAX_SHOWN))}... (${text.length} characters)`
    : JSON.stringify(text);
}

/** Seven digits or more, whatever stands between them; an ISO date isn't meant. */
const mayBePhone = (text: string): boolean =>
  !/^\d{4}-\d\d-\d\d(?!\d)/.test(text) && text.replace(/[\s().\-/]/g, '').match(/\d{7,}/) !== null;

const shapeOf = (text: string): string => (text === '' ? 'an empty text' : `a text of ${text.length} characters`);

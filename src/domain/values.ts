import { z } from 'zod';
import { canonicalZone } from './zones.ts';

/**
 * Ids that callers choose: printable ASCII without spaces, for which MongoDB's byte order and JavaScript's string order are the same. The
 * merging of sorted streams of ids (segments) relies on that.
 */
export const callerId = z
  .string()
  .regex(/^[\x21-\x7e]{1,128}$/, 'wanted: 1 to 128 printable ASCII characters without spaces');

/** What the patterns leave out, so that tools which make values out of the documented patterns can read them. */
const PLAIN_NAME = 'wanted: a name other than __proto__, in complete characters';
function isPlainName(name: string): boolean {
  return name !== '__proto__' && !/\p{Cs}/u.test(name);
}

/**
 * Names of properties as they may be stored in a document and addressed from a template; NFC. Marks are vowels in Hindi or Thai, and the two joiners
 * part of words in Persian.
 */
export const fieldName = z
  .string()
  .trim()
  .normalize('NFC')
  .regex(
    // biome-ignore lint/suspicious/noMisleadingCharacterClass: the joiners are meant; tools that read the pattern don't know Join_Control
    /^[\p{L}_][\p{L}\p{M}\p{N}\u200c\u200d_ -]{0,63}$/u,
    'wanted: a letter or _, then up to 63 letters, digits, spaces, _ or -',
  )
  .refine(isPlainName, PLAIN_NAME);

/**
 * A text as it is stored and compared: NFC, so that it doesn't matter how an accent was typed, and without the half of a character that is left where a
 * program has cut a text inside an emoji.
 */
export function text(maxLength: number) {
  return z
    .string()
    .overwrite((value) => value.replace(/\p{Cs}/gu, ''))
    .normalize('NFC')
    .max(maxLength, `wanted: at most ${maxLength.toLocaleString('en-US')} characters`);
}

/** Names that are values, of events and of their properties: any characters but control characters; NFC. */
export const label = z
  .string()
  .trim()
  .normalize('NFC')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: tools that read the pattern can't make values of [^\p{Cc}]
  .regex(/^[^\u0000-\u001f\u007f-\u009f]{1,128}$/u, 'wanted: 1 to 128 characters, none of which is a control character')
  .refine(isPlainName, PLAIN_NAME);

/** A date or an instant in JSON: `2026-05-07` (midnight UTC) or `2026-05-07T10:00:00Z`, any offset. */
const WANTED_INSTANT = 'wanted: an ISO 8601 date (2026-05-07) or date and time with offset (2026-05-07T10:00:00Z)';
export const isoInstant = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })], { error: WANTED_INSTANT })
  // With an offset it may be in another year.
  .refine((value) => /^\d/.test(new Date(value).toISOString()), 'wanted: an instant in the years 0 to 9999 UTC');

/** Dates are tagged in JSON, because a string that looks like a date may not be meant as one. */
export const taggedDate = z.strictObject({
  date: isoInstant.describe('an ISO 8601 date, which is midnight UTC, or a date and time with offset'),
});

/** A number whose digits are all kept. A longer whole number would become another one: another card, another order. */
export const exactNumber = z
  .number()
  .refine(
    (value) => Math.abs(value) <= Number.MAX_SAFE_INTEGER,
    `wanted: a number up to ${Number.MAX_SAFE_INTEGER}, so that no digit is lost; a longer one, such as a card number, as a text`,
  );

const WANTED_VALUE =
  'wanted: a text (up to 2,000 characters), a number, true or false, {"date": "..."} or a list of texts';

export const propertyValue = z.union([text(2000), exactNumber, z.boolean(), taggedDate, z.array(text(200)).max(100)], {
  error: WANTED_VALUE,
});
export type PropertyValue = z.infer<typeof propertyValue>;

/** What many programs write for something that isn't there must not cost what comes with it. */
export const given = <Schema extends z.ZodType>(schema: Schema) =>
  schema.nullish().transform((value) => value ?? undefined);

/** How many properties of a profile or an event one request may set. */
const MAX_PROPERTIES = 256;
export const fewEnough = (value: object): boolean => Object.keys(value).length <= MAX_PROPERTIES;
export const tooMany = `wanted: at most ${MAX_PROPERTIES} properties`;

/** Properties of a profile, in an answer. */
export const properties = z.record(fieldName, propertyValue);

const givenValue = z
  .unknown()
  .describe(
    'a text (up to 2,000 characters), a number, true or false, {"date": "2026-05-07"}, a list of texts, or null. Another object or list is left out, and the answer says so',
  );

/** Properties as a request has them; `storable` reads them. */
export const givenProperties = (name: typeof fieldName | typeof label) =>
  z.record(name, givenValue).refine(fewEnough, tooMany);

/**
 * Those of a request's properties that can be stored, and the names of the others: of values that are objects or lists of anything but texts. They must not
 * cost all that comes with them. Any other value that can't be stored is an issue.
 */
export function storable(
  given: Readonly<Record<string, unknown>>,
  context: z.RefinementCtx,
): { values: Record<string, PropertyValue | null>; leftOut: string[] } {
  const values: Record<string, PropertyValue | null> = {};
  const leftOut: string[] = [];
  for (const [name, value] of Object.entries(given)) {
    const read = value === null ? { success: true as const, data: null } : propertyValue.safeParse(value);
    if (read.success) values[name] = read.data;
    else if (typeof value === 'object') leftOut.push(name);
    else
      context.addIssue({
        code: 'custom',
        path: ['properties', name],
        message: read.error.issues[0]?.message ?? WANTED_VALUE,
      });
  }
  return { values, leftOut };
}

/** A property as it is stored and as conditions and templates see it: a tagged date becomes a Date. */
export type StoredValue = string | number | boolean | Date | string[];

export const toStored = (value: PropertyValue): StoredValue =>
  typeof value === 'object' && 'date' in value ? new Date(value.date) : value;

export const toJson = (value: StoredValue): PropertyValue =>
  value instanceof Date ? { date: value.toISOString() } : value;

/** The record with `change` applied to each value. */
export const mapValues = <A, B>(values: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]));

/** An IANA time zone, which becomes its canonical name (`canonicalZone`). */
export const timeZone = z
  .string()
  .max(64)
  .refine((name) => canonicalZone(name) !== null, 'wanted: an IANA time zone, such as Europe/Paris')
  .overwrite((name) => canonicalZone(name) ?? name);

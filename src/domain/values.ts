import { z } from 'zod';
import { canonicalZone } from './zones.ts';

/**
 * Ids that callers choose: printable ASCII without spaces, for which MongoDB's byte order and JavaScript's string order are the same. The
 * merging of sorted streams of ids (segments) relies on that.
 */
export const callerId = z
  .string()
  .regex(/^[\x21-\x7e]{1,128}$/, 'wanted: 1 to 128 printable ASCII characters without spaces');

/** Property and event names as they may be stored in a document and addressed from a template. */
export const fieldName = z
  .string()
  .regex(
    /^(?!__proto__$)[\p{L}_][\p{L}\p{N}_ -]{0,63}$/u,
    'wanted: a letter or _, then up to 63 letters, digits, spaces, _ or -',
  );

/** A date or an instant in JSON: `2026-05-07` (midnight UTC) or `2026-05-07T10:00:00Z`, any offset. */
export const isoInstant = z.union([z.iso.date(), z.iso.datetime({ offset: true })], {
  error: 'wanted: an ISO 8601 date (2026-05-07) or date and time with offset (2026-05-07T10:00:00Z)',
});

/** Dates are tagged in JSON, because a string that looks like a date may not be meant as one. */
export const taggedDate = z.strictObject({ date: isoInstant });

/** A number whose digits are all kept. A longer whole number would become another one: another card, another order. */
export const exactNumber = z
  .number()
  .refine(
    (value) => Math.abs(value) <= Number.MAX_SAFE_INTEGER,
    `wanted: a number up to ${Number.MAX_SAFE_INTEGER}, so that no digit is lost; a longer one, such as a card number, as a text`,
  );

export const propertyValue = z.union(
  [z.string().max(2000), exactNumber, z.boolean(), taggedDate, z.array(z.string().max(200)).max(100)],
  { error: 'wanted: a text (up to 2,000 characters), a number, true or false, {"date": "..."} or a list of texts' },
);
export type PropertyValue = z.infer<typeof propertyValue>;

/** How many properties of a profile or an event one request may set. */
const MAX_PROPERTIES = 256;
const fewEnough = (value: object): boolean => Object.keys(value).length <= MAX_PROPERTIES;
const tooMany = `wanted: at most ${MAX_PROPERTIES} properties`;

export const properties = z.record(fieldName, propertyValue).refine(fewEnough, tooMany);

/** Changes to properties: a value sets the property of that name, `null` removes it. */
export const propertyChanges = z.record(fieldName, propertyValue.nullable()).refine(fewEnough, tooMany);

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

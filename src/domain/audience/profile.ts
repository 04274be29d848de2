import { z } from 'zod';
import {
  callerId,
  fieldName,
  givenProperties,
  type PropertyValue,
  type StoredValue,
  storable,
  text,
  timeZone,
} from '../values.ts';

/** Paths of the API beside those of single profiles, which could not be read or deleted under these ids. */
const RESERVED_IDS = ['bulk', 'import'];

const changes = {
  phone: z
    .string()
    .max(64)
    .nullable()
    .optional()
    .describe('a phone in any notation, kept as it is given; null removes it'),
  timeZone: timeZone.nullable().optional().describe('IANA time zone, such as Europe/Paris; null removes it'),
  language: text(35).nullable().optional().describe('a language tag, such as en or fr-CA; null removes it'),
  optedOut: z
    .boolean()
    .optional()
    .describe('true puts the number on the suppression list; false opts nobody in unless optInReason is given'),
  properties: givenProperties(fieldName)
    .optional()
    .describe('properties to set, by name, at most 256; null removes one, and those that are left out stay'),
};

/** The changes to a profile whose id is known. */
export const profileChanges = z.strictObject(changes).transform(withStorable);

/**
 * A person as a backend sends it. Fields that are left out keep their values; a given property replaces the one of that name and
 * leaves the others alone; `null` removes a property, phone, timeZone or language. The phone is stored as given, usable or not.
 */
export const profileInput = z
  .strictObject({
    id: callerId
      .refine((id) => !RESERVED_IDS.includes(id), `wanted: an id other than ${RESERVED_IDS.join(' and ')}`)
      .describe("the caller's own id of the person: 1 to 128 printable ASCII characters"),
    ...changes,
  })
  .transform(withStorable);

export interface ProfileInput {
  id: string;
  phone?: string | null | undefined;
  timeZone?: string | null | undefined;
  language?: string | null | undefined;
  optedOut?: boolean | undefined;
  properties?: Record<string, PropertyValue | null> | undefined;
  /** Names of properties that couldn't be stored; what they were before stays. */
  leftOut?: readonly string[] | undefined;
}

/** The single input that has the same effect as two inputs for the same profile, one after the other. */
export function mergeProfileInputs(earlier: ProfileInput, later: ProfileInput): ProfileInput {
  const properties = { ...earlier.properties, ...later.properties };
  return { ...earlier, ...withoutUndefined(later), ...(Object.keys(properties).length > 0 && { properties }) };
}

/** A stored profile. `_id` is the profile's id. */
export interface Profile {
  readonly _id: string;
  /** As it was given. */
  readonly phone: string | null;
  /** The phone as E.164, when it is possible for its country: the number that messages are sent to. */
  readonly number: string | null;
  /** ISO 3166-1 alpha-2 of `number`. */
  readonly country: string | null;
  readonly timeZone: string | null;
  readonly language: string | null;
  /** An opt-out of this person, which suppresses each number that the profile gets. A number can be suppressed without it. */
  readonly optedOut: boolean;
  readonly properties: Readonly<Record<string, StoredValue>>;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export type Reachability = 'reachable' | 'opted_out' | 'no_usable_number';
/** The same for messages of a topic. */
export type TopicReachability = Reachability | 'not_subscribed';

/** Which of some numbers get nothing. */
export interface BarredNumbers {
  readonly suppressed: ReadonlySet<string>;
  /** The numbers that get no messages of the topic; empty without one. */
  readonly notSubscribed: ReadonlySet<string>;
}

/**
 * Whether a message may and can be sent to the profile. An opt-out takes precedence, because it must never be missed. `suppressed`: the numbers among
 * those of the profiles in question that are on the list.
 */
export function reachability(
  { optedOut, number }: Pick<Profile, 'optedOut' | 'number'>,
  suppressed: ReadonlySet<string>,
): Reachability {
  if (optedOut || (number !== null && suppressed.has(number))) return 'opted_out';
  return number === null ? 'no_usable_number' : 'reachable';
}

/** Whether a message, of a topic or of none, may and can be sent to the profile. */
export function reachabilityAmong(
  profile: Pick<Profile, 'optedOut' | 'number'>,
  { suppressed, notSubscribed }: BarredNumbers,
): TopicReachability {
  const reach = reachability(profile, suppressed);
  return reach === 'reachable' && profile.number !== null && notSubscribed.has(profile.number)
    ? 'not_subscribed'
    : reach;
}

function withStorable<Given extends { properties?: Record<string, unknown> | undefined }>(
  { properties: given, ...others }: Given,
  context: z.RefinementCtx,
): Omit<Given, 'properties'> & Pick<ProfileInput, 'properties' | 'leftOut'> {
  if (given === undefined) return others;
  const { values, leftOut } = storable(given, context);
  return { ...others, properties: values, ...(leftOut.length > 0 && { leftOut }) };
}

const withoutUndefined = (input: ProfileInput): ProfileInput =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as ProfileInput;

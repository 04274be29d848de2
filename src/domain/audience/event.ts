import { z } from 'zod';
import {
  callerId,
  givenProperties,
  isoInstant,
  label,
  type PropertyValue,
  type StoredValue,
  storable,
} from '../values.ts';

/**
 * Something that a profile did. Sending an event again with the same `id` changes nothing. A property that is null is absent. `leftOut` are the names
 * of properties that couldn't be stored.
 */
export const eventInput = z
  .strictObject({
    id: callerId.optional(),
    profileId: callerId,
    name: label,
    /** Left out: the instant at which Herald receives it. */
    at: isoInstant.optional(),
    properties: givenProperties(label).optional(),
  })
  .transform(({ properties: given, ...event }, context): EventInput => {
    if (given === undefined) return event;
    const { values, leftOut } = storable(given, context);
    const properties = Object.fromEntries(
      Object.entries(values).filter((entry): entry is [string, PropertyValue] => entry[1] !== null),
    );
    return { ...event, properties, ...(leftOut.length > 0 && { leftOut }) };
  });

export interface EventInput {
  id?: string | undefined;
  profileId: string;
  name: string;
  at?: string | undefined;
  properties?: Record<string, PropertyValue> | undefined;
  /** Names of properties that couldn't be stored. */
  leftOut?: readonly string[] | undefined;
}

/**
 * What became of an event. `known`: the profile had it already, and nothing changed. `differs`: it had one of this name and id with
 * other content, which stays.
 */
export type EventOutcome = 'stored' | 'known' | 'differs';

/** A stored event. */
export interface ProfileEvent {
  readonly _id: string;
  readonly profileId: string;
  readonly name: string;
  readonly at: Date;
  readonly properties: Readonly<Record<string, StoredValue>>;
}

/** The latest event of one name, as personalisation sees it. */
export type LastEvent = Pick<ProfileEvent, 'at' | 'properties'>;

import { z } from 'zod';
import {
  callerId,
  given,
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
    id: given(callerId).describe(
      'an event of the profile with the same name and id is stored once; left out or null: Herald makes an id',
    ),
    profileId: callerId.describe('id of the profile that did it'),
    name: label.describe('such as purchase; 1 to 128 characters'),
    at: given(isoInstant).describe('when it happened; left out or null: when Herald receives it'),
    properties: given(givenProperties(label)).describe('details of the event, by name, at most 256; null is absent'),
  })
  .transform(({ properties: all, ...event }, context): EventInput => {
    if (all === undefined) return event;
    const { values, leftOut } = storable(all, context);
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
 * other content, which stays. `erased`, `unknown_profile`: it is refused, because the person was erased, or because there is no profile and the account refuses events of such.
 */
export type EventOutcome = 'stored' | 'known' | 'differs' | Refusal;
export type Refusal = 'erased' | 'unknown_profile';

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

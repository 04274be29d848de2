import { z } from 'zod';
import { callerId, fieldName, isoInstant, properties, type StoredValue } from '../values.ts';

/** Something that a profile did. Sending an event again with the same `id` changes nothing. */
export const eventInput = z.strictObject({
  id: callerId.optional(),
  profileId: callerId,
  name: fieldName,
  /** Left out: the instant at which Herald receives it. */
  at: isoInstant.optional(),
  properties: properties.optional(),
});
export type EventInput = z.infer<typeof eventInput>;

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

import { z } from 'zod';
import { callerId, fewEnough, fieldName, given, type PropertyValue, propertyValue, tooMany } from '../values.ts';

/** Values that a text sees as `event`. */
export const eventData = given(z.record(fieldName, propertyValue.nullable()).refine(fewEnough, tooMany));

/** A value that is null is absent. */
export function presentData(
  data: Readonly<Record<string, PropertyValue | null>> = {},
): Readonly<Record<string, PropertyValue>> {
  const present = Object.entries(data).filter((entry): entry is [string, PropertyValue] => entry[1] !== null);
  return Object.fromEntries(present);
}

/** A message that the API triggers for a profile. A value that is null is absent. */
export const apiTriggerInput = z
  .strictObject({
    profileId: callerId.describe('id of the profile that gets the message'),
    key: given(callerId).describe(
      'the profile gets one message of the campaign for each key, however often it is triggered within 32 days of the message; left out or null: each item is a message of its own, but for a repetition with the same Idempotency-Key',
    ),
    data: eventData.describe('values that the text sees as `event`, by name, at most 256'),
  })
  .transform(
    ({ data, ...trigger }): ApiTriggerInput => (data === undefined ? trigger : { ...trigger, data: presentData(data) }),
  );

export interface ApiTriggerInput {
  readonly profileId: string;
  readonly key?: string | undefined;
  readonly data?: Readonly<Record<string, PropertyValue>> | undefined;
}

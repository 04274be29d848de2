import { escapedPart } from '../ids.ts';
import type { StoredValue } from '../values.ts';

/**
 * A profile that may qualify in a live campaign. `_id` is `triggerIdOf(campaignId, key)`. It waits in the store until it is due; then the cut
 * decides by the events and the profile as they are then, and moves it into a batch.
 */
export interface Trigger {
  readonly _id: string;
  readonly campaignId: string;
  readonly profileId: string;
  /** When the cut looks at it. */
  readonly dueAt: Date;
  /** When what triggered it happened; for a date of a profile, when the message is due. Triggers that are due are cut in this order. */
  readonly at: Date;
  /** When it was received or found. An event that isn't stored some time after that was never stored, and no reminder is due before it. */
  readonly createdAt: Date;
  /** When its event was last received again while it waited. Left out: never. */
  readonly repeatedAt?: Date;
  /** Name and id of the event that triggered it; null: the API, or a date of the profile. */
  readonly event: { readonly name: string; readonly id: string } | null;
  /** The position of the offset in a campaign by date. Left out: there are none. */
  readonly offset?: number;
  /** In a campaign by a date of the profile, that date, such as `2026-12-24`; with an offset in hours its instant, if it has a time. */
  readonly date?: string;
  /** Values that the API was given for the text. Left out: none. */
  readonly data?: Readonly<Record<string, StoredValue>>;
}

/**
 * How long after its trigger an event may still be being stored, in milliseconds: a slow store takes up to 20 seconds before the trigger is inserted once more, and the clocks of API
 * and worker may differ by a minute.
 */
export const STORED_WITHIN_MS = 90_000;

export const triggerIdOf = (campaignId: string, key: string): string => `${campaignId}/${key}`;

/** The key of a trigger: the id of its profile, then what tells it from others of the profile. */
export const triggerKey = (profileId: string, ...parts: readonly (string | number)[]): string =>
  [profileId, ...parts].map((part) => escapedPart(String(part))).join('/');

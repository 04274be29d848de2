import type { StoredValue } from '../values.ts';

/**
 * One profile's qualification in a live campaign. `_id` is `triggerIdOf(campaignId, key)`. It waits in the store until it is due; then the cut
 * checks it against the events and the profile as they are then, and moves it into a batch.
 */
export interface Trigger {
  readonly _id: string;
  readonly campaignId: string;
  readonly profileId: string;
  /** When the cut looks at it. */
  readonly dueAt: Date;
  /** When what triggered it happened: triggers that are due are cut in this order. */
  readonly at: Date;
  /** Name and id of the event that triggered it; null: the API, or a date of the profile. */
  readonly event: { readonly name: string; readonly id: string } | null;
  /** With an event, and a property by which events belong together: its value. */
  readonly tie?: StoredValue;
  /** The position of the offset in a campaign by date. Left out: there are none. */
  readonly offset?: number;
  /** The local date that a reminder is for, such as `2026-12-24`. Left out: it isn't one. */
  readonly date?: string;
  /** Values that the API was given for the text. Left out: none. */
  readonly data?: Readonly<Record<string, StoredValue>>;
}

export const triggerIdOf = (campaignId: string, key: string): string => `${campaignId}/${key}`;

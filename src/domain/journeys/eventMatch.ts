import type { ProfileEvent } from '../audience/event.ts';
import { eventTest, tieOf } from '../live/eventMatching.ts';
import type { JourneyEvent } from './journey.ts';

/** An event as it is waited for: with the values of the properties that have to be the same. */
export interface AwaitedEvent extends Pick<JourneyEvent, 'event' | 'where'> {
  readonly same: readonly { readonly property: string; readonly tie: string | null }[];
  /** Earlier ones don't count. */
  readonly since: Date;
}

/** Who in a journey waits for an event. */
export interface JourneyWait extends AwaitedEvent {
  readonly journey: string;
  readonly personId: string;
  /** Id of the watch in the person's journey. */
  readonly watch: number;
}

/** `first`: the event by which the person entered. A property that it doesn't have is the same in no other. */
export const awaited = (
  { event, where, same = [] }: JourneyEvent,
  first: Omit<ProfileEvent, 'profileId'> | null,
  since: Date,
): AwaitedEvent => ({
  event,
  ...(where && { where }),
  same: same.map((property) => ({ property, tie: first && tieOf(first, property) })),
  since,
});

export const matches = (event: ProfileEvent, { since, same, ...match }: AwaitedEvent): boolean =>
  event.at >= since &&
  isMatch(event, match) &&
  same.every(({ property, tie }) => tie !== null && tieOf(event, property) === tie);

/** Whether name and properties match. */
export const isMatch = (event: ProfileEvent, match: Pick<JourneyEvent, 'event' | 'where'>): boolean =>
  eventTest(match, 'UTC')(event);

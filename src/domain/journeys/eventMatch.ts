import type { ProfileEvent } from '../audience/event.ts';
import type { WhereClause } from '../audience/segment.ts';
import { valueTest } from '../audience/valueTest.ts';
import type { StoredValue } from '../values.ts';
import type { JourneyEvent } from './journey.ts';

/** An event as it is waited for: with the values of the properties that have to be the same. */
export interface AwaitedEvent {
  readonly where: readonly WhereClause[];
  readonly same: readonly { readonly property: string; readonly value: StoredValue | null }[];
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

type Entry = Pick<ProfileEvent, 'properties'> | null;

/** `entry`: the event by which the person entered. */
export const awaited = ({ where = [], same = [] }: JourneyEvent, entry: Entry, since: Date): AwaitedEvent => ({
  where,
  same: same.map((property) => ({ property, value: entry?.properties[property] ?? null })),
  since,
});

/** Whether an event of the awaited name matches. A property that the first event didn't have is the same in none. */
export function matches(event: Pick<ProfileEvent, 'at' | 'properties'>, { where, same, since }: AwaitedEvent): boolean {
  return (
    event.at >= since &&
    passes(event, where) &&
    same.every(({ property, value }) => value !== null && isSame(event.properties[property], value))
  );
}

/** Whether its properties pass all tests. */
export const passes = (
  { at, properties }: Pick<ProfileEvent, 'at' | 'properties'>,
  where: readonly WhereClause[],
): boolean => where.every((test) => valueTest(test, { now: at, zone: 'UTC' })(properties[test.property]));

const isSame = (a: StoredValue | undefined, b: StoredValue): boolean => JSON.stringify(a) === JSON.stringify(b);

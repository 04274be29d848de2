import type { ProfileEvent } from '../audience/event.ts';
import type { WhereClause } from '../audience/segment.ts';
import { valueTest } from '../audience/valueTest.ts';
import { type StoredValue, toJson } from '../values.ts';
import type { EventMatch } from './liveWhen.ts';

export type EventTest = (event: ProfileEvent) => boolean;

/** Whether an event matches by name and properties. Anniversaries count from the day of the event in the zone, so that the answer never changes. */
export function eventTest({ event: name, where = [] }: EventMatch, zone: string): EventTest {
  const tests = where.map((clause) => clauseTest(clause, zone));
  return (event) => event.name === name && tests.every((holds) => holds(event));
}

function clauseTest(clause: WhereClause, zone: string): EventTest {
  const { property } = clause;
  if (clause.operator === 'anniversary') {
    return (event) => valueTest(clause, { now: event.at, zone })(propertyOf(event, property));
  }
  const holds = valueTest(clause, { now: new Date(0), zone });
  return (event) => holds(propertyOf(event, property));
}

/** Names of properties may be those of members that every object has (`constructor`). */
export const propertyOf = ({ properties }: Pick<ProfileEvent, 'properties'>, name: string): StoredValue | undefined =>
  Object.hasOwn(properties, name) ? properties[name] : undefined;

/**
 * What is equal for events that belong together: those with the same value, of the same type, of the property. Null for an event without the property, which
 * belongs to no other. Without a property all events of a profile belong together.
 */
export function tieOf(event: Pick<ProfileEvent, 'properties'>, property: string | undefined): string | null {
  if (property === undefined) return '';
  const value = propertyOf(event, property);
  return value === undefined ? null : JSON.stringify(toJson(value));
}

/** The order of events in time; of events at one instant that of their ids. */
export const byTime = (a: ProfileEvent, b: ProfileEvent): number =>
  a.at.getTime() - b.at.getTime() || (a._id < b._id ? -1 : a._id > b._id ? 1 : 0);

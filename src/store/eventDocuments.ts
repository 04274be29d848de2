import { isDeepStrictEqual } from 'node:util';
import type { EventInput, ProfileEvent } from '../domain/audience/event.ts';
import { escapedPart } from '../domain/ids.ts';
import { mapValues, type PropertyValue, toStored } from '../domain/values.ts';

/**
 * A profile's events of one name. One document holds them all until they are too many: then further documents hold shares of them, chosen
 * by a hash of the event's id (`eventShares.ts`). They are adjacent in the order of `_id`, since a blank sorts before all characters of ids.
 */
export interface EventDocument {
  /** `<name>/<profileId>`, or `<name>/<profileId> <share>`; a slash in the name is escaped. */
  readonly _id: string;
  readonly profileId: string;
  readonly name: string;
  /** The latest event's time. If there are several documents, none has more than `NO_LAST`, so that they are found together. */
  readonly last: Date;
  /** By event id, escaped. */
  readonly events: Readonly<Record<string, Entry>>;
}

/**
 * One event: when it was received (16 digits, microseconds), when it happened (milliseconds) and its properties as JSON, separated by blanks.
 * Of two events with one id the lesser string is kept, which is the one received first. So the store can decide by itself, with `$min`,
 * and repeated writes, in whatever order, change nothing. A string costs store and driver less than a nested document.
 */
type Entry = string;

const STAMP_DIGITS = 16;

/** Later than any event. */
export const NO_LAST = new Date(8.64e15);

export const documentId = (name: string, profileId: string): string => `${escapedPart(name)}/${profileId}`;

/** All ids of documents with events of `name` are from the first to below the second. */
export const idsOfName = (name: string): readonly [string, string] => [
  `${escapedPart(name)}/`,
  `${escapedPart(name)}0`,
];

/** Not above the ids of all profiles after this one, and above all documents of this one. */
export const idBehind = (name: string, profileId: string): string => `${documentId(name, profileId)}!`;

/** The id of the first of the documents that hold a profile's events of one name. */
export function firstDocumentId(_id: string): string {
  const blank = _id.indexOf(' ', _id.indexOf('/'));
  return blank < 0 ? _id : _id.slice(0, blank);
}

export const nameOf = (_id: string): string =>
  _id.slice(0, _id.indexOf('/')).replace(/%(25|2F)/g, (_, code: string) => (code === '25' ? '%' : '/'));

export const profileIdOf = (_id: string): string => {
  const first = firstDocumentId(_id);
  return first.slice(first.indexOf('/') + 1);
};

export const entryOf = (event: EventInput, received: { stamp: number; now: Date }): Entry =>
  `${String(received.stamp).padStart(STAMP_DIGITS, '0')} ${atOf(event, received.now)} ${JSON.stringify(event.properties ?? {})}`;

export const atOf = ({ at }: EventInput, now: Date): number => (at === undefined ? now.getTime() : Date.parse(at));

/** When an event happened, in milliseconds. */
export const timeOf = (entry: Entry): number =>
  Number(entry.slice(STAMP_DIGITS + 1, entry.indexOf(' ', STAMP_DIGITS + 1)));

/** Its properties, as they are in JSON. */
export const propertiesOf = (entry: Entry): Record<string, PropertyValue> =>
  JSON.parse(entry.slice(entry.indexOf(' ', STAMP_DIGITS + 1) + 1));

/** Whether two entries are of one event: the properties are equal, and the instant, if it was given (`isTimed`). */
export const isSameEvent = (a: Entry, b: Entry, { isTimed }: { isTimed: boolean }): boolean =>
  (!isTimed || timeOf(a) === timeOf(b)) && isDeepStrictEqual(propertiesOf(a), propertiesOf(b));

/** An event's id as the name of a field: without what paths are made of. */
export const keyOf = (id: string): string => id.replace(/[%.$]/g, (character) => ESCAPES[character] ?? character);
const ESCAPES: Readonly<Record<string, string>> = { '%': '%25', '.': '%2E', $: '%24' };
const idOf = (key: string): string =>
  key.includes('%')
    ? key.replace(/%(25|2E|24)/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    : key;

/** The entries of documents that hold a profile's events of one name, each event once. */
function entriesOf(documents: readonly Pick<EventDocument, 'events'>[]): Readonly<Record<string, Entry>> {
  const [first, ...others] = documents;
  if (first === undefined || others.length === 0) return first?.events ?? {};
  const merged: Record<string, Entry> = Object.assign(Object.create(null), first.events);
  for (const { events } of others) {
    for (const [key, entry] of Object.entries(events)) {
      const other = merged[key];
      if (other === undefined || entry < other) merged[key] = entry;
    }
  }
  return merged;
}

/** Documents by the profile and name whose events they hold. */
export function byFirstDocument<D extends Pick<EventDocument, '_id'>>(documents: readonly D[]): Map<string, D[]> {
  const groups = new Map<string, D[]>();
  for (const document of documents) {
    const id = firstDocumentId(document._id);
    const group = groups.get(id);
    if (group) group.push(document);
    else groups.set(id, [document]);
  }
  return groups;
}

export function* eventsOf(documents: readonly EventDocument[]): Generator<ProfileEvent> {
  for (const group of byFirstDocument(documents).values()) {
    const { profileId, name } = group[0] as EventDocument;
    for (const [key, entry] of Object.entries(entriesOf(group))) {
      const properties = mapValues(propertiesOf(entry), toStored);
      yield { _id: idOf(key), profileId, name, at: new Date(timeOf(entry)), properties };
    }
  }
}

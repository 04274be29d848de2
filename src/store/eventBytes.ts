import { profileIdOf } from './eventDocuments.ts';

/** The fields of a document with events that the readers need. */
export const EVENT_BYTES = { events: 1 } as const;

export interface EventBytes {
  readonly _id: string;
  readonly profileId: string;
  readonly entries: readonly string[];
  /** In the order of the entries. */
  readonly keys: () => readonly string[];
}

const STRING = 0x02;
const LENGTH_BYTES = 4;

/**
 * Reads the BSON of a document that was read with `EVENT_BYTES`. An object with a field for each event, with names that no other
 * object has, makes the usual deserialisation 30 times slower; and most readers don't need the names.
 */
export function eventBytes(document: Uint8Array): EventBytes {
  const bytes = Buffer.from(document.buffer, document.byteOffset, document.byteLength);
  let _id = '';
  /** The start and the end of each entry. */
  const keys: number[] = [];
  const entries: string[] = [];
  eachField(bytes, 0, (isText, _, nameEnd) => {
    if (isText) _id = textAt(bytes, nameEnd + 1);
    else {
      eachField(bytes, nameEnd + 1, (__, start, end) => {
        keys.push(start, end);
        entries.push(textAt(bytes, end + 1));
      });
    }
  });
  const names = () => entries.map((_, index) => bytes.toString('latin1', keys[2 * index], keys[2 * index + 1]));
  return { _id, profileId: profileIdOf(_id), entries, keys: names };
}

/** The entries of documents that hold a profile's events of one name, each event once. */
export function entriesIn(documents: readonly EventBytes[]): readonly string[] {
  const [first, ...others] = documents;
  if (first === undefined || others.length === 0) return first?.entries ?? [];
  const merged = new Map<string, string>();
  for (const { keys, entries } of documents) {
    for (const [index, key] of keys().entries()) {
      const [entry = '', other] = [entries[index], merged.get(key)];
      if (other === undefined || entry < other) merged.set(key, entry);
    }
  }
  return [...merged.values()];
}

/** The fields of the BSON document at `start`, which are strings and documents. */
function eachField(
  bytes: Buffer,
  start: number,
  visit: (isText: boolean, nameStart: number, nameEnd: number) => void,
): void {
  const last = start + bytes.readInt32LE(start) - 1;
  let position = start + LENGTH_BYTES;
  while (position < last) {
    const type = bytes[position] ?? 0;
    const nameEnd = bytes.indexOf(0, position + 1);
    const length = bytes.readInt32LE(nameEnd + 1);
    // A document's length includes itself, a string's does not.
    const end = nameEnd + 1 + length + (type === STRING ? LENGTH_BYTES : 0);
    visit(type === STRING, position + 1, nameEnd);
    position = end;
  }
}

/** The BSON string at `start`, without the zero that ends it. */
const textAt = (bytes: Buffer, start: number): string =>
  bytes.toString('utf8', start + LENGTH_BYTES, start + LENGTH_BYTES + bytes.readInt32LE(start) - 1);

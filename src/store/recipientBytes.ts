import type { Reachability } from '../domain/audience/profile.ts';
import { HASH_SIZE, NO_HASH } from './numberHash.ts';

/**
 * Recipients as the pages of an audience keep them: of each a letter, the hash of its number where it is to get the message, its id (ASCII without
 * spaces) and a line feed. However many they are, for the garbage collector they are one thing: as texts they would take a worker's
 * memory to 300 MB.
 */

export interface NotedRecipient {
  readonly profileId: string;
  readonly reach: Reachability;
  /** `numberHash` of the number that it gets the message under; `NO_HASH`: it was to get none. */
  readonly hash: string;
}

const LETTERS: Readonly<Record<Reachability, string>> = { reachable: 'r', opted_out: 'o', no_usable_number: 'n' };
/** Reachable, and followed by a hash. */
const HASHED = 'h';
const LINE_FEED = 10;
/** Bytes to begin with; doubled as often as it takes. */
const FIRST_SIZE = 1024;

export interface RecipientWriter {
  add(recipient: NotedRecipient): void;
  /** How many there are. */
  readonly size: number;
  bytes(): Uint8Array;
}

export function recipientWriter(): RecipientWriter {
  let buffer = Buffer.allocUnsafe(FIRST_SIZE);
  let length = 0;
  let size = 0;
  return {
    add({ profileId, reach, hash }) {
      const line = `${hash === NO_HASH ? LETTERS[reach] : `${HASHED}${hash}`}${profileId}\n`;
      if (length + line.length > buffer.length) {
        buffer = Buffer.concat([buffer.subarray(0, length)], Math.max(buffer.length * 2, length + line.length));
      }
      length += buffer.write(line, length, 'latin1');
      size += 1;
    },
    get size() {
      return size;
    },
    bytes: () => buffer.subarray(0, length),
  };
}

export interface RecipientQueue {
  /** Appends recipients as a writer's `bytes` give them. */
  push(bytes: Uint8Array): void;
  /** How many wait. */
  readonly size: number;
  /** Takes up to `count` out, those first that came first. */
  take(count: number): NotedRecipient[];
}

export function recipientQueue(): RecipientQueue {
  let waiting = Buffer.alloc(0);
  let size = 0;
  return {
    push(bytes) {
      waiting = Buffer.concat([waiting, bytes]);
      for (const byte of bytes) if (byte === LINE_FEED) size += 1;
    },
    get size() {
      return size;
    },
    take(count) {
      let end = 0;
      let taken = 0;
      for (; taken < count && end < waiting.length; taken += 1) end = waiting.indexOf(LINE_FEED, end) + 1;
      const recipients = linesOf(waiting.subarray(0, end)).map(read);
      // A copy: a view would keep all of it.
      waiting = Buffer.from(waiting.subarray(end));
      size -= taken;
      return recipients;
    },
  };
}

/** Those of a writer's `bytes` that are to get the message, in their order. */
export const hashedIdsIn = (bytes: Uint8Array): string[] =>
  linesOf(bytes).flatMap((line) => (line.startsWith(HASHED) ? read(line).profileId : []));

const linesOf = (bytes: Uint8Array): string[] => Buffer.from(bytes).toString('latin1').split('\n').slice(0, -1);

function read(line: string): NotedRecipient {
  if (!line.startsWith(HASHED)) return { profileId: line.slice(1), reach: reachOf(line), hash: NO_HASH };
  return { profileId: line.slice(1 + HASH_SIZE), reach: 'reachable', hash: line.slice(1, 1 + HASH_SIZE) };
}

function reachOf([letter]: string): Reachability {
  switch (letter) {
    case LETTERS.opted_out:
      return 'opted_out';
    case LETTERS.no_usable_number:
      return 'no_usable_number';
    default:
      return 'reachable';
  }
}

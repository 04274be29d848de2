import type { TopicReachability } from '../domain/audience/profile.ts';
import { HASH_SIZE, NO_HASH } from './numberHash.ts';

/**
 * The format of recipients on the pages of an audience: a letter, the hash of the number (only of recipients that are sent the message),
 * the id (ASCII without spaces) and a line feed. All recipients together are one object for the garbage collector; as strings they would
 * increase a worker's memory to 300 MB.
 */

export interface PageRecipient {
  readonly profileId: string;
  readonly reachability: TopicReachability;
  /** `numberHash` of the recipient's number; `NO_HASH` when it is skipped. */
  readonly hash: string;
}

const LETTERS: Readonly<Record<TopicReachability, string>> = {
  reachable: 'r',
  opted_out: 'o',
  no_usable_number: 'n',
  not_subscribed: 's',
};
/** Stands for a reachable recipient with a hash. */
const HASHED = 'h';
const LINE_FEED = 10;
/** Initial size in bytes; doubled as needed. */
const FIRST_SIZE = 1024;

export interface RecipientWriter {
  add(recipient: PageRecipient): void;
  /** Number of recipients. */
  readonly size: number;
  bytes(): Uint8Array;
}

export function recipientWriter(): RecipientWriter {
  let buffer = Buffer.allocUnsafe(FIRST_SIZE);
  let length = 0;
  let size = 0;
  return {
    add({ profileId, reachability, hash }) {
      const line = `${hash === NO_HASH ? LETTERS[reachability] : `${HASHED}${hash}`}${profileId}\n`;
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
  /** Appends the recipients in the `bytes` of a writer. */
  push(bytes: Uint8Array): void;
  /** Number of recipients in the queue. */
  readonly size: number;
  /** Removes and returns up to `count` recipients, the oldest first. */
  take(count: number): PageRecipient[];
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
      // A copy, because a view would keep the whole buffer in memory.
      waiting = Buffer.from(waiting.subarray(end));
      size -= taken;
      return recipients;
    },
  };
}

/** The ids of the recipients in the `bytes` of a writer that are sent the message, in order. */
export const hashedIdsIn = (bytes: Uint8Array): string[] =>
  linesOf(bytes).flatMap((line) => (line.startsWith(HASHED) ? read(line).profileId : []));

const linesOf = (bytes: Uint8Array): string[] => Buffer.from(bytes).toString('latin1').split('\n').slice(0, -1);

function read(line: string): PageRecipient {
  if (!line.startsWith(HASHED)) return { profileId: line.slice(1), reachability: reachabilityOf(line), hash: NO_HASH };
  return { profileId: line.slice(1 + HASH_SIZE), reachability: 'reachable', hash: line.slice(1, 1 + HASH_SIZE) };
}

function reachabilityOf([letter]: string): TopicReachability {
  switch (letter) {
    case LETTERS.opted_out:
      return 'opted_out';
    case LETTERS.no_usable_number:
      return 'no_usable_number';
    case LETTERS.not_subscribed:
      return 'not_subscribed';
    default:
      return 'reachable';
  }
}

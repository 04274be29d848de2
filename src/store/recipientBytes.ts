import type { Reachability } from '../domain/profile.ts';

/**
 * Recipients as the pages of an audience keep them: of each a letter for its reachability, its id (ASCII without spaces) and a line feed. However
 * many they are, for the garbage collector they are one thing: as texts they would take a worker's memory to 300 MB.
 */

const LETTERS: Readonly<Record<Reachability, string>> = { reachable: 'r', opted_out: 'o', no_usable_number: 'n' };
const LINE_FEED = 10;
/** Bytes to begin with; doubled as often as it takes. */
const FIRST_SIZE = 1024;

export interface RecipientWriter {
  add(profileId: string, reach: Reachability): void;
  /** How many there are. */
  readonly size: number;
  bytes(): Uint8Array;
}

export function recipientWriter(): RecipientWriter {
  let buffer = Buffer.allocUnsafe(FIRST_SIZE);
  let length = 0;
  let size = 0;
  return {
    add(profileId, reach) {
      const line = `${LETTERS[reach]}${profileId}\n`;
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
  take(count: number): { readonly recipients: string[]; readonly reach: Reachability[] };
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
      const lines = waiting.toString('latin1', 0, end).split('\n').slice(0, taken);
      // A copy: a view would keep all of it.
      waiting = Buffer.from(waiting.subarray(end));
      size -= taken;
      return { recipients: lines.map((line) => line.slice(1)), reach: lines.map(reachOf) };
    },
  };
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

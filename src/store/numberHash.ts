import { hash } from 'node:crypto';

/**
 * What a batch remembers of each recipient's number: whoever's number has another hash by now has changed it since the audience was frozen, whatever the
 * clocks of those say that wrote it. 48 bits in 8 letters: a change stays unseen once in 3e14.
 */
export const numberHash = (number: string): string => hash('sha256', number, 'base64url').slice(0, HASH_SIZE);

export const HASH_SIZE = 8;

/** Of a recipient that wasn't to get the message when the audience was frozen: no number has it. */
export const NO_HASH = '.'.repeat(HASH_SIZE);

/** Hashes one after the other, as a batch keeps them: 8 bytes each. */
export const packHashes = (hashes: readonly string[]): Uint8Array => Buffer.from(hashes.join(''), 'latin1');

/** The hashes by the ids that they belong to, those from position `offset` on. */
export function hashesOf(packed: Uint8Array, ids: readonly string[], offset = 0): ReadonlyMap<string, string> {
  const start = offset * HASH_SIZE;
  const text = Buffer.from(packed.subarray(start, start + ids.length * HASH_SIZE)).toString('latin1');
  return new Map(ids.map((id, index) => [id, text.slice(index * HASH_SIZE, (index + 1) * HASH_SIZE)]));
}

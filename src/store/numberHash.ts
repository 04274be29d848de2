import { hash } from 'node:crypto';

/**
 * The hash of a recipient's number that a batch stores. A recipient whose number has another hash later has changed it since the audience
 * was frozen; this does not depend on the clocks of different machines. 48 bits in 8 letters: one change in 3e14 is missed.
 */
export const numberHash = (number: string): string => hash('sha256', number, 'base64url').slice(0, HASH_SIZE);

export const HASH_SIZE = 8;

/** Stands for the hash of a recipient that was skipped when the audience was frozen. No number has this hash. */
export const NO_HASH = '.'.repeat(HASH_SIZE);

/** Concatenates hashes as a batch stores them: 8 bytes each. */
export const packHashes = (hashes: readonly string[]): Uint8Array => Buffer.from(hashes.join(''), 'latin1');

/** The hashes by id; `ids` begin at position `offset` of the batch. */
export function hashesOf(packed: Uint8Array, ids: readonly string[], offset = 0): ReadonlyMap<string, string> {
  const start = offset * HASH_SIZE;
  const text = Buffer.from(packed.subarray(start, start + ids.length * HASH_SIZE)).toString('latin1');
  return new Map(ids.map((id, index) => [id, text.slice(index * HASH_SIZE, (index + 1) * HASH_SIZE)]));
}

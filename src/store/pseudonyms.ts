import { createHmac } from 'node:crypto';
import { keysFor } from '../secretKeys.ts';

/** What an erased person's ids and numbers are replaced with, each use apart from the others. */
type Use = 'erasure' | 'profile' | 'number';

export interface Pseudonyms {
  /** With the current key. */
  current(use: Use, text: string): string;
  /** With each key, the current one first: what was erased with an earlier key is still found. */
  all(use: Use, text: string): string[];
}

/** 128 bits in hexadecimal. Ids and numbers are guessed too easily for a hash without a key. */
const CHARACTERS = 32;

/** @param secretKeys as `keysFor` reads them */
export function pseudonyms(secretKeys: string): Pseudonyms {
  const [first, ...others] = keysFor('erasures', secretKeys).map(
    ({ key }) =>
      (use: Use, text: string): string =>
        createHmac('sha256', key).update(`herald ${use} v1\0${text}`).digest('hex').slice(0, CHARACTERS),
  );
  if (first === undefined) throw new Error('there is no secret key');
  return { current: first, all: (use, text) => [first, ...others].map((hash) => hash(use, text)) };
}

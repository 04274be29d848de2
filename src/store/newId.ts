import { randomBytes } from 'node:crypto';

export type IdPrefix =
  | 'seg'
  | 'prv'
  | 'grp'
  | 'cmp'
  | 'evt'
  | 'key'
  | 'tst'
  | 'act'
  | 'imp'
  | 'msg'
  | 'sub'
  | 'trg'
  | 'txt';

/** A new id: `prefix_` and a ULID. */
export const newId = (prefix: IdPrefix, at = new Date()): string => `${prefix}_${ulid(at, randomBytes(10))}`;

/** A ULID (https://github.com/ulid/spec): the millisecond, then 80 bits of `random`, so that ids sort by the time at which they were made. */
export const ulid = (at: Date, random: Buffer): string =>
  base32(at.getTime(), 10) + base32(random.readUIntBE(0, 5), 8) + base32(random.readUIntBE(5, 5), 8);

/** Crockford's: no I, L, O or U. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

function base32(value: number, length: number): string {
  let text = '';
  for (let rest = value; text.length < length; rest = Math.floor(rest / 32)) text = `${ALPHABET[rest % 32]}${text}`;
  return text;
}

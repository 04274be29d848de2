/**
 * MurmurHash3 (x86, 32 bits, public domain algorithm by Austin Appleby) of a text's UTF-8 bytes: fast, uniformly distributed, the same on
 * every machine. Not for secrets.
 */
export const hash32 = (text: string, seed: number): number => hashBytes(new TextEncoder().encode(text), seed);

/** `hash32` for bytes: for several hashes of one text, it need be encoded only once. */
export function hashBytes(bytes: Uint8Array, seed: number): number {
  const whole = bytes.length & ~3;
  let hash = seed >>> 0;
  for (let index = 0; index < whole; index += 4) {
    hash = rotate(hash ^ scramble(littleEndian(bytes, index, 4)), 13);
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  }
  hash ^= scramble(littleEndian(bytes, whole, bytes.length - whole));
  return finish(hash ^ bytes.length);
}

function littleEndian(bytes: Uint8Array, from: number, count: number): number {
  let value = 0;
  for (let index = count - 1; index >= 0; index--) value = (value << 8) | (bytes[from + index] ?? 0);
  return value;
}

const rotate = (value: number, bits: number): number => (value << bits) | (value >>> (32 - bits));

const scramble = (block: number): number => Math.imul(rotate(Math.imul(block, 0xcc9e2d51), 15), 0x1b873593);

/** Makes every bit of the input affect every bit of the result. */
function finish(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

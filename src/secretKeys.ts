import { hkdfSync } from 'node:crypto';

/** Each use has a key of its own, so that none can be used to attack another. */
export type KeyPurpose = 'sealing' | 'receipts' | 'inbound' | 'webhooks' | 'erasures';

export interface SecretKey {
  readonly id: string;
  /** 32 bytes. */
  readonly key: Buffer;
  /** When another key took its place; null: it is the current one, will be, or the configuration doesn't say. */
  readonly retiredAt: Date | null;
}

/** What the configuration says of a key that isn't the current one: its date of retirement, or that it isn't used yet. */
const RETIREMENT = /^(.*)@(next|\d{4}-\d{2}-\d{2})$/s;

/** Invalid secret keys. The message contains none of them. */
export class SecretKeyError extends Error {
  override readonly name = 'SecretKeyError';
}

const KEY_BYTES = 32;
/** The id of a key that is given without one. */
const ONLY_KEY = 'main';

/**
 * Reads secret keys: one key of 32 bytes in base64 or base64url, or several as `id:key,id:key@2027-01-15`. The first is the current one; the others
 * only read what was made with them, and say since when they are retired, or that they come `@next`.
 * @throws SecretKeyError
 */
function readSecretKeys(text: string): readonly SecretKey[] {
  const keys = text.split(',').map((entry): SecretKey => {
    const [, id = ONLY_KEY, rest = ''] = /^(?:([^:]*):)?(.*)$/s.exec(entry.trim()) ?? [];
    const [, base64 = rest, retired] = RETIREMENT.exec(rest) ?? [];
    const key = Buffer.from(base64, 'base64');
    if (!/^[A-Za-z0-9_-]{1,32}$/.test(id)) {
      throw new SecretKeyError('the id of a secret key: wanted 1 to 32 letters, digits, _ and -');
    }
    if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(base64) || key.length !== KEY_BYTES) {
      throw new SecretKeyError(`a secret key: wanted ${KEY_BYTES} bytes in base64, got ${key.length} bytes`);
    }
    return { id, key, retiredAt: retired === undefined || retired === 'next' ? null : dateOf(retired) };
  });
  if (keys[0]?.retiredAt)
    throw new SecretKeyError('the first secret key is the current one: wanted: no date behind it');
  if (new Set(keys.map(({ id }) => id)).size < keys.length) {
    throw new SecretKeyError('secret keys: wanted another id for each');
  }
  return keys;
}

function dateOf(text: string): Date {
  const date = new Date(`${text}T00:00:00Z`);
  if (Number.isNaN(date.getTime()) || !date.toISOString().startsWith(text)) {
    throw new SecretKeyError('the retirement of a secret key: wanted a date, such as 2027-01-15');
  }
  return date;
}

/** Whether each key but the first has a date of retirement, or is the next one. */
export const saysRetirements = (secretKeys: string): boolean =>
  secretKeys
    .split(',')
    .slice(1)
    .every((entry) => RETIREMENT.test(entry.trim()));

/**
 * The keys for one purpose, derived from `secretKeys` with HKDF-SHA-256 (RFC 5869), the current one first.
 * @throws SecretKeyError
 */
export function keysFor(purpose: KeyPurpose, secretKeys: string): readonly [SecretKey, ...SecretKey[]] {
  const derived = readSecretKeys(secretKeys).map(({ id, key, retiredAt }) => ({
    id,
    retiredAt,
    key: Buffer.from(hkdfSync('sha256', key, '', `herald ${purpose} v1`, KEY_BYTES)),
  }));
  return derived as [SecretKey, ...SecretKey[]];
}

import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../../src/config.ts';
import { keysFor, SecretKeyError } from '../../src/secretKeys.ts';
import { SecretError, secretBox } from '../../src/store/secrets.ts';

const KEY = randomBytes(32).toString('base64');
const box = secretBox(KEY);

/** The error that `work` throws, to check what it reveals. */
function errorOf(work: () => unknown): Error {
  try {
    work();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('nothing was thrown');
}

describe('a secret box', () => {
  it.each(['hunter2', '', 'ünïcode 🎉', 'x'.repeat(10_000)])('decrypts its own encryption: %#', (plain) => {
    expect(box.open(box.seal(plain, 'p1/authToken'), 'p1/authToken')).toBe(plain);
  });

  it('decrypts with the same key in another process, also in base64url', () => {
    const sealed = box.seal('hunter2', 'c');
    expect(secretBox(KEY.replaceAll('+', '-').replaceAll('/', '_')).open(sealed, 'c')).toBe('hunter2');
  });

  it('encrypts the same secret differently each time, and reveals nothing of it', () => {
    const [first, second] = [box.seal('hunter2', 'c'), box.seal('hunter2', 'c')];
    expect(first).not.toBe(second);
    expect(first).toMatch(/^v2\.main\./);
    expect(Buffer.from(first.slice(8), 'base64').toString('latin1')).not.toContain('hunter2');
  });

  it('decrypts nothing that was encrypted for another context', () => {
    const error = errorOf(() => box.open(box.seal('hunter2', 'p1/authToken'), 'p2/authToken'));
    expect(error).toBeInstanceOf(SecretError);
  });

  it('decrypts nothing that was encrypted with another key, and reveals nothing in the error', () => {
    const otherKey = randomBytes(32).toString('base64');
    const sealed = secretBox(otherKey).seal('hunter2', 'c');
    const error = errorOf(() => box.open(sealed, 'c'));
    expect(error).toBeInstanceOf(SecretError);
    expect(error.message).toContain('another key');
    for (const secret of ['hunter2', sealed, KEY, otherKey]) expect(error.message).not.toContain(secret);
    expect(error.cause).toBeUndefined();
  });

  it('decrypts nothing that was changed, truncated, or of another version', () => {
    const sealed = box.seal('hunter2', 'c');
    const bytes = Buffer.from(sealed.slice(8), 'base64');
    for (let index = 0; index < bytes.length; index++) {
      const changed = Buffer.from(bytes);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(() => box.open(`v2.main.${changed.toString('base64')}`, 'c')).toThrow(SecretError);
    }
    expect(() => box.open('v2.main.AAAA', 'c')).toThrow('truncated');
    expect(() => box.open(`v3${sealed.slice(2)}`, 'c')).toThrow('unknown version');
    expect(() => box.open('hunter2', 'c')).toThrow(SecretError);
  });

  it.each(['', 'short', randomBytes(16).toString('base64'), `${KEY}AAAA`, `!${KEY.slice(1)}`])(
    'refuses a key that is none, without repeating it: %#',
    (key) => {
      const error = errorOf(() => secretBox(key));
      expect(error).toBeInstanceOf(SecretKeyError);
      expect(error.message).toContain('32 bytes');
      if (key !== '') expect(error.message).not.toContain(key);
    },
  );
});

describe('several keys', () => {
  const [older, newer] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')];
  const rotated = secretBox(`new:${newer},old:${older}`);

  it('encrypt with the first one, and decrypt what any of them encrypted', () => {
    const [before, after] = [secretBox(`old:${older}`).seal('hunter2', 'c'), rotated.seal('hunter2', 'c')];
    expect(after).toMatch(/^v2\.new\./);
    expect([rotated.open(before, 'c'), rotated.open(after, 'c')]).toEqual(['hunter2', 'hunter2']);
    expect(secretBox(newer).open(after, 'c')).toBe('hunter2');
    expect(() => secretBox(newer).open(before, 'c')).toThrow(SecretError);
  });

  it('may get other ids: the key decides', () => {
    expect(rotated.open(secretBox(older).seal('hunter2', 'c'), 'c')).toBe('hunter2');
    expect(secretBox(`x:${older},y:${newer}`).open(rotated.seal('hunter2', 'c'), 'c')).toBe('hunter2');
  });

  it.each([
    `a:${older},a:${newer}`,
    `${older},${newer}`,
    `a b:${older}`,
    `:${older}`,
    `a:${older},`,
    'a:short',
    `a:${older}@2027-01-15`,
    `a:${older},b:${newer}@2027-02-30`,
    `a:${older},b:${newer}@soon`,
  ])('are refused when an id or a key is invalid: %#', (keys) => {
    const error = errorOf(() => secretBox(keys));
    expect(error).toBeInstanceOf(SecretKeyError);
    expect(error.message).not.toContain(older);
  });

  it('are different for each purpose, and none is the secret key itself', () => {
    const purposes = (['sealing', 'receipts', 'webhooks'] as const).map((purpose) =>
      keysFor(purpose, older)[0].key.toString('base64'),
    );
    expect(new Set([older, ...purposes]).size).toBe(4);
  });
});

describe('secret keys in the environment', () => {
  const KEYS = `new:${randomBytes(32).toString('base64')},old:${KEY}@2027-01-15`;
  const read = (variables: Record<string, string>) =>
    readConfig({ MONGODB_URL: 'mongodb://127.0.0.1:27017', ...variables }).secretKey;

  it('are one key, or several with ids', () => {
    expect(read({ HERALD_SECRET_KEY: KEY })).toBe(KEY);
    expect(read({ HERALD_SECRET_KEY: '', HERALD_SECRET_KEYS: KEYS })).toBe(KEYS);
    expect(read({ HERALD_SECRET_KEYS: KEYS.replace('@2027-01-15', '@next') })).toContain('@next');
  });

  it.each([
    [{}, 'HERALD_SECRET_KEY: is not set'],
    [{ HERALD_SECRET_KEY: KEY, HERALD_SECRET_KEYS: KEYS }, 'wanted: one of them'],
    [{ HERALD_SECRET_KEY: KEYS }, 'HERALD_SECRET_KEY: wanted: 32 random bytes'],
    [{ HERALD_SECRET_KEYS: `${KEYS},new:${KEY}@next` }, 'HERALD_SECRET_KEYS: wanted: id:key'],
    [{ HERALD_SECRET_KEYS: KEYS.replace('@2027-01-15', '') }, 'wanted: behind each key but the first the date'],
    [{ HERALD_SECRET_KEYS: KEYS.replace('@', ' @') }, 'HERALD_SECRET_KEYS: wanted: id:key'],
  ])('are refused by name, and without a value: %#', (variables, sentence) => {
    const error = errorOf(() => read(variables));
    expect(error).toBeInstanceOf(ConfigError);
    expect(error.message).toContain(sentence);
    expect(error.message).not.toContain(KEY);
  });
});

import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
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
    expect(first).toMatch(/^v1\./);
    expect(Buffer.from(first.slice(3), 'base64').toString('latin1')).not.toContain('hunter2');
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
    const bytes = Buffer.from(sealed.slice(3), 'base64');
    for (let index = 0; index < bytes.length; index++) {
      const changed = Buffer.from(bytes);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(() => box.open(`v1.${changed.toString('base64')}`, 'c')).toThrow(SecretError);
    }
    expect(() => box.open('v1.AAAA', 'c')).toThrow('truncated');
    expect(() => box.open(`v2${sealed.slice(2)}`, 'c')).toThrow('unknown version');
    expect(() => box.open('hunter2', 'c')).toThrow(SecretError);
  });

  it.each(['', 'short', randomBytes(16).toString('base64'), `${KEY}AAAA`, `!${KEY.slice(1)}`])(
    'refuses a key that is none, without repeating it: %#',
    (key) => {
      const error = errorOf(() => secretBox(key));
      expect(error).toBeInstanceOf(SecretError);
      expect(error.message).toContain('32 bytes');
      if (key !== '') expect(error.message).not.toContain(key);
    },
  );
});

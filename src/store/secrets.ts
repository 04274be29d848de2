import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { keysFor } from '../secretKeys.ts';

const ALGORITHM = 'aes-256-gcm';
/** 96 bits, as NIST SP 800-38D, section 8.2, recommends for GCM. */
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** Version of the format, so that it can be changed later. */
const VERSION = 'v2';

export interface SecretBox {
  /** Encrypts `plain` for one document and field (`context`); it can't be decrypted for any other. */
  seal(plain: string, context: string): string;
  /** @throws SecretError when the text was encrypted with another key or for another context, or was changed */
  open(sealed: string, context: string): string;
}

/** An encrypted text that can't be decrypted. The message contains nothing of it. */
export class SecretError extends Error {
  override readonly name = 'SecretError';
}

/**
 * Encrypts secrets for the store with AES-256-GCM: `v2.<id of the key>.<base64 of IV, tag and ciphertext>`. What was encrypted with any of the
 * keys is decrypted; the id only tells which one to try first.
 * @param secretKeys as `keysFor` reads them
 * @throws SecretKeyError when they are invalid
 */
export function secretBox(secretKeys: string): SecretBox {
  const keys = keysFor('sealing', secretKeys);
  const [current] = keys;
  return {
    seal(plain, context) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(ALGORITHM, current.key, iv).setAAD(Buffer.from(context));
      const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return `${VERSION}.${current.id}.${Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64')}`;
    },
    open(sealed, context) {
      const [version, id, text = ''] = sealed.split('.', 3);
      if (version !== VERSION) throw new SecretError('the encrypted secret has an unknown version');
      const bytes = Buffer.from(text, 'base64');
      if (bytes.length < IV_BYTES + TAG_BYTES) throw new SecretError('the encrypted secret is truncated');
      for (const { key } of keys.toSorted((a, b) => Number(b.id === id) - Number(a.id === id))) {
        const plain = decrypted(bytes, { key, context });
        if (plain !== null) return plain;
      }
      throw new SecretError('the secret cannot be decrypted: it was encrypted with another key, or was changed');
    },
  };
}

/** Null: with another key, for another context, or changed. */
function decrypted(bytes: Buffer, { key, context }: { readonly key: Buffer; readonly context: string }): string | null {
  const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(context))
    .setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  try {
    return decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
  } catch {
    return null;
  }
}

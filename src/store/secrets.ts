import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const KEY_BYTES = 32;
/** 96 bits, what GCM is made for (NIST SP 800-38D, 8.2). */
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** Says how the rest is made, so that another way can follow. */
const VERSION = 'v1';

export interface SecretBox {
  /** Encrypts `plain` for one place (`context`: the document and field); it opens nowhere else. */
  seal(plain: string, context: string): string;
  /** @throws SecretError when it was sealed with another key, for another context, or changed */
  open(sealed: string, context: string): string;
}

/** A key or a sealed text that is no good. The message holds neither. */
export class SecretError extends Error {
  override readonly name = 'SecretError';
}

/**
 * Encrypts secrets for the store with AES-256-GCM: `v1.<base64 of IV, tag and ciphertext>`.
 * @param keyBase64 32 random bytes, in base64 or base64url
 * @throws SecretError when it is no such key
 */
export function secretBox(keyBase64: string): SecretBox {
  const key = readKey(keyBase64);
  return {
    seal(plain, context) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(ALGORITHM, key, iv).setAAD(Buffer.from(context));
      const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return `${VERSION}.${Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64')}`;
    },
    open(sealed, context) {
      const [version, text = ''] = sealed.split('.', 2);
      if (version !== VERSION) throw new SecretError('a sealed secret of an unknown version');
      const bytes = Buffer.from(text, 'base64');
      if (bytes.length < IV_BYTES + TAG_BYTES) throw new SecretError('a sealed secret that is cut short');
      const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
        .setAAD(Buffer.from(context))
        .setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      try {
        return decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
      } catch {
        throw new SecretError('a sealed secret that this key does not open: another key sealed it, or it was changed');
      }
    },
  };
}

function readKey(keyBase64: string): Buffer {
  const key = Buffer.from(keyBase64, 'base64');
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(keyBase64) || key.length !== KEY_BYTES) {
    throw new SecretError(`the secret key: wanted ${KEY_BYTES} bytes in base64, got ${key.length} bytes`);
  }
  return key;
}

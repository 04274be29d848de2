import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const KEY_BYTES = 32;
/** 96 bits, as NIST SP 800-38D, section 8.2, recommends for GCM. */
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** Version of the format, so that it can be changed later. */
const VERSION = 'v1';

export interface SecretBox {
  /** Encrypts `plain` for one document and field (`context`); it can't be decrypted for any other. */
  seal(plain: string, context: string): string;
  /** @throws SecretError when the text was encrypted with another key or for another context, or was changed */
  open(sealed: string, context: string): string;
}

/** An invalid key or encrypted text. The message contains neither. */
export class SecretError extends Error {
  override readonly name = 'SecretError';
}

/**
 * Encrypts secrets for the store with AES-256-GCM: `v1.<base64 of IV, tag and ciphertext>`.
 * @param keyBase64 32 random bytes, in base64 or base64url
 * @throws SecretError when the key is invalid
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
      if (version !== VERSION) throw new SecretError('the encrypted secret has an unknown version');
      const bytes = Buffer.from(text, 'base64');
      if (bytes.length < IV_BYTES + TAG_BYTES) throw new SecretError('the encrypted secret is truncated');
      const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
        .setAAD(Buffer.from(context))
        .setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      try {
        return decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
      } catch {
        throw new SecretError('the secret cannot be decrypted: it was encrypted with another key, or was changed');
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

import { hash, timingSafeEqual } from 'node:crypto';
import { keysFor } from '../secretKeys.ts';
import { type AddressKey, addressKeyOf } from './addressKeys.ts';

/** 128 bits: impossible to guess, and addresses remain short. */
const TAG_BYTES = 16;
const PURPOSE = 'herald receipt address v1';

/** Signs and reads the addresses at which providers report on messages. */
export interface ReceiptAddresses {
  /**
   * `${publicUrl}/v1/receipts/${providerId}/${ref}`. The ref contains the message's id and a tag under the key, so that only addresses that Herald
   * created are accepted.
   */
  addressOf(to: { readonly publicUrl: string; readonly providerId: string; readonly messageId: string }): string;
  /** The message that `ref` was made for, and with which key; null when it isn't one of ours, or was made for another provider. */
  read(from: { readonly ref: string; readonly providerId: string }): { messageId: string; key: AddressKey } | null;
}

/**
 * Addresses are made with the current key, and read with any that is kept. Whether one made with an earlier key still counts, the caller decides.
 * @param secretKeys as `keysFor` reads them
 */
export function receiptAddresses(secretKeys: string): ReceiptAddresses {
  const keys = keysFor('receipts', secretKeys);
  const tagOf = tagger(keys[0].key);
  const known = keys.map((key, index) => ({
    key: addressKeyOf(key, index),
    tagWith: index === 0 ? tagOf : tagger(key.key),
  }));
  return {
    addressOf({ publicUrl, providerId, messageId }) {
      const ref = Buffer.concat([tagOf(providerId, messageId), Buffer.from(messageId)]).toString('base64url');
      return `${publicUrl}/v1/receipts/${encodeURIComponent(providerId)}/${ref}`;
    },
    read({ ref, providerId }) {
      if (!/^[\w-]+$/.test(ref)) return null;
      const bytes = Buffer.from(ref, 'base64url');
      const messageId = bytes.subarray(TAG_BYTES).toString();
      if (bytes.length <= TAG_BYTES) return null;
      const tag = bytes.subarray(0, TAG_BYTES);
      const found = known.find(({ tagWith }) => timingSafeEqual(tag, tagWith(providerId, messageId)));
      return found ? { messageId, key: found.key } : null;
    },
  };
}

type Tagger = (providerId: string, messageId: string) => Buffer;

function tagger(key: Buffer): Tagger {
  const hmac = hmacSha256(key);
  return (providerId, messageId) => hmac(`${PURPOSE}\0${providerId}\0${messageId}`).subarray(0, TAG_BYTES);
}

const BLOCK_BYTES = 64;
/** Of a text in UTF-8 whose bytes are written into the space that is reserved for them. */
const USUAL_BYTES = 1024;
const DIGEST_BYTES = 32;

/**
 * HMAC-SHA-256 (RFC 2104) of texts under one key of at most a block, which is padded once: an address is signed for each message, and `createHmac` takes
 * half as long again.
 */
export function hmacSha256(key: Buffer): (text: string) => Buffer {
  const padded = (byte: number, space: number): Buffer => {
    const bytes = Buffer.alloc(BLOCK_BYTES + space, byte);
    for (const [index, value] of key.entries()) bytes[index] = value ^ byte;
    return bytes;
  };
  const usual = padded(0x36, USUAL_BYTES);
  const outer = padded(0x5c, DIGEST_BYTES);
  return (text) => {
    // A UTF-16 unit takes three bytes at most.
    const inner = text.length * 3 <= USUAL_BYTES ? usual : padded(0x36, text.length * 3);
    const length = inner.write(text, BLOCK_BYTES);
    outer.write(hash('sha256', inner.subarray(0, BLOCK_BYTES + length), 'binary'), BLOCK_BYTES, 'latin1');
    return hash('sha256', outer, 'buffer');
  };
}

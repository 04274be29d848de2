import { timingSafeEqual } from 'node:crypto';
import { keysFor } from '../secretKeys.ts';
import { type AddressKey, addressKeyOf } from './addressKeys.ts';
import { hmacSha256 } from './receiptAddress.ts';

/** 128 bits: impossible to guess, and addresses remain short. */
const TAG_BYTES = 16;
const PURPOSE = 'herald inbound address v1';

/** Signs and recognises the addresses to which providers pass on inbound texts. */
export interface InboundAddresses {
  /** `${publicUrl}/v1/inbound/${providerId}/texts/${tag}`. It is the same until the secret key changes, since it is written into the gateway's settings. */
  addressOf(of: { readonly publicUrl: string; readonly providerId: string }): string;
  /** The key with which Herald made the tag for this provider; null: it didn't. */
  keyOf(of: { readonly tag: string; readonly providerId: string }): AddressKey | null;
}

/** @param secretKeys as `keysFor` reads them */
export function inboundAddresses(secretKeys: string): InboundAddresses {
  const known = keysFor('inbound', secretKeys).map((key, index) => ({
    key: addressKeyOf(key, index),
    tagWith: tagger(key.key),
  }));
  return {
    addressOf({ publicUrl, providerId }) {
      const tag = known[0]?.tagWith(providerId).toString('base64url');
      return `${publicUrl}/v1/inbound/${encodeURIComponent(providerId)}/texts/${tag}`;
    },
    keyOf({ tag, providerId }) {
      const bytes = Buffer.from(tag, 'base64url');
      if (bytes.length !== TAG_BYTES) return null;
      return known.find(({ tagWith }) => timingSafeEqual(bytes, tagWith(providerId)))?.key ?? null;
    },
  };
}

function tagger(key: Buffer): (providerId: string) => Buffer {
  const hmac = hmacSha256(key);
  return (providerId) => hmac(`${PURPOSE}\0${providerId}`).subarray(0, TAG_BYTES);
}

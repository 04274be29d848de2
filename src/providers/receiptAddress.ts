import { createHmac, timingSafeEqual } from 'node:crypto';

/** 128 bits: impossible to guess, and addresses remain short. */
const TAG_BYTES = 16;
const PURPOSE = 'herald receipt address v1';

/**
 * The address for receipts of one message: `${publicUrl}/v1/receipts/${providerId}/${ref}`. The ref consists of an authentication tag made
 * with `key` (32 bytes, base64) and the message's id, so that only addresses made by Herald are accepted.
 */
export function receiptAddress(to: { publicUrl: string; key: string; providerId: string; messageId: string }): string {
  const ref = Buffer.concat([tagOf(to), Buffer.from(to.messageId)]).toString('base64url');
  return `${to.publicUrl}/v1/receipts/${encodeURIComponent(to.providerId)}/${ref}`;
}

/** The id of the message that `ref` was made for; null when it wasn't made by Herald, or was made for another provider. */
export function readReceiptRef(from: { ref: string; key: string; providerId: string }): string | null {
  if (!/^[\w-]+$/.test(from.ref)) return null;
  const bytes = Buffer.from(from.ref, 'base64url');
  const messageId = bytes.subarray(TAG_BYTES).toString();
  if (bytes.length <= TAG_BYTES) return null;
  const wanted = tagOf({ key: from.key, providerId: from.providerId, messageId });
  return timingSafeEqual(bytes.subarray(0, TAG_BYTES), wanted) ? messageId : null;
}

function tagOf({ key, providerId, messageId }: { key: string; providerId: string; messageId: string }): Buffer {
  return createHmac('sha256', Buffer.from(key, 'base64'))
    .update(`${PURPOSE}\0${providerId}\0${messageId}`)
    .digest()
    .subarray(0, TAG_BYTES);
}

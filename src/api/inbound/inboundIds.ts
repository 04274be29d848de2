import type { InboundSms } from '../../providers/provider.ts';
import { hmacSha256 } from '../../providers/receiptAddress.ts';
import { keysFor } from '../../secretKeys.ts';

/**
 * Ids that a repeated delivery has, too. Numbers and texts are guessed too easily for a plain hash of them, and ids enter logs, so the hash has a key.
 * @param secretKeys as `keysFor` reads them
 */
export function inboundIds(secretKeys: string) {
  const [{ key }] = keysFor('inbound', secretKeys);
  const hmac = hmacSha256(key);
  const idOf = (...parts: readonly string[]): string =>
    hmac(`herald inbound id v1\0${JSON.stringify(parts)}`)
      .toString('hex')
      .slice(0, 20);
  return {
    /** By the provider's id of the text; without one, the same text from the same sender in one minute is the same one. */
    textId({
      providerId,
      sms,
      at,
    }: {
      readonly providerId: string;
      readonly sms: InboundSms;
      readonly at: Date;
    }): string {
      const { providerMessageId, from, text } = sms;
      if (providerMessageId !== null) return `inb_${idOf('id', providerId, providerMessageId)}`;
      return `inb_${idOf('text', providerId, from, text, at.toISOString().slice(0, 16))}`;
    },

    /** The dispatch of the answers to a number on a day. */
    answersId: (number: string, day: string): string => `answer/${idOf('answer', number, day)}`,

    /** The dispatch of the texts that ask a number to confirm subscriptions, on a day. */
    confirmationsId: (number: string, day: string): string => `confirmation/${idOf('confirmation', number, day)}`,
  };
}

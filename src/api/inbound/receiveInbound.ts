import { decideInbound } from '../../domain/inbound/decision.ts';
import type { InboundSms } from '../../providers/provider.ts';
import type { InboundText } from '../../store/inboundTexts.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { inboundIds } from './inboundIds.ts';
import { inboundTies } from './inboundTies.ts';

/** Longer ones are cut: ten SMS have 1,530 characters. */
const MAX_TEXT = 4000;
const MAX_ADDRESS = 64;
/** Of a text in an event and as the wording of an opt-out. */
const MAX_EVENT_TEXT = 2000;
const MAX_WORDING = 500;

/** The name of the event that an inbound text is for the profiles that have the number. */
const REPLY = 'reply';

/**
 * Stores inbound texts and does what they ask for. Everything is written before the provider gets its answer, by ids that a repeated delivery has
 * too. A text that has been applied is not applied again: after a STOP, an earlier START may be delivered once more.
 */
export function inboundReceiver({ store, secretKey, now }: Pick<ApiDependencies, 'store' | 'secretKey' | 'now'>) {
  const ids = inboundIds(secretKey);
  const tiesOf = inboundTies(store);
  return async (providerId: string, sms: InboundSms): Promise<InboundText> => {
    const { inbound } = await store.account.get();
    const at = now();
    const { decision, language } = sms.decided
      ? { decision: sms.decided, language: null }
      : decideInbound(sms.text, inbound?.keywords);
    // A person has to see an opt-out that can't be carried out.
    const isForReview = decision === 'near_miss' || (decision === 'opt_out' && sms.number === null);
    const text = await store.inboundTexts.record({
      _id: ids.textId({ providerId, sms, at }),
      providerId,
      providerMessageId: sms.providerMessageId,
      from: sms.from.slice(0, MAX_ADDRESS),
      number: sms.number,
      to: sms.to?.slice(0, MAX_ADDRESS) ?? null,
      text: sms.text.slice(0, MAX_TEXT),
      decision,
      decidedBy: sms.decided ? 'provider' : 'herald',
      language,
      review: isForReview ? { status: 'open', at: null, keyId: null } : null,
      profileIds: [],
      messageId: null,
      campaignId: null,
      at,
      appliedAt: null,
    });
    return text.appliedAt === null ? await apply(text) : text;
  };

  /** The suppression comes first: it must hold when the provider gets its answer, and not wait for anything else. */
  async function apply(text: InboundText): Promise<InboundText> {
    const { _id, number, at } = text;
    if (number === null) {
      await store.inboundTexts.setApplied(_id, text, now());
      return text;
    }
    if (text.decision === 'opt_out') await suppress(text, number);
    if (text.decision === 'opt_in') await lift(text, number);
    const ties = await tiesOf(number);
    const properties = eventProperties({ ...text, ...ties });
    await store.events.insertMany(
      ties.profileIds.map((profileId) => ({ id: _id, profileId, name: REPLY, at: at.toISOString(), properties })),
      at,
    );
    await store.inboundTexts.setApplied(_id, ties, now());
    return { ...text, ...ties };
  }

  async function suppress({ text, providerId, at }: InboundText, number: string): Promise<void> {
    await store.suppressions.add({ number, source: 'stop', wording: text.slice(0, MAX_WORDING), providerId, at });
  }

  async function lift({ text, at }: InboundText, number: string): Promise<void> {
    await store.suppressions.lift({ number, reason: text.slice(0, MAX_WORDING), keyId: null, at });
  }
}

function eventProperties({ text, decision, providerId, campaignId, messageId }: InboundText): Record<string, string> {
  return {
    text: text.normalize('NFC').slice(0, MAX_EVENT_TEXT),
    decision,
    providerId,
    ...(campaignId !== null && { campaignId }),
    ...(messageId !== null && { messageId }),
  };
}

import type { Account } from '../../domain/account/account.ts';
import { type Decided, decideInbound, saysYes } from '../../domain/inbound/decision.ts';
import { isConfirmedByText, subscribeAction } from '../../domain/topics/subscription.ts';
import { ruleOf, type Topic } from '../../domain/topics/topic.ts';
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
export function inboundReceiver({
  store,
  ingestion,
  secretKey,
  now,
}: Pick<ApiDependencies, 'store' | 'ingestion' | 'secretKey' | 'now'>) {
  const ids = inboundIds(secretKey);
  const tiesOf = inboundTies(store);
  return async (providerId: string, sms: InboundSms): Promise<InboundText> => {
    const { inbound, topics } = await store.account.get();
    const at = now();
    const { decision, language, topicIds } = await decided(sms, { inbound, topics, at });
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
      ...(topicIds && { topicIds }),
      review: isForReview ? { status: 'open', at: null, keyId: null } : null,
      profileIds: [],
      messageId: null,
      campaignId: null,
      at,
      appliedAt: null,
    });
    return text.appliedAt === null ? await apply(text, topics) : text;
  };

  /** A text that says yes is the answer to the question for a confirmation, if the number was asked. */
  async function decided(
    { decided: byProvider, text, number }: InboundSms,
    { inbound, topics, at }: Pick<Account, 'inbound' | 'topics'> & { readonly at: Date },
  ): Promise<Decided> {
    const found: Decided = byProvider
      ? { decision: byProvider, language: null }
      : decideInbound(text, inbound?.keywords, topics);
    const isYes = found.decision === 'opt_in' || (found.decision === 'other' && saysYes(text));
    const topicIds = isYes && number !== null ? await awaitingConfirmation(number, topics, at) : [];
    return topicIds.length === 0 ? found : { decision: 'confirm', language: found.language, topicIds };
  }

  async function awaitingConfirmation(number: string, topics: readonly Topic[], at: Date): Promise<string[]> {
    const double = topics.filter(({ optIn }) => optIn === 'double').map(({ id }) => id);
    const known = await store.subscriptions.ofNumber(number, double);
    if (![...known.values()].some(({ status }) => status === 'pending')) return [];
    const suppression = await store.suppressions.get(number);
    const optedOutUntil = suppression?.current ? at : (suppression?.lifted.at(-1)?.lifted.at ?? null);
    return double.filter((id) => {
      const state = known.get(id);
      return state !== undefined && isConfirmedByText(state, { at, optedOutUntil });
    });
  }

  /** The suppression comes first: it must hold when the provider gets its answer, and not wait for anything else. */
  async function apply(text: InboundText, topics: readonly Topic[]): Promise<InboundText> {
    const { _id, number, at } = text;
    if (number === null) {
      await store.inboundTexts.setApplied(_id, text, now());
      return text;
    }
    if (text.decision === 'opt_out') await suppress(text, number);
    if (text.decision === 'opt_in') await lift(text, number);
    await changeSubscriptions(text, { number, topics });
    const ties = await tiesOf(number);
    const properties = eventProperties({ ...text, ...ties });
    await ingestion.events.insertMany(
      ties.profileIds.map((profileId) => ({ id: _id, profileId, name: REPLY, at: at.toISOString(), properties })),
      at,
    );
    await store.inboundTexts.setApplied(_id, ties, now());
    return { ...text, ...ties };
  }

  async function suppress({ text, providerId, at }: InboundText, number: string): Promise<void> {
    await store.suppressions.add({ number, source: 'stop', wording: text.slice(0, MAX_WORDING), providerId, at });
  }

  async function changeSubscriptions(
    { _id, decision, topicIds = [], text, providerId, at }: InboundText,
    { number, topics }: { readonly number: string; readonly topics: readonly Topic[] },
  ): Promise<void> {
    const origin = { source: 'text', wording: text.slice(0, MAX_WORDING), keyId: null, profileId: null } as const;
    const named = topics.filter(({ id }) => topicIds.includes(id));
    // A suppressed number is asked nothing.
    const mayAsk = decision !== 'subscribe' || !(await store.suppressions.among([number])).has(number);
    await store.subscriptions.apply(
      named
        .filter(({ optIn }) => mayAsk || optIn !== 'double')
        .map((topic) => ({
          topic: ruleOf(topic),
          number,
          action:
            decision === 'confirm'
              ? ({ kind: 'confirm', at, by: 'text' } as const)
              : decision === 'subscribe'
                ? subscribeAction(topic, { at, isConfirmed: false })
                : ({ kind: 'unsubscribe', at } as const),
          origin: { ...origin, id: _id, providerId },
        })),
    );
  }

  async function lift({ text, at }: InboundText, number: string): Promise<void> {
    await store.suppressions.lift({ number, reason: text.slice(0, MAX_WORDING), keyId: null, at });
  }
}

function eventProperties({
  text,
  decision,
  topicIds,
  providerId,
  campaignId,
  messageId,
}: InboundText): Record<string, string | string[] | boolean> {
  return {
    text: text.normalize('NFC').slice(0, MAX_EVENT_TEXT),
    decision,
    ...(saysYes(text) && { saysYes: true }),
    providerId,
    ...(topicIds && { topicIds: [...topicIds] }),
    ...(campaignId !== null && { campaignId }),
    ...(messageId !== null && { messageId }),
  };
}

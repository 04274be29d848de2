import type { Account } from '../../domain/account/account.ts';
import { answerTo } from '../../domain/inbound/inboundSettings.ts';
import { toLocalDate } from '../../domain/schedule/localTime.ts';
import type { InboundText } from '../../store/inboundTexts.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { type SingleMessageDependencies, singleMessages } from '../providers/singleMessage.ts';
import { topicConfirmations } from '../topics/confirmations.ts';
import { inboundIds } from './inboundIds.ts';

/** Answers that are being sent at a time; a flood of texts gets no more. */
const MAX_UNDER_WAY = 256;

export interface InboundAnswers {
  /** Begins to answer a text, if the account has an answer to it. Never fails. */
  start(text: InboundText): void;
  /** Waits for the answers that are being sent. */
  close(): Promise<void>;
}

/**
 * Answers inbound texts, in the background: the provider that passes on a text must not wait for another request to it. At most one answer of a kind
 * goes to a number on a day, whatever crashes, because it has the id of that day's.
 */
export function inboundAnswers(
  dependencies: SingleMessageDependencies & Pick<ApiDependencies, 'logger'>,
): InboundAnswers {
  const { store, secretKey, logger } = dependencies;
  const ids = inboundIds(secretKey);
  const messages = singleMessages(dependencies);
  const confirmations = topicConfirmations(dependencies);
  const underWay = new Set<Promise<void>>();
  return {
    start(text) {
      const { providerId } = text;
      if (underWay.size >= MAX_UNDER_WAY) {
        logger.warn({ providerId }, 'an inbound text is not answered: too many answers are being sent');
        return;
      }
      const answering = answer(text).catch((err: unknown) => {
        logger.warn({ err, providerId }, 'an inbound text was not answered');
      });
      underWay.add(answering);
      void answering.then(() => underWay.delete(answering));
    },

    async close() {
      await Promise.all(underWay);
    },
  };

  async function answer(text: InboundText): Promise<void> {
    const { number, providerId, decision, profileIds } = text;
    const account = await store.account.get();
    const to = number !== null && (await mayBeAnswered(text, number)) ? number : null;
    if (to === null || (await isAsked(text, { to, account }))) return;
    const found = await answerFor(text, account);
    const provider = found && (await store.providers.get(providerId));
    if (!found || !provider || provider.retiredAt !== null) return;
    const { outcome } = await messages.send([provider], {
      dispatchId: ids.answersId(to, toLocalDate(text.at, account.timeZone)),
      key: decision,
      profileId: profileIds[0] ?? '',
      to,
      text: found.text,
      evenIfSuppressed: decision === 'help' || decision === 'opt_out',
    });
    if (outcome && outcome.kind !== 'accepted' && outcome.kind !== 'skipped') {
      logger.warn({ providerId, outcome: outcome.kind, code: outcome.code }, 'an inbound text was not answered');
    }
  }

  /** Asks for a confirmation, which is the answer to a text that subscribes to something that has to be confirmed. */
  async function isAsked(
    { decision, topicIds = [], profileIds, at }: InboundText,
    { to, account }: { readonly to: string; readonly account: Account },
  ): Promise<boolean> {
    if (decision !== 'subscribe') return false;
    const known = await store.subscriptions.ofNumber(to, topicIds);
    const pending = account.topics.filter(({ id }) => known.get(id)?.status === 'pending');
    for (const topic of pending) {
      if (topic.optIn !== 'double') continue;
      const ask = await confirmations.of(topic);
      const result = await ask({ number: to, profileId: profileIds[0] ?? '', at });
      if (result === 'failed') logger.warn({ topicId: topic.id }, 'a number was not asked to confirm a subscription');
    }
    return pending.length > 0;
  }

  /** A provider that has decided has answered, too. Of the texts that opt out, only the one by which the number did is confirmed. */
  async function mayBeAnswered({ decision, decidedBy, at }: InboundText, number: string): Promise<boolean> {
    if (decidedBy === 'provider') return false;
    if (decision !== 'opt_out') return true;
    const current = (await store.suppressions.get(number))?.current;
    return current?.source === 'stop' && current.at.getTime() === at.getTime();
  }

  async function answerFor(text: InboundText, { inbound }: Account) {
    if (!inbound?.answers[text.decision]) return null;
    const profiles = await store.profiles.getMany(text.profileIds);
    const language = [...profiles.values()].find((profile) => profile.language !== null)?.language ?? null;
    return answerTo(text, inbound.answers, language);
  }
}

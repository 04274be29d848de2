import { usableNumber } from '../../domain/audience/phone.ts';
import type { Message } from '../../domain/message/message.ts';
import { toLocalDate } from '../../domain/schedule/localTime.ts';
import type { DoubleTopic } from '../../domain/topics/topic.ts';
import type { ProviderRecord } from '../../store/providers.ts';
import { inboundIds } from '../inbound/inboundIds.ts';
import { type SingleMessageDependencies, type SingleOutcome, singleMessages } from '../providers/singleMessage.ts';

/**
 * What became of asking a number to confirm. `sent_before`: it was asked on this day already; `uncertain`: the provider's answer was lost; `failed`: nothing
 * was sent, and a repetition may try again; `not_configured`: the topic has no text for it.
 */
export const CONFIRMATION_RESULTS = [
  'sent',
  'sent_before',
  'uncertain',
  'opted_out',
  'failed',
  'not_configured',
] as const;
export type ConfirmationResult = (typeof CONFIRMATION_RESULTS)[number];

/** Of one number, topic and day, as long as nothing was sent. */
const MAX_ATTEMPTS = 5;

interface Asked {
  /** E.164. */
  readonly number: string;
  readonly profileId: string;
  readonly at: Date;
}

/**
 * Asks numbers to confirm subscriptions: at most once on a day for a number and topic, whatever crashes, because the text is a message in the ledger whose
 * id is that of the day's.
 */
export function topicConfirmations(dependencies: SingleMessageDependencies) {
  const { store, secretKey } = dependencies;
  const ids = inboundIds(secretKey);
  const messages = singleMessages(dependencies);
  return {
    /** Reads what all numbers of a topic have in common, and returns what asks one of them. */
    async of({ id: topicId, confirmation }: DoubleTopic): Promise<(of: Asked) => Promise<ConfirmationResult>> {
      if (!confirmation) return async () => 'not_configured';
      const { providerGroupId, text } = confirmation;
      const [providersFor, { timeZone }] = await Promise.all([providersOf(providerGroupId), store.account.get()]);
      return async ({ number, profileId, at }) => {
        const providers = providersFor(usableNumber(number)?.country ?? null);
        if (providers.length === 0) return 'failed';
        const single = {
          dispatchId: ids.confirmationsId(number, toLocalDate(at, timeZone)),
          profileId,
          to: number,
          text,
        };
        for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
          const key = attempt === 1 ? topicId : `${topicId}.${attempt}`;
          const { message, outcome } = await messages.send(providers, { ...single, key, evenIfSuppressed: false });
          if (outcome !== null) return resultOf(outcome);
          if (!wasNotSent(message)) return message.status === 'failed' ? 'failed' : 'sent_before';
        }
        return 'failed';
      };
    },
  };

  /** Those in use of a group that serve a country, in their order. */
  async function providersOf(groupId: string): Promise<(country: string | null) => readonly ProviderRecord[]> {
    const group = await store.providerGroups.get(groupId);
    const members = group?.members ?? [];
    const found = await Promise.all(members.map(({ providerId }) => store.providers.get(providerId)));
    return (country) =>
      members.flatMap(({ countries }, index) => {
        const provider = found[index];
        const serves = countries === undefined || (country !== null && countries.includes(country));
        return provider && provider.retiredAt === null && serves ? [provider] : [];
      });
  }
}

/** A provider that was in trouble has surely not processed it; nor was anything sent to a number that had opted out then. */
const wasNotSent = ({ status, reason }: Message): boolean =>
  status === 'skipped' || (status === 'failed' && reason === null);

function resultOf({ kind }: SingleOutcome): ConfirmationResult {
  switch (kind) {
    case 'accepted':
      return 'sent';
    case 'unknown':
      return 'uncertain';
    case 'skipped':
      return 'opted_out';
    case 'refused':
    case 'trouble':
      return 'failed';
  }
}

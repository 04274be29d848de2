import type { CountedUnder } from '../../../store/intents.ts';
import type { Recipient } from '../slice/recipient.ts';
import { type Reserving, type SlotRequest, takeSlots } from './takeSlots.ts';

/**
 * Reserves slots of today for recipients that are counted under another day and whose provider would be queried by sending: afterwards it is
 * unknown on which of the days the message was accepted, so that it counts on both. Returns by message id when they may be queried: `never` if there
 * is no slot for good.
 */
export async function reserveToday(
  asked: readonly { readonly recipient: Recipient; readonly counted: CountedUnder; readonly today: CountedUnder }[],
  reserving: Reserving,
): Promise<ReadonlyMap<string, 'now' | 'later' | 'never'>> {
  if (asked.length === 0) return new Map();
  const { store, limits } = reserving;
  const requests = asked.map(
    ({ recipient, counted, today }): SlotRequest => ({
      recipient,
      counted: missingPeriods(counted, today),
      inDoubt: false,
    }),
  );
  const { caps, quotas } = await takeSlots(requests, reserving, limits.dayQuotasOf);
  const surplus = requests.filter(
    ({ recipient: { position, messageId } }) => quotas.has(position) && !caps.has(messageId),
  );
  await store.profileCaps.release(
    surplus.map(({ recipient: { profileId, messageId }, counted }) => ({
      profileId,
      messageId,
      periodKeys: limits.capsOf(counted).map(({ periodKey }) => periodKey),
    })),
  );
  return new Map(
    requests.map(({ recipient: { messageId, position } }) => {
      const denial = caps.get(messageId) ?? quotas.get(position);
      return [messageId, denial === undefined ? 'now' : denial.final ? 'never' : 'later'];
    }),
  );
}

/** The periods of `today` that `counted` doesn't contain. */
const missingPeriods = (counted: CountedUnder, today: CountedUnder): CountedUnder => ({
  ...(today.day !== undefined && today.day !== counted.day && { day: today.day }),
  ...(today.profileDay !== undefined && today.profileDay !== counted.profileDay && { profileDay: today.profileDay }),
  ...(today.profileWeek !== undefined &&
    today.profileWeek !== counted.profileWeek && { profileWeek: today.profileWeek }),
});

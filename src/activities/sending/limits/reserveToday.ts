import type { CountedUnder } from '../../../store/intents.ts';
import type { Recipient } from '../slice/recipient.ts';
import { isSameTime } from './dispatchLimits.ts';
import { type Reserving, type SlotRequest, takeSlots } from './takeSlots.ts';

/**
 * Reserves slots of now for recipients that are counted for another time and whose provider would be queried by sending: afterwards it is
 * unknown at which of the times the message was accepted, so that it counts for both. Returns by message id when they may be queried: `never` if there
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
      counted: missingTimes(counted, today),
      inDoubt: false,
    }),
  );
  const { caps, quotas } = await takeSlots(requests, reserving, limits.dayQuotasOf);
  const surplus = requests.filter(
    ({ recipient: { position, messageId } }) => quotas.has(position) && !caps.has(messageId),
  );
  await store.profileCaps.release(
    surplus.flatMap(({ recipient: { profileId, messageId }, counted: { profile } }) =>
      profile === undefined ? [] : { profileId, messageId, from: profile.from },
    ),
  );
  return new Map(
    requests.map(({ recipient: { messageId, position } }) => {
      const denial = caps.get(messageId) ?? quotas.get(position);
      return [messageId, denial === undefined ? 'now' : denial.final ? 'never' : 'later'];
    }),
  );
}

/** The times of `today` that `counted` doesn't contain. */
const missingTimes = (counted: CountedUnder, today: CountedUnder): CountedUnder => ({
  ...(today.day !== undefined && today.day !== counted.day && { day: today.day }),
  ...(today.profile !== undefined && !isSameTime(today.profile, counted.profile) && { profile: today.profile }),
});

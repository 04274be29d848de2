import { messageIdOf } from '../../domain/ids.ts';
import type { CountedUnder } from '../../store/intents.ts';
import { type Candidate, type Reserving, takePlaces } from './takePlaces.ts';

/**
 * Places of today, besides their own, for those who are counted under another day and would be asked by sending: nobody can say then
 * on which of the days the message was taken, so that it counts on both. By profile, when they may be asked: `never` where there is
 * no place for good.
 */
export async function reserveToday(
  held: readonly Candidate[],
  reserving: Reserving,
): Promise<ReadonlyMap<string, 'now' | 'later' | 'never'>> {
  const { store, limits, countedNow } = reserving;
  const asked = held.flatMap((one): Candidate[] => {
    if (!one.isAskedBySending) return [];
    return [{ ...one, doubt: null, counted: besides(one.counted, countedNow(one.profileId)) }];
  });
  if (asked.length === 0) return new Map();
  const { caps, quotas } = await takePlaces(asked, reserving, limits.dayQuotasOf);
  const surplus = asked.filter(({ profileId, place }) => quotas.has(place) && !caps.has(profileId));
  await store.profileCaps.release(
    surplus.map(({ profileId, counted }) => ({
      profileId,
      messageId: messageIdOf(reserving.runId, profileId),
      periodKeys: limits.capsOf(counted).map(({ periodKey }) => periodKey),
    })),
  );
  return new Map(
    asked.map(({ profileId, place }) => {
      const denial = caps.get(profileId) ?? quotas.get(place);
      return [profileId, denial === undefined ? 'now' : denial.final ? 'never' : 'later'];
    }),
  );
}

/** What `today` has and `counted` hasn't. */
const besides = (counted: CountedUnder, today: CountedUnder): CountedUnder => ({
  ...(today.day !== undefined && today.day !== counted.day && { day: today.day }),
  ...(today.profileDay !== undefined && today.profileDay !== counted.profileDay && { profileDay: today.profileDay }),
  ...(today.profileWeek !== undefined &&
    today.profileWeek !== counted.profileWeek && { profileWeek: today.profileWeek }),
});

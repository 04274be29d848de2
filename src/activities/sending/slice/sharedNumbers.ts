import { messageIdOf } from '../../../domain/ids.ts';
import type { Dispatch } from '../../../domain/message/dispatch.ts';
import type { Message } from '../../../domain/message/message.ts';
import { numberHash } from '../../../store/numberHash.ts';
import type { NumberHolder } from '../../../store/profiles.ts';
import type { Store } from '../../../store/store.ts';
import { counts } from '../limits/dispatchLimits.ts';

type Stores = Pick<Store, 'profiles' | 'messages' | 'batches' | 'numberClaims'>;

/**
 * Whether a profile's number is another one than it was frozen with, whatever the clocks say of those that wrote it.
 * @param hash of the number that it was frozen with
 */
export const hasNewNumber = (number: string | null, hash: string | undefined): boolean =>
  number !== null && hash !== numberHash(number);

/**
 * Which of the profiles whose number has changed have one that gets the dispatch's messages under another profile. Numbers that were shared when
 * the audience was frozen were told apart then, so a profile that has the number of then has it for itself, and only those that have
 * another one are looked at. A profile that has its number from the freeze goes first; among the others, the one that asks first.
 *
 * What this can't see: a number that its former profile was sent to and then lost, or one that its profile gave away and took
 * back; and one that changes hands within the seconds for which its other profile is being sent to.
 *
 * @param changed numbers (E.164) by profile id
 */
export async function sharedNumbers(
  changed: ReadonlyMap<string, string>,
  { store, dispatch, now }: { store: Stores; dispatch: Dispatch; now: Date },
): Promise<ReadonlySet<string>> {
  const others = await othersByNumber(changed, store);
  if (others.size === 0) return new Set();
  const standings = await standingsOf([...others.values()].flat(), changed, { store, dispatch });

  const rivals = (profileId: string, number: string, standing: Standing): boolean =>
    (others.get(number) ?? []).some(({ _id }) => _id !== profileId && standings.get(_id) === standing);
  const second: string[] = [];
  const contested = new Map<string, string>();
  for (const [profileId, number] of changed) {
    if (rivals(profileId, number, 'goes first')) second.push(profileId);
    else if (rivals(profileId, number, 'contests')) contested.set(profileId, number);
  }
  const owners = await claim(contested, { store, dispatch, now });
  const losers = [...contested].filter(([profileId, number]) => owners.get(number) !== profileId);
  return new Set([...second, ...losers.map(([profileId]) => profileId)]);
}

/** How another profile stands that has one of the numbers: it has got a message under it, or will; it has changed its own as well; or neither. */
type Standing = 'goes first' | 'contests' | 'none';

async function standingsOf(
  holders: readonly NumberHolder[],
  changed: ReadonlyMap<string, string>,
  { store, dispatch }: { store: Stores; dispatch: Dispatch },
): Promise<ReadonlyMap<string, Standing>> {
  const messageId = (key: string): string => messageIdOf(dispatch._id, key);
  // In a run nearly all are told by their messages: the whole audience is gone through for the others only.
  const ends = new Map(await store.messages.ends(holders.map(({ _id }) => messageId(_id))));
  const untold = holders.filter(({ _id }) => !ends.has(messageId(_id)) && !changed.has(_id)).map(({ _id }) => _id);
  const frozen = await store.batches.recipientsOf(dispatch._id, [...new Set(untold)]);
  const keyed = frozen.filter(({ key, profileId }) => key !== profileId).map(({ key }) => messageId(key));
  for (const [id, end] of await store.messages.ends(keyed)) ends.set(id, end);

  const hasGot = (end: Pick<Message, 'status' | 'to'> | undefined, number: string | null): boolean =>
    end !== undefined && counts(end.status) && (end.to ?? number) === number;
  return new Map(
    holders.map(({ _id, number }): [string, Standing] => {
      const own = frozen.filter(({ profileId }) => profileId === _id);
      const keys = [_id, ...own.map(({ key }) => key)];
      if (keys.some((key) => hasGot(ends.get(messageId(key)), number))) return [_id, 'goes first'];
      if (changed.has(_id)) return [_id, 'contests'];
      const toCome = own.find(({ key }) => !ends.has(messageId(key)));
      if (!toCome) return [_id, 'none'];
      return [_id, hasNewNumber(number, toCome.hash) ? 'contests' : 'goes first'];
    }),
  );
}

async function claim(
  contested: ReadonlyMap<string, string>,
  { store, dispatch, now }: { store: Stores; dispatch: Dispatch; now: Date },
): Promise<ReadonlyMap<string, string>> {
  const numbers = new Map<string, string>();
  for (const [profileId, number] of contested) if (!numbers.has(number)) numbers.set(number, profileId);
  return numbers.size === 0 ? numbers : await store.numberClaims.claim({ dispatchId: dispatch._id, numbers, now });
}

/** Everybody reachable who has a number that one of the recipients shares with another profile. */
async function othersByNumber(
  changed: ReadonlyMap<string, string>,
  store: Stores,
): Promise<ReadonlyMap<string, readonly NumberHolder[]>> {
  if (changed.size === 0) return new Map();
  const byNumber = new Map<string, NumberHolder[]>();
  for (const holder of await store.profiles.havingNumbers([...changed.values()])) {
    if (holder.number === null || holder.optedOut) continue;
    byNumber.set(holder.number, [...(byNumber.get(holder.number) ?? []), holder]);
  }
  return new Map([...byNumber].filter(([, holders]) => holders.length > 1));
}

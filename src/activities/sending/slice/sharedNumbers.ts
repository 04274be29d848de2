import { messageIdOf } from '../../../domain/ids.ts';
import type { Dispatch } from '../../../domain/message/dispatch.ts';
import type { Message } from '../../../domain/message/message.ts';
import { numberHash } from '../../../store/numberHash.ts';
import type { NumberHolder } from '../../../store/profiles.ts';
import type { Store } from '../../../store/store.ts';
import { counts } from '../limits/dispatchLimits.ts';

type Stores = Pick<Store, 'profiles' | 'messages' | 'batches' | 'numberClaims'>;

/**
 * Whether a profile's number is another one than when the audience was frozen. Doesn't depend on the clocks of those that wrote it.
 * @param hash of the number when the audience was frozen
 */
export const hasNewNumber = (number: string | null, hash: string | undefined): boolean =>
  number !== null && hash !== numberHash(number);

/**
 * Which of the profiles with a changed number have a number that gets the dispatch's messages under another profile. Numbers that were shared when
 * the audience was frozen have been recorded as duplicates then, so a profile with an unchanged number is the only one with it, and only profiles
 * with a changed one are checked. A profile that has its number since the freezing takes precedence; among the others, the first to ask.
 *
 * Not detected: a number whose former profile got the message and then lost it; a number that its profile gave up and took
 * back; a number that moves to another profile within the seconds in which the message to its previous one is being sent.
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

/** Another profile with one of the numbers: it got or will get a message under it; its own number has changed as well; or neither. */
type Standing = 'goes first' | 'contests' | 'none';

async function standingsOf(
  holders: readonly NumberHolder[],
  changed: ReadonlyMap<string, string>,
  { store, dispatch }: { store: Stores; dispatch: Dispatch },
): Promise<ReadonlyMap<string, Standing>> {
  const messageId = (key: string): string => messageIdOf(dispatch._id, key);
  // In a run nearly all profiles have messages: the whole audience is scanned for the others only.
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

/** All reachable profiles with a number that one of the recipients shares with another profile. */
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

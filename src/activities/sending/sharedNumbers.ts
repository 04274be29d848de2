import type { Profile } from '../../domain/audience/profile.ts';
import type { Run } from '../../domain/campaign/run.ts';
import { messageIdOf } from '../../domain/ids.ts';
import { numberHash } from '../../store/numberHash.ts';
import type { NumberHolder } from '../../store/profiles.ts';
import type { Store } from '../../store/store.ts';
import { counts } from './runLimits.ts';

/** A recipient that has another number than the one that it was to be sent to when the audience was frozen. */
export interface ChangedRecipient {
  readonly profileId: string;
  /** E.164. */
  readonly number: string;
}

/**
 * Whether a profile's number is another one than it was frozen with. `hash` null: its batch is of an older version, and says
 * nothing; then whatever was changed since the run started counts as a change.
 */
export const hasNewNumber = (
  { number, updatedAt }: Pick<Profile, 'number' | 'updatedAt'>,
  hash: string | null,
  run: Run,
): boolean => (hash === null ? updatedAt > run.startedAt : number !== null && hash !== numberHash(number));

/**
 * Which of the changed recipients have a number that gets the run's message under another profile. Numbers that were shared when the
 * audience was frozen were told apart then, so a profile that has the number of then has it for itself, and only those that have
 * another one are looked at. Who has its number from the freeze goes first; among the others, who asks first.
 *
 * What this can't see: a number that its former profile was sent to and then lost, or one that its profile gave away and took
 * back; and one that changes hands within the seconds for which its other profile is being sent to.
 */
export async function sharedNumbers(
  changed: readonly ChangedRecipient[],
  {
    store,
    run,
    now,
  }: { store: Pick<Store, 'profiles' | 'messages' | 'batches' | 'numberClaims'>; run: Run; now: Date },
): Promise<ReadonlySet<string>> {
  const others = await othersByNumber(changed, store);
  if (others.size === 0) return new Set();
  const everyOther = [...others.values()].flat();
  const messageId = ({ _id }: NumberHolder): string => messageIdOf(run._id, _id);
  const ends = await store.messages.ends(everyOther.map(messageId));
  const ownIds = new Set(changed.map(({ profileId }) => profileId));
  const untold = everyOther.filter((other) => !ends.has(messageId(other)) && !ownIds.has(other._id));
  const toCome = await store.batches.whoGets(run._id, [...new Set(untold.map(({ _id }) => _id))]);

  const rivalsOf = ({ profileId, number }: ChangedRecipient): NumberHolder[] =>
    (others.get(number) ?? []).filter(({ _id }) => _id !== profileId);
  const isToCome = (other: NumberHolder): 'with its number' | 'with a new one' | 'not' => {
    if (ends.has(messageId(other))) return 'not';
    if (ownIds.has(other._id)) return 'with a new one';
    const hash = toCome.get(other._id);
    if (hash === undefined) return 'not';
    return hasNewNumber(other, hash, run) ? 'with a new one' : 'with its number';
  };
  const goesFirst = (other: NumberHolder): boolean => {
    const end = ends.get(messageId(other));
    return end
      ? counts(end.status) && (end.to ?? other.number) === other.number
      : isToCome(other) === 'with its number';
  };
  const second = changed.filter((one) => rivalsOf(one).some(goesFirst));
  const contested = changed.filter(
    (one) => !second.includes(one) && rivalsOf(one).some((other) => isToCome(other) === 'with a new one'),
  );
  const owners = await claim(contested, { store, run, now });
  const losers = contested.filter(({ profileId, number }) => owners.get(number) !== profileId);
  return new Set([...second, ...losers].map(({ profileId }) => profileId));
}

async function claim(
  contested: readonly ChangedRecipient[],
  { store, run, now }: { store: Pick<Store, 'numberClaims'>; run: Run; now: Date },
): Promise<ReadonlyMap<string, string>> {
  const numbers = new Map<string, string>();
  for (const { profileId, number } of contested) if (!numbers.has(number)) numbers.set(number, profileId);
  return numbers.size === 0 ? numbers : await store.numberClaims.claim({ runId: run._id, numbers, now });
}

/** Everybody reachable who has a number that one of the recipients shares with another profile. */
async function othersByNumber(
  changed: readonly ChangedRecipient[],
  store: Pick<Store, 'profiles'>,
): Promise<ReadonlyMap<string, readonly NumberHolder[]>> {
  if (changed.length === 0) return new Map();
  const byNumber = new Map<string, NumberHolder[]>();
  for (const holder of await store.profiles.havingNumbers(changed.map(({ number }) => number))) {
    if (holder.number === null || holder.optedOut) continue;
    byNumber.set(holder.number, [...(byNumber.get(holder.number) ?? []), holder]);
  }
  return new Map([...byNumber].filter(([, holders]) => holders.length > 1));
}

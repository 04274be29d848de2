import { messageIdOf } from '../../domain/ids.ts';
import type { Run } from '../../domain/run.ts';
import type { NumberHolder } from '../../store/profiles.ts';
import type { Store } from '../../store/store.ts';
import { counts } from './runLimits.ts';

/** A recipient whose profile has changed since the run started. */
export interface ChangedRecipient {
  readonly profileId: string;
  /** E.164. */
  readonly number: string;
}

/**
 * Which of the changed recipients have a number that gets the run's message under another profile. Numbers that were shared when the
 * audience was frozen were told apart then, so a profile that hasn't changed since has its number for itself, and only those that
 * have are looked at. Who didn't change goes first; among those who did, who asks first.
 *
 * What this can't see: a number that its former profile was sent to and then lost, and one that changes hands within the seconds
 * for which its other profile is being sent to.
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
  const isUnchanged = ({ updatedAt }: NumberHolder): boolean => updatedAt <= run.startedAt;
  const everyOther = [...others.values()].flat();
  const messageId = ({ _id }: NumberHolder): string => messageIdOf(run._id, _id);
  const ends = await store.messages.ends(everyOther.map(messageId));
  const untold = everyOther.filter((other) => isUnchanged(other) && !ends.has(messageId(other)));
  const toCome = await store.batches.whoGets(run._id, [...new Set(untold.map(({ _id }) => _id))]);

  const rivalsOf = ({ profileId, number }: ChangedRecipient): NumberHolder[] =>
    (others.get(number) ?? []).filter(({ _id }) => _id !== profileId);
  const goesFirst = (other: NumberHolder): boolean => {
    const end = ends.get(messageId(other));
    return end ? counts(end.status) && (end.to ?? other.number) === other.number : toCome.has(other._id);
  };
  const second = changed.filter((one) => rivalsOf(one).some(goesFirst));
  const contested = changed.filter(
    (one) => !second.includes(one) && rivalsOf(one).some((other) => !isUnchanged(other) && !ends.has(messageId(other))),
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

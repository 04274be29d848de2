import { ApplicationFailure } from '@temporalio/common';
import { documentNotFound, FAILURES } from '../domain/failures.ts';
import { eraseAudit, eraseInboundTexts, eraseRefusedRows, eraseWorkingData } from '../store/erasing/eraseElsewhere.ts';
import { eraseMessages } from '../store/erasing/eraseMessages.ts';
import { eraseRecipient, isRecipientNow } from '../store/erasing/eraseRecipient.ts';
import type { ErasedPerson, Erasure, ErasureCounts } from '../store/erasures.ts';
import type { Store } from '../store/store.ts';

export interface ErasePersonServices {
  readonly store: Store;
  readonly signal: AbortSignal;
  readonly tell: () => void;
  readonly now?: () => Date;
}

/** How long an erasure waits before it looks again whether all runs of the person have ended. */
const LOOK_AGAIN = '5m';

/**
 * Erases a person. Each step can be repeated, and what a later one needs is noted before an earlier one removes it; so a repetition begins from the top.
 * Suppressions and unsubscriptions come first, then the profile, without which no run sends anything to the person. The rest waits until all runs that have the person as
 * a recipient have ended, because they find their recipients and messages by the profile's id.
 */
export async function erasePerson(erasureId: string, services: ErasePersonServices): Promise<ErasureCounts> {
  const { store, signal, tell, now = () => new Date() } = services;
  const erasure = await store.erasures.get(erasureId);
  if (!erasure) throw documentNotFound('erasure', erasureId);
  if (erasure.person === null) return erasure.counts;
  const { person, counts } = await noted(store, erasure, erasure.person, now);
  const { profileId, numbers, optedOut, removedAt } = person;
  const removeProfile = async (): Promise<void> => {
    await store.suppressions.forget(numbers, optedOut, now());
    await store.subscriptions.forget(numbers);
    await store.triggers.removeOfProfile(profileId);
    await store.events.removeOfProfile(profileId);
    await store.profiles.remove(profileId, now());
    // The workflows of the person's journeys find out with their next step, and end.
    await store.journeyPeople.removeOfProfile(profileId);
    await store.journeyEntries.removeOfProfile(profileId);
    await store.journeyWaits.removeOfProfile(profileId);
    tell();
    signal.throwIfAborted();
  };

  await removeProfile();
  if (await isRecipientNow(store.db, { profileId, numbers }, removedAt ?? now())) throw runsAreOpen();
  const traces = { profileId, numbers, pseudonym: store.erasures.pseudonymOf(profileId) };
  const inbound = await store.inboundTexts.idsOf(traces);
  await eraseAudit(store.db, traces, inbound);
  await eraseInboundTexts(store.db, traces);
  await eraseRefusedRows(store.db, traces);
  await eraseMessages(store.db, traces, tell);
  signal.throwIfAborted();
  await eraseRecipient(store.db, traces, tell);
  await eraseWorkingData(store.db, traces);
  // Once more: a write may have been under way when the erasure was requested, and a carrier may have answered meanwhile.
  await removeProfile();
  const total = {
    ...counts,
    messages: await store.messages.countOfProfile(traces.pseudonym),
    inboundTexts: (await store.inboundTexts.idsOf({ ...traces, profileId: traces.pseudonym, numbers: [] })).length,
    suppressions: (await store.suppressions.among(numbers)).size,
    unsubscriptions: await store.subscriptions.countErased(numbers),
  };
  await store.erasures.finish(erasureId, total, now());
  return total;
}

/** Notes the person's numbers, and what is there to be removed. */
async function noted(
  store: Store,
  erasure: Erasure,
  before: ErasedPerson,
  now: () => Date,
): Promise<{ person: ErasedPerson; counts: ErasureCounts }> {
  const { profileId } = before;
  const profile = await store.profiles.get(profileId);
  const events = await store.events.countOfProfile(profileId);
  const numbers = new Set([
    ...before.numbers,
    ...(profile?.number ? [profile.number] : []),
    ...(await store.messages.numbersOf(profileId)),
    ...(await store.suppressions.numbersOf(profileId)),
    ...(await store.subscriptions.numbersOf(profileId)),
  ]);
  const person = {
    profileId,
    numbers: [...numbers],
    optedOut: before.optedOut ?? (profile?.optedOut ? profile.number : null),
    removedAt: before.removedAt ?? now(),
  };
  const { counts: known } = erasure;
  const counts = {
    ...known,
    profiles: Math.max(known.profiles, profile ? 1 : 0),
    events: Math.max(known.events, events),
  };
  await store.erasures.note(erasure._id, person, counts);
  return { person, counts };
}

const runsAreOpen = (): ApplicationFailure =>
  ApplicationFailure.create({
    message: 'the person is a recipient of a run that has not ended',
    type: FAILURES.runsAreOpen,
    nextRetryDelay: LOOK_AGAIN,
  });

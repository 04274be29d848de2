import { messageIdOf } from '../../domain/ids.ts';
import type { MessageStatus } from '../../domain/message/message.ts';
import type { CountedUnder } from '../../store/intents.ts';
import type { Store } from '../../store/store.ts';
import { allOf, counts, type RunLimits } from './runLimits.ts';
import type { Candidate } from './takePlaces.ts';

/** A slice as it stands once its messages are recorded. */
export interface SettledSlice {
  readonly runId: string;
  readonly intentId: string;
  readonly attempt: number;
  /** All of its recipients. */
  readonly profileIds: readonly string[];
  /** By profile; undefined where there is no message. */
  readonly statuses: ReadonlyMap<string, MessageStatus | undefined>;
  /** Profiles without a message that may have been sent to. */
  readonly doubtful: ReadonlySet<string>;
  /** Those who were given places this time, by their profiles at least. */
  readonly candidates: readonly Candidate[];
  /** What earlier owners may have counted under besides. */
  readonly countedBefore: readonly CountedUnder[];
  /** False where the quotas surely have nothing of it. */
  readonly mayHoldPlaces: boolean;
}

/** Gives back what was reserved and isn't used: the quotas' places once and for all, those of profiles where this attempt had them. */
export async function settleLimits(
  slice: SettledSlice,
  { store, limits, now }: { store: Pick<Store, 'quotas' | 'profileCaps'>; limits: RunLimits; now: Date },
): Promise<void> {
  const { runId, profileIds, statuses, doubtful, candidates } = slice;
  const places = (wanted: (profileId: string) => boolean): number[] =>
    profileIds.flatMap((id, place) => (wanted(id) ? place : []));

  if (limits.hasQuotas && slice.mayHoldPlaces) {
    // An owner before may have places of the limits that know no day, though nobody is counted any more.
    const counted = [{}, ...candidates.map((candidate) => candidate.counted), ...slice.countedBefore];
    const keys = counted.flatMap(allOf).flatMap((one) => limits.quotasOf(one, now).map(({ key }) => key));
    await store.quotas.settle({
      keys: [...new Set(keys)],
      holder: slice.intentId,
      fence: slice.attempt,
      used: places((id) => counts(statuses.get(id))),
      inDoubt: places((id) => doubtful.has(id)),
    });
  }
  if (limits.hasCaps) {
    const unused = candidates.filter(({ profileId }) => !counts(statuses.get(profileId)) && !doubtful.has(profileId));
    await store.profileCaps.release(
      unused.map(({ profileId, counted }) => ({
        profileId,
        messageId: messageIdOf(runId, profileId),
        periodKeys: allOf(counted)
          .flatMap(limits.capsOf)
          .map(({ periodKey }) => periodKey),
      })),
    );
  }
}

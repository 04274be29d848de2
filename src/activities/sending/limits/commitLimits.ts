import type { MessageStatus } from '../../../domain/message/message.ts';
import type { CountedUnder } from '../../../store/intents.ts';
import type { Store } from '../../../store/store.ts';
import type { Slice } from '../chunk/slices.ts';
import type { Recipient } from '../slice/recipient.ts';
import { allOf, counts, type DispatchLimits } from './dispatchLimits.ts';

/** A slice as it stands once its messages are recorded. */
export interface SentSlice {
  readonly slice: Slice;
  readonly attempt: number;
  /** By message id; left out where there is no message. */
  readonly statuses: ReadonlyMap<string, MessageStatus>;
  /** Messages that may be out without being recorded. */
  readonly inDoubt: ReadonlySet<string>;
  /** Those that were given slots this time, by their profiles at least. */
  readonly counted: readonly { readonly recipient: Recipient; readonly counted: CountedUnder }[];
  /** What earlier owners may have counted under besides. */
  readonly countedBefore: readonly CountedUnder[];
  /** False where the quotas surely have nothing of it. */
  readonly mayHoldSlots: boolean;
}

/** Gives back what was reserved and isn't used: the quotas' slots once and for all, those of profiles where this attempt had them. */
export async function commitLimits(
  sent: SentSlice,
  { store, limits, now }: { store: Pick<Store, 'quotas' | 'profileCaps'>; limits: DispatchLimits; now: Date },
): Promise<void> {
  const { slice, statuses, inDoubt, counted } = sent;
  if (limits.hasQuotas && sent.mayHoldSlots) {
    const slots = (isWanted: (messageId: string) => boolean): number[] =>
      slice.messageIds.flatMap((id, position) => (isWanted(id) ? position : []));
    // An owner before may have slots of the limits that know no day, though nobody is counted any more.
    const periods = [{}, ...counted.map((one) => one.counted), ...sent.countedBefore];
    const keys = periods.flatMap(allOf).flatMap((one) => limits.quotasOf(one, now).map(({ key }) => key));
    await store.quotas.commit({
      keys: [...new Set(keys)],
      holder: slice.intentId,
      fence: sent.attempt,
      used: slots((id) => counts(statuses.get(id))),
      inDoubt: slots((id) => inDoubt.has(id)),
    });
  }
  if (!limits.hasCaps) return;
  const unused = counted.filter(
    ({ recipient: { messageId } }) => !counts(statuses.get(messageId)) && !inDoubt.has(messageId),
  );
  await store.profileCaps.release(
    unused.map(({ recipient: { profileId, messageId }, counted: periods }) => ({
      profileId,
      messageId,
      periodKeys: allOf(periods)
        .flatMap(limits.capsOf)
        .map(({ periodKey }) => periodKey),
    })),
  );
}

import type { MessageStatus } from '../../../domain/message/message.ts';
import type { CountedUnder } from '../../../store/intents.ts';
import type { Store } from '../../../store/store.ts';
import type { Slice } from '../chunk/slices.ts';
import type { Recipient } from '../slice/recipient.ts';
import { allOf, counts, type DispatchLimits } from './dispatchLimits.ts';

/** A slice after its messages have been recorded. */
export interface SentSlice {
  readonly slice: Slice;
  readonly attempt: number;
  /** By message id; left out if there is no message. */
  readonly statuses: ReadonlyMap<string, MessageStatus>;
  /** Messages that may have been sent without being recorded. */
  readonly inDoubt: ReadonlySet<string>;
  /** Messages that got slots this time, at least those of their profiles. */
  readonly counted: readonly { readonly recipient: Recipient; readonly counted: CountedUnder }[];
  /** Other quotas under which earlier owners may have counted. */
  readonly countedBefore: readonly CountedUnder[];
  /** False if the quotas certainly hold nothing of the slice. */
  readonly mayHoldSlots: boolean;
}

/** Releases reservations that aren't used: the quotas' slots for good, and the profiles' slots if this attempt reserved them. */
export async function commitLimits(
  sent: SentSlice,
  { store, limits, now }: { store: Pick<Store, 'quotas' | 'profileCaps'>; limits: DispatchLimits; now: Date },
): Promise<void> {
  const { slice, statuses, inDoubt, counted } = sent;
  if (limits.hasQuotas && sent.mayHoldSlots) {
    const slots = (isWanted: (messageId: string) => boolean): number[] =>
      slice.messageIds.flatMap((id, position) => (isWanted(id) ? position : []));
    // A previous owner may hold slots of the limits without a day, even if no message is counted any more.
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
  if (!limits.caps?.areCounted) return;
  const unused = counted.filter(
    ({ recipient: { messageId } }) => !counts(statuses.get(messageId)) && !inDoubt.has(messageId),
  );
  await store.profileCaps.release(unused.map(({ recipient: { profileId, messageId } }) => ({ profileId, messageId })));
}

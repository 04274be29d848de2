import { dispatchOfMessage } from '../../../domain/ids.ts';
import type { CapDenial } from '../../../store/profileCaps.ts';
import type { Store } from '../../../store/store.ts';
import { counts } from './dispatchLimits.ts';

/**
 * By message. A profile's denial is final if all messages that fill its period count. A failed or skipped message was left there by an
 * owner that died, and makes room; a message without a ledger entry, in a dispatch that has ended, may have been sent.
 */
export async function capFinality(
  denials: readonly { readonly profileId: string; readonly messageId: string; readonly denial: CapDenial }[],
  store: Pick<Store, 'profileCaps' | 'messages' | 'dispatches'>,
): Promise<ReadonlyMap<string, { readonly final: boolean }>> {
  if (denials.length === 0) return new Map();
  const holders = denials.flatMap(({ profileId, denial }) =>
    denial.heldBy.map((messageId) => ({ profileId, messageId, periodKeys: [denial.periodKey] })),
  );
  const statuses = await store.messages.statuses(holders.map(({ messageId }) => messageId));
  const unsent = holders.filter(({ messageId }) => statuses.has(messageId) && !counts(statuses.get(messageId)));
  await store.profileCaps.release(unsent);
  const unknown = holders.filter(({ messageId }) => !statuses.has(messageId));
  const dispatches = await store.dispatches.getMany([
    ...new Set(unknown.map(({ messageId }) => dispatchOfMessage(messageId))),
  ]);
  const isUnderWay = (messageId: string): boolean => dispatches.get(dispatchOfMessage(messageId))?.finishedAt === null;
  const mayMakeRoom = new Set(
    [...unsent, ...unknown.filter(({ messageId }) => isUnderWay(messageId))].map(({ messageId }) => messageId),
  );
  return new Map(
    denials.map(({ messageId, denial }) => [messageId, { final: !denial.heldBy.some((id) => mayMakeRoom.has(id)) }]),
  );
}

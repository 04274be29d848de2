import { runOfMessage } from '../../domain/ids.ts';
import type { CapDenial } from '../../store/profileCaps.ts';
import type { Store } from '../../store/store.ts';
import { counts } from './runLimits.ts';

/**
 * A profile's denial is final when all that fill its period count. One that was failed or skipped was left there by an
 * owner that died, and makes room; one whose run is over without a word on it may be out.
 */
export async function capFinality(
  denials: readonly { readonly profileId: string; readonly denial: CapDenial }[],
  store: Pick<Store, 'profileCaps' | 'messages' | 'runs'>,
): Promise<ReadonlyMap<string, { readonly final: boolean }>> {
  if (denials.length === 0) return new Map();
  const holders = denials.flatMap(({ profileId, denial }) =>
    denial.heldBy.map((messageId) => ({ profileId, messageId, periodKeys: [denial.periodKey] })),
  );
  const statuses = await store.messages.statuses(holders.map(({ messageId }) => messageId));
  const unsent = holders.filter(({ messageId }) => statuses.has(messageId) && !counts(statuses.get(messageId)));
  await store.profileCaps.release(unsent);
  const unknown = holders.filter(({ messageId }) => !statuses.has(messageId));
  const runIds = new Set(unknown.map(({ messageId, profileId }) => runOfMessage(messageId, profileId)));
  const runs = await Promise.all([...runIds].map((id) => store.runs.get(id)));
  const underWay = new Set(runs.flatMap((run) => (run && run.finishedAt === null ? run._id : [])));
  const mayMakeRoom = new Set(
    [...unsent, ...unknown.filter(({ messageId, profileId }) => underWay.has(runOfMessage(messageId, profileId)))].map(
      ({ messageId }) => messageId,
    ),
  );
  return new Map(
    denials.map(({ profileId, denial }) => [profileId, { final: !denial.heldBy.some((id) => mayMakeRoom.has(id)) }]),
  );
}

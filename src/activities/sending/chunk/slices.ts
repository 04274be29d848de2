import { intentIdOf, messageIdOf } from '../../../domain/ids.ts';
import type { MessageStatus } from '../../../domain/message/message.ts';
import type { BatchPart } from '../../../store/batches.ts';
import type { SliceStatus } from '../../../store/intents.ts';
import type { Store } from '../../../store/store.ts';
import type { ChunkInput } from '../../contract.ts';
import { retryWhileStoreUnavailable } from '../retryWhileStoreUnavailable.ts';

/** Consecutive recipients of a chunk. The position of a recipient in its slice is also its slot within a limit. */
export interface Slice {
  readonly intentId: string;
  readonly keys: readonly string[];
  readonly profileIds: readonly string[];
  readonly messageIds: readonly string[];
  /** By message id: messages that existed when the chunk began. */
  readonly statuses: ReadonlyMap<string, MessageStatus>;
}

/** Number of its recipients that had no message when the chunk began. */
export const remainingIn = ({ messageIds, statuses }: Slice): number => messageIds.length - statuses.size;

/** Divides a chunk, and reads which messages exist. Slices without an intent have none. */
export async function readSlices(
  input: ChunkInput,
  { part, size, store }: { part: BatchPart; size: number; store: Pick<Store, 'intents' | 'messages'> },
): Promise<Slice[]> {
  const { dispatchId, recipients, profileIds } = part;
  const slices = Array.from({ length: Math.ceil(recipients.length / size) }, (_, index) => {
    const keys = recipients.slice(index * size, (index + 1) * size);
    return {
      intentId: intentIdOf(input.batchId, input.offset + index * size),
      keys,
      profileIds: profileIds === recipients ? keys : profileIds.slice(index * size, (index + 1) * size),
      messageIds: keys.map((key) => messageIdOf(dispatchId, key)),
    };
  });
  return await retryWhileStoreUnavailable(async () => {
    const claimed = await store.intents.status(slices.map(({ intentId }) => intentId));
    const found = await store.messages.statuses(
      slices.flatMap(({ intentId, messageIds }) => (claimed.has(intentId) ? messageIds : [])),
    );
    return slices.map((slice) => ({
      ...slice,
      statuses: claimed.has(slice.intentId) ? statusesOf(slice.messageIds, found) : NO_STATUSES,
    }));
  });
}

const NO_STATUSES: ReadonlyMap<string, MessageStatus> = new Map();

const statusesOf = (
  ids: readonly string[],
  found: ReadonlyMap<string, MessageStatus>,
): ReadonlyMap<string, MessageStatus> =>
  new Map(
    ids.flatMap((id): [string, MessageStatus][] => {
      const status = found.get(id);
      return status === undefined ? [] : [[id, status]];
    }),
  );

/** Slices that may have recipients in doubt, whose providers can be queried at any time. */
export const inDoubt = (slices: readonly Slice[], stores: Pick<Store, 'intents'>): Promise<Slice[]> =>
  slicesWhere(slices, stores, (status) => status?.isInDoubt === true);

/**
 * Slices that can do more than wait for a slot within a limit: they may have recipients in doubt, or they are untouched, so that
 * their unreachable recipients have not been recorded yet.
 */
export const needsWork = (slices: readonly Slice[], stores: Pick<Store, 'intents'>): Promise<Slice[]> =>
  slicesWhere(slices, stores, (status) => status?.isInDoubt ?? true);

async function slicesWhere(
  slices: readonly Slice[],
  { intents }: Pick<Store, 'intents'>,
  isWanted: (status: SliceStatus | undefined) => boolean,
): Promise<Slice[]> {
  const statuses = await retryWhileStoreUnavailable(() => intents.status(slices.map(({ intentId }) => intentId)));
  return slices.filter(({ intentId }) => isWanted(statuses.get(intentId)));
}

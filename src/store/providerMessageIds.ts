import type { Db, IndexDescription } from 'mongodb';
import { insertOnce } from './collections.ts';

/** Our message to which a provider's message, found by a lookup, belongs. `_id` is `<providerId>/<provider's message id>`. */
interface ProviderMessageId {
  readonly _id: string;
  readonly messageId: string;
  readonly at: Date;
}

const KEPT_SECONDS = 30 * 24 * 3600;

export const providerMessageIdIndexes: IndexDescription[] = [{ key: { at: 1 }, expireAfterSeconds: KEPT_SECONDS }];

/**
 * Providers' messages that were found by lookups, each for one message of ours: two that are in doubt at the same time never get the same
 * one. An id that a provider answered to a send isn't stored here but on the message: see src/activities/sending/delivery/claimedIds.ts.
 */
export function providerMessageIdStore(db: Db) {
  const ids = db.collection<ProviderMessageId>('providerMessageIds');
  return {
    /** Claims an id for a message; false if another message has it. */
    async claim(providerId: string, providerMessageId: string, messageId: string, now: Date): Promise<boolean> {
      const _id = `${providerId}/${providerMessageId}`;
      if (await insertOnce(ids, { _id, messageId, at: now })) return true;
      return (await ids.findOne({ _id }))?.messageId === messageId;
    },

    /** The ids among these that were found for another message than `except`. */
    async ofOthers(
      providerId: string,
      providerMessageIds: readonly string[],
      except: string,
    ): Promise<ReadonlySet<string>> {
      if (providerMessageIds.length === 0) return new Set();
      const found = await ids.find({ _id: { $in: providerMessageIds.map((id) => `${providerId}/${id}`) } }).toArray();
      const others = found.filter(({ messageId }) => messageId !== except);
      return new Set(others.map(({ _id }) => _id.slice(providerId.length + 1)));
    },
  };
}

import { createHash } from 'node:crypto';
import type { Db, Filter, IndexDescription } from 'mongodb';
import type { Trigger } from '../domain/live/trigger.ts';
import { findByIds, insertManyOnce } from './collections.ts';

const LEFT_DAYS = 60;

export const triggerIndexes: IndexDescription[] = [
  { key: { campaignId: 1, dueAt: 1, at: 1 } },
  { key: { profileId: 1 } },
  // Of a campaign that ended while an API process took it for one under way. None that is sent is so old: see `expireAfterSeconds` of a campaign.
  { key: { dueAt: 1 }, expireAfterSeconds: LEFT_DAYS * 86_400 },
];

interface Postponed extends Pick<Trigger, '_id' | 'dueAt'> {
  /** Only if it still is due then: otherwise it is to be looked at again. Left out: in any case. */
  readonly from?: Date;
}

/** Says that a trigger was cut, so that a repetition of its event doesn't trigger the message again. */
interface CutTrigger {
  /** The recipient key of its message. */
  readonly _id: string;
  readonly profileId: string;
  readonly at: Date;
}

/** Longer than a repeated event can trigger anything: see `expireAfterSeconds` of a campaign. */
const CUT_KEPT_DAYS = 32;

export const cutTriggerIndexes: IndexDescription[] = [
  { key: { at: 1 }, expireAfterSeconds: CUT_KEPT_DAYS * 86_400 },
  { key: { profileId: 1 } },
];

/** The recipient key of a trigger's message, which is short and says nothing of the person; also the id under which it is noted as cut. */
export const cutKeyOf = ({ _id }: Pick<Trigger, '_id'>): string =>
  createHash('sha256').update(_id).digest('base64url').slice(0, 22);

/** Triggers of live campaigns that wait until they are due, and which ones have been cut. */
export function triggerStore(db: Db) {
  const triggers = db.collection<Trigger>('triggers');
  const cutTriggers = db.collection<CutTrigger>('cutTriggers');
  return {
    /** Inserts those that don't wait. Returns the ids of the others. */
    insert: (all: readonly Trigger[]): Promise<ReadonlySet<string>> => insertManyOnce(triggers, all),

    /** Those that are due, in the order in which they are sent; at most `limit`. */
    due: ({ campaignId, now, limit }: { campaignId: string; now: Date; limit: number }): Promise<Trigger[]> =>
      triggers
        .find({ campaignId, dueAt: { $lte: now } })
        .sort({ dueAt: 1, at: 1, _id: 1 })
        .limit(limit)
        .toArray(),

    /** When the next one of a campaign is due; null: none waits. */
    async nextDueAt(campaignId: string): Promise<Date | null> {
      const [next] = await triggers
        .find({ campaignId })
        .sort({ dueAt: 1 })
        .limit(1)
        .project<Pick<Trigger, 'dueAt'>>({ dueAt: 1 })
        .toArray();
      return next?.dueAt ?? null;
    },

    /** How many of a campaign wait. */
    waiting: (campaignId: string): Promise<number> => triggers.countDocuments({ campaignId }),

    /** Looks at them again at another time. */
    async postpone(all: readonly Postponed[]): Promise<void> {
      if (all.length === 0) return;
      const operations = all.map(({ _id, dueAt, from }) => ({
        updateOne: { filter: { _id, ...(from && { dueAt: from }) }, update: { $set: { dueAt } } },
      }));
      await triggers.bulkWrite(operations, { ordered: false });
    },

    /** Has those of the triggers that wait looked at `now`, since they may be due at another time: also those that are being looked at. */
    async lookAgain(ids: readonly string[], now: Date): Promise<void> {
      const waiting = await findByIds<Pick<Trigger, '_id'>>(db, 'triggers', ids, { _id: 1 });
      await this.postpone(waiting.map(({ _id }) => ({ _id, dueAt: now })));
    },

    /** Has all of a campaign that wait looked at `now`. */
    async lookAgainAtAll(campaignId: string, now: Date): Promise<void> {
      await triggers.updateMany({ campaignId, dueAt: { $gt: now } }, { $set: { dueAt: now } });
    },

    /** Notes that the events of triggers that wait have come again. */
    async noteRepeated(ids: readonly string[], repeatedAt: Date): Promise<void> {
      await triggers.updateMany({ _id: { $in: [...ids] } }, { $set: { repeatedAt } });
    },

    /** Removes triggers that lead to no message, unless their events or profiles have come again since the triggers were read. */
    async drop(all: readonly Trigger[]): Promise<void> {
      if (all.length === 0) return;
      const operations = all.map(({ _id, dueAt, repeatedAt = null }) => ({
        deleteOne: { filter: { _id, dueAt, repeatedAt } as Filter<Trigger> },
      }));
      await triggers.bulkWrite(operations, { ordered: false });
    },

    async remove(ids: readonly string[]): Promise<void> {
      if (ids.length > 0) await triggers.deleteMany({ _id: { $in: [...ids] } });
    },

    /** All of a campaign that has ended. */
    async removeOfCampaign(campaignId: string): Promise<void> {
      await triggers.deleteMany({ campaignId });
    },

    /** Those of a person that wait. */
    ofProfile: (profileId: string): AsyncIterable<Trigger> => triggers.find({ profileId }),

    countOfProfile: (profileId: string): Promise<number> => triggers.countDocuments({ profileId }),

    /** Removes those of a person, and the notes of which ones have been cut. */
    async removeOfProfile(profileId: string): Promise<void> {
      await triggers.deleteMany({ profileId });
      await cutTriggers.deleteMany({ profileId });
    },

    /** Notes triggers as cut, by the keys of their messages, before they are removed. Can be repeated. */
    async noteCut(all: readonly { readonly _id: string; readonly profileId: string }[], at: Date): Promise<void> {
      await insertManyOnce(
        cutTriggers,
        all.map((one) => ({ ...one, at })),
      );
    },

    /** Those of the keys whose triggers were cut before. */
    async cutAmong(keys: readonly string[]): Promise<ReadonlySet<string>> {
      const found = await findByIds<CutTrigger>(db, 'cutTriggers', keys, { _id: 1 });
      return new Set(found.map(({ _id }) => _id));
    },
  };
}

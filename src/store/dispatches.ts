import type { Db, IndexDescription } from 'mongodb';
import type { Dispatch } from '../domain/message/dispatch.ts';
import { SANDBOX_PROVIDER_ID } from '../domain/provider/sandbox.ts';
import { insertOnce } from './collections.ts';

export const dispatchIndexes: IndexDescription[] = [
  { key: { 'members.providerId': 1 } },
  { key: { startedAt: -1 } },
  { key: { finishedAt: 1 } },
];

type Members = { readonly members: readonly { readonly providerId: string }[] };
export type EndedDispatch = Pick<Dispatch, '_id' | 'runId'> & { readonly finishedAt: Date } & Members;
export type UnfinishedDispatch = Pick<Dispatch, '_id' | 'startedAt'> & Members;

export type DispatchStore = ReturnType<typeof dispatchStore>;

/** Dispatches, which contain everything that sending needs. */
export function dispatchStore(db: Db) {
  const dispatches = db.collection<Dispatch>('dispatches');
  return {
    /** Returns whether the dispatch was inserted; false if it was opened before. */
    open: (dispatch: Dispatch): Promise<boolean> => insertOnce(dispatches, dispatch),

    get: (id: string): Promise<Dispatch | null> => dispatches.findOne({ _id: id }),

    /** The existing ones of `ids`, by id. */
    async getMany(ids: readonly string[]): Promise<ReadonlyMap<string, Dispatch>> {
      if (ids.length === 0) return new Map();
      const found = await dispatches.find({ _id: { $in: [...ids] } }).toArray();
      return new Map(found.map((dispatch) => [dispatch._id, dispatch]));
    },

    /** The ids of the newest ones of runs through real providers, at most `limit`. */
    async newest(limit: number): Promise<string[]> {
      const found = dispatches
        .find({ 'members.providerId': { $ne: SANDBOX_PROVIDER_ID }, runId: { $ne: null } })
        .sort({ startedAt: -1 })
        .limit(limit)
        .project<{ _id: string }>({ _id: 1 });
      return (await found.toArray()).map(({ _id }) => _id);
    },

    /** Those with this provider that haven't ended: it may have messages of theirs that nobody knows of yet. */
    openWith: (providerId: string): Promise<Pick<Dispatch, '_id' | 'campaignId'>[]> =>
      dispatches
        .find({ 'members.providerId': providerId, finishedAt: null })
        .project<Pick<Dispatch, '_id' | 'campaignId'>>({ campaignId: 1 })
        .sort({ _id: 1 })
        .toArray(),

    /** Records the approval, and the date of the campaign's next run. A second call changes nothing. */
    async release(id: string, at: Date, nextDate: string | null): Promise<void> {
      const change = { releasedAt: at, 'schedule.nextDate': nextDate };
      await dispatches.updateOne({ _id: id, releasedAt: null, schedule: { $ne: null } }, { $set: change });
    },

    /** Those that ended before an instant and still have messages, at most `limit`, by id. */
    endedBefore: (at: Date, { after, limit }: { after: string; limit: number }): Promise<EndedDispatch[]> =>
      dispatches
        .find({ _id: { $gt: after }, finishedAt: { $lt: at }, removedAt: { $exists: false } })
        .sort({ _id: 1 })
        .limit(limit)
        .project<EndedDispatch>({ runId: 1, finishedAt: 1, 'members.providerId': 1 })
        .toArray(),

    /** Those that have not ended. */
    unfinished: (): Promise<UnfinishedDispatch[]> =>
      dispatches
        .find({ finishedAt: null })
        .project<UnfinishedDispatch>({ startedAt: 1, 'members.providerId': 1 })
        .toArray(),

    /** Records that its messages and its audience have been removed. */
    async setRemoved(id: string, at: Date): Promise<void> {
      await dispatches.updateOne({ _id: id }, { $set: { removedAt: at } });
    },

    /** Of a single message, of which nothing else is left. */
    async remove(id: string): Promise<void> {
      await dispatches.deleteOne({ _id: id });
    },

    /** Ends the dispatch: nothing more is sent from it. A second call changes nothing. */
    async finish(id: string, now: Date): Promise<void> {
      const change = { $set: { finishedAt: now }, $unset: { request: '', addressed: '' } } as const;
      await dispatches.updateOne({ _id: id, finishedAt: null }, change);
    },

    /** Ends those of single messages that expired before an instant and were never sent: nobody was told that they would be. */
    async finishExpired(before: Date, now: Date): Promise<void> {
      await dispatches.updateMany(
        { 'request.expiresAt': { $lt: before }, finishedAt: null },
        { $set: { finishedAt: now }, $unset: { request: '' } },
      );
    },
  };
}

import type { Db, Filter, IndexDescription } from 'mongodb';
import type { Campaign, CampaignInput, CampaignStatus } from '../domain/campaign.ts';
import { referencedSegments } from '../domain/segmentReferences.ts';
import { insertOnce } from './collections.ts';

export const campaignIndexes: IndexDescription[] = [
  { key: { status: 1, _id: 1 } },
  { key: { 'who.segmentId': 1 } },
  { key: { providerGroupId: 1 } },
];

/** Statuses in which a campaign will send nothing any more. */
const ENDED: CampaignStatus[] = ['completed', 'stopped', 'failed'];

export type CampaignStore = ReturnType<typeof campaignStore>;

/** Definitions of campaigns. */
export function campaignStore(db: Db) {
  const campaigns = db.collection<Campaign>('campaigns');
  return {
    /** Returns whether it was inserted; false when the id is taken. */
    insert: (campaign: Campaign): Promise<boolean> => insertOnce(campaigns, campaign),

    get: (id: string): Promise<Campaign | null> => campaigns.findOne({ _id: id }),

    /** By id, at most `limit`, those after the id `after`. */
    async list(query: { status?: CampaignStatus; after?: string; limit: number }): Promise<Campaign[]> {
      const filter: Filter<Campaign> = {
        ...(query.status && { status: query.status }),
        ...(query.after && { _id: { $gt: query.after } }),
      };
      return await campaigns.find(filter).sort({ _id: 1 }).limit(query.limit).toArray();
    },

    /** Replaces the definition of a draft; false when the campaign isn't a draft any more. */
    async replaceDraft(id: string, input: CampaignInput, now: Date): Promise<boolean> {
      const existing = await campaigns.findOne({ _id: id, status: 'draft' });
      if (!existing) return false;
      const { createdAt } = existing;
      const result = await campaigns.replaceOne(
        { _id: id, status: 'draft' },
        { ...input, status: 'draft', createdAt, updatedAt: now },
      );
      return result.matchedCount === 1;
    },

    /** Changes the status; with `from`, only if it is one of those. Returns whether it matched. */
    async setStatus(id: string, status: CampaignStatus, now: Date, from?: readonly CampaignStatus[]): Promise<boolean> {
      const result = await campaigns.updateOne(
        { _id: id, ...(from && { status: { $in: [...from] } }) },
        { $set: { status, updatedAt: now } },
      );
      return result.matchedCount === 1;
    },

    async removeDraft(id: string): Promise<boolean> {
      return (await campaigns.deleteOne({ _id: id, status: 'draft' })).deletedCount === 1;
    },

    /** Ids of the campaigns not yet ended that use the segment, also from within a condition of their own. */
    async usingSegment(segmentId: string): Promise<string[]> {
      const ids = await idsOf({ 'who.segmentId': segmentId });
      const withCondition = campaigns
        .find({ 'who.kind': 'condition', status: { $nin: ENDED } })
        .project<Pick<Campaign, '_id' | 'who'>>({ who: 1 });
      for await (const { _id, who } of withCondition) {
        if (who.kind === 'condition' && referencedSegments(who.condition).includes(segmentId)) ids.push(_id);
      }
      return ids;
    },

    /** Ids of the campaigns not yet ended that use the provider group. */
    usingGroup: (providerGroupId: string): Promise<string[]> => idsOf({ providerGroupId }),
  };

  async function idsOf(filter: Filter<Campaign>): Promise<string[]> {
    const found = await campaigns
      .find({ ...filter, status: { $nin: ENDED } })
      .project<{ _id: string }>({ _id: 1 })
      .toArray();
    return found.map((campaign) => campaign._id);
  }
}

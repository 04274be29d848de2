import type { Db, Filter, IndexDescription } from 'mongodb';
import { referencedSegments } from '../domain/audience/segmentReferences.ts';
import {
  CAMPAIGN_DEFAULTS,
  type Campaign,
  type CampaignInput,
  campaignInput,
  type SteeringAction,
} from '../domain/campaign/campaign.ts';
import { type CampaignStatus, ENDED_STATUSES } from '../domain/campaign/status.ts';
import type { When } from '../domain/schedule/whenSchema.ts';
import { insertOnce } from './collections.ts';

export const campaignIndexes: IndexDescription[] = [
  { key: { status: 1, _id: 1 } },
  { key: { 'who.segmentId': 1 } },
  { key: { providerGroupId: 1 } },
];

const ENDED: CampaignStatus[] = ENDED_STATUSES;
const NOT_UNDER_WAY: CampaignStatus[] = ['draft', ...ENDED];

export type CampaignStore = ReturnType<typeof campaignStore>;

/** Definitions of campaigns. */
export function campaignStore(db: Db) {
  const campaigns = db.collection<Campaign>('campaigns');
  return {
    /** Returns whether it was inserted; false when the id is taken. */
    insert: (campaign: Campaign): Promise<boolean> => insertOnce(campaigns, campaign),

    async get(id: string): Promise<Campaign | null> {
      const found = await campaigns.findOne({ _id: id });
      return found && { ...CAMPAIGN_DEFAULTS, ...found };
    },

    /** By id, at most `limit`, those after the id `after`. */
    async list(query: { status?: CampaignStatus; after?: string; limit: number }): Promise<Campaign[]> {
      const filter: Filter<Campaign> = {
        ...(query.status && { status: query.status }),
        ...(query.after && { _id: { $gt: query.after } }),
      };
      const found = await campaigns.find(filter).sort({ _id: 1 }).limit(query.limit).toArray();
      return found.map((campaign) => ({ ...CAMPAIGN_DEFAULTS, ...campaign }));
    },

    /**
     * Replaces the definition while it has `revision`; what a campaign does, and what was done to it, stays. False when it was
     * replaced meanwhile, has ended or, with `from`, has another status than those.
     */
    async replace(replacement: {
      id: string;
      input: CampaignInput;
      revision: number;
      now: Date;
      from?: readonly CampaignStatus[];
      /** Is noted. */
      action?: SteeringAction;
      /** The times that it was scheduled with, where they are other ones now. */
      replacedWhen?: When;
    }): Promise<boolean> {
      const { id, input, revision, now, from, action, replacedWhen } = replacement;
      const fields = Object.keys(campaignInput.shape) as (keyof CampaignInput)[];
      const absent = fields.filter((name) => input[name] === undefined);
      const result = await campaigns.updateOne(
        { _id: id, ...revisionIs(revision), status: from ? { $in: [...from] } : { $nin: ENDED } },
        {
          $set: {
            ...input,
            revision: revision + 1,
            updatedAt: now,
            ...(replacedWhen && { rescheduledAt: now, replacedWhen }),
          },
          ...(action && { $addToSet: { actions: action } }),
          ...(absent.length > 0 && { $unset: Object.fromEntries(absent.map((name) => [name, true])) }),
        },
      );
      return result.matchedCount === 1;
    },

    /**
     * Changes the status, and notes what was done (once each); with `from`, only if it is one of those, with `revision`, only if the
     * definition has it. Returns whether it matched.
     */
    async setStatus(change: {
      id: string;
      status: CampaignStatus;
      actions?: readonly SteeringAction[];
      now: Date;
      from?: readonly CampaignStatus[];
      revision?: number;
    }): Promise<boolean> {
      const { id, status, actions = [], now, from, revision } = change;
      const result = await campaigns.updateOne(
        {
          _id: id,
          ...(from && { status: { $in: [...from] } }),
          ...(revision !== undefined && revisionIs(revision)),
        },
        {
          $set: { status, updatedAt: now },
          ...(actions.length > 0 && { $addToSet: { actions: { $each: [...actions] } } }),
        },
      );
      return result.matchedCount === 1;
    },

    /** Raises the limit of the safety check, where there is one that is lower. */
    async raiseSafetyLimit(id: string, limit: number, now: Date): Promise<void> {
      await campaigns.updateOne(
        { _id: id, 'safetyCheck.maxAudience': { $lt: limit } },
        { $set: { 'safetyCheck.maxAudience': limit, updatedAt: now } },
      );
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

    /** Ids of the campaigns that were scheduled and have not ended. */
    underWay: (): Promise<string[]> => idsOf({}, NOT_UNDER_WAY),

    /** Those of them that have somebody told when they stop by themselves, and name nobody. */
    relyingOnAccountAddress: (): Promise<string[]> =>
      idsOf(
        {
          $or: [{ safetyCheck: { $exists: true } }, { pauseOnErrors: { $exists: true } }],
          alertEmail: { $exists: false },
        },
        NOT_UNDER_WAY,
      ),
  };

  async function idsOf(filter: Filter<Campaign>, without: readonly CampaignStatus[] = ENDED): Promise<string[]> {
    const found = await campaigns
      .find({ ...filter, status: { $nin: [...without] } })
      .project<{ _id: string }>({ _id: 1 })
      .toArray();
    return found.map((campaign) => campaign._id);
  }
}

/** A campaign that was stored before there were revisions has none, and is read with the default. */
const revisionIs = (revision: number): Filter<Campaign> =>
  revision === CAMPAIGN_DEFAULTS.revision ? { $or: [{ revision }, { revision: { $exists: false } }] } : { revision };

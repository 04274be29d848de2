import type { Db, Filter, IndexDescription } from 'mongodb';
import type { SegmentCondition } from '../domain/audience/segment.ts';
import { referencedSegments } from '../domain/audience/segmentReferences.ts';
import {
  CAMPAIGN_FIELDS,
  type Campaign,
  type CampaignInput,
  type LiveCampaign,
  type SteeringAction,
} from '../domain/campaign/campaign.ts';
import {
  ARCHIVABLE_STATUSES,
  type CampaignStatus,
  ENDED_STATUSES,
  STATUSES_UNDER_WAY,
} from '../domain/campaign/status.ts';
import type { When } from '../domain/schedule/whenSchema.ts';
import { insertOnce, type ListQuery, listFilter } from './collections.ts';

export const campaignIndexes: IndexDescription[] = [
  { key: { status: 1, _id: 1 } },
  { key: { 'who.segmentId': 1 } },
  { key: { providerGroupId: 1 } },
  { key: { 'what.savedMessage.id': 1 }, sparse: true },
];

const ENDED: CampaignStatus[] = ENDED_STATUSES;
const NOT_SCHEDULED: CampaignStatus[] = ['draft', ...ENDED];

/** Defaults for campaigns that were stored before limits, reach and edits existed. */
const CAMPAIGN_DEFAULTS = {
  tags: [],
  metadata: {},
  limits: { ignoreProfileLimits: false, countForProfileLimits: true },
  revision: 0,
  actions: [],
} as const satisfies Partial<Campaign>;

const withDefaults = (campaign: Campaign): Campaign =>
  campaign.type === 'live'
    ? { ...CAMPAIGN_DEFAULTS, ...campaign }
    : { ...CAMPAIGN_DEFAULTS, ...{ reach: { kind: 'everyone' } }, ...campaign };

interface CampaignQuery extends ListQuery {
  readonly status?: CampaignStatus | undefined;
  readonly tag?: string | undefined;
  /** Left out: sandbox campaigns or others. */
  readonly sandbox?: boolean | undefined;
  /** Left out: archived or not. */
  readonly archived?: boolean | undefined;
}

/** Definitions of campaigns. `onChange` is called when one has been replaced, or has another status. */
export function campaignStore(db: Db, onChange: () => void = () => undefined) {
  const campaigns = db.collection<Campaign>('campaigns');
  return {
    /** Returns whether the campaign was inserted; false when the id is taken. */
    insert: (campaign: Campaign): Promise<boolean> => insertOnce(campaigns, campaign),

    async get(id: string): Promise<Campaign | null> {
      const found = await campaigns.findOne({ _id: id });
      return found && withDefaults(found);
    },

    /** At most `limit` campaigns, the newest first: those before the id `before`, and all that the query asks for. */
    async list(query: CampaignQuery): Promise<Campaign[]> {
      const { status, tag, sandbox, archived } = query;
      const filter: Filter<Campaign> = {
        ...(status && { status }),
        ...(tag !== undefined && { tags: tag }),
        ...(sandbox !== undefined && { sandbox: sandbox ? true : { $exists: false } }),
        ...(archived !== undefined && { archivedAt: { $exists: archived } }),
        ...listFilter(query),
      };
      const found = await campaigns.find(filter).sort({ _id: -1 }).limit(query.limit).toArray();
      return found.map(withDefaults);
    },

    /**
     * Replaces the definition if it still has `revision`; status and actions are kept. Returns false when the definition was replaced
     * meanwhile, or the campaign has ended or, with `from`, has none of these statuses.
     */
    async replace(replacement: {
      id: string;
      input: CampaignInput;
      revision: number;
      now: Date;
      from?: readonly CampaignStatus[];
      /** Recorded with the campaign. */
      action?: SteeringAction;
      /** Id of the API key that edits it. */
      author?: string;
      /** The previous `when`, if the edit changes it. */
      replacedWhen?: When;
    }): Promise<boolean> {
      const { id, input, revision, now, from, action, author, replacedWhen } = replacement;
      const added = { ...(action && { actions: action }), ...(author !== undefined && { authorKeyIds: author }) };
      const absent = CAMPAIGN_FIELDS.filter((name) => input[name as keyof CampaignInput] === undefined);
      const result = await campaigns.updateOne(
        { _id: id, ...revisionIs(revision), status: from ? { $in: [...from] } : { $nin: ENDED } },
        {
          $set: {
            ...input,
            revision: revision + 1,
            updatedAt: now,
            ...(replacedWhen && { rescheduledAt: now, replacedWhen }),
          },
          ...(Object.keys(added).length > 0 && { $addToSet: added }),
          ...(absent.length > 0 && { $unset: Object.fromEntries(absent.map((name) => [name, true])) }),
        },
      );
      onChange();
      return result.matchedCount === 1;
    },

    /**
     * Changes the status and records the actions (each once): with `from` only if the campaign has one of these statuses, with `revision`
     * only if the definition has it. An archived draft never matches, since it would be left out of lists. Returns whether the campaign matched.
     */
    async setStatus(change: {
      id: string;
      status: CampaignStatus;
      actions?: readonly SteeringAction[];
      now: Date;
      from?: readonly CampaignStatus[];
      revision?: number;
      /** Id of the API key that schedules it. */
      author?: string;
    }): Promise<boolean> {
      const { id, status, actions = [], now, from, revision, author } = change;
      const added = {
        ...(actions.length > 0 && { actions: { $each: [...actions] } }),
        ...(author !== undefined && { authorKeyIds: author }),
      };
      const result = await campaigns.updateOne(
        {
          _id: id,
          ...(from && { status: { $in: [...from] } }),
          ...(from?.includes('draft') && { archivedAt: { $exists: false } }),
          ...(revision !== undefined && revisionIs(revision)),
        },
        {
          $set: { status, updatedAt: now },
          ...(Object.keys(added).length > 0 && { $addToSet: added }),
        },
      );
      onChange();
      return result.matchedCount === 1;
    },

    /** Raises the limit of the safety check, if there is one and it is lower. */
    async raiseSafetyLimit(id: string, limit: number, now: Date): Promise<void> {
      for (const name of ['safetyCheck.maxAudience', 'safetyCheck.maxPerHour']) {
        await campaigns.updateOne(
          { _id: id, [name]: { $lt: limit } },
          { $set: { [name]: limit, updatedAt: now }, $inc: { revision: 1 } },
        );
      }
    },

    /** Archives a campaign that has ended, or a draft. Returns false when it is neither, or archived already. */
    async archive(id: string, now: Date): Promise<boolean> {
      const result = await campaigns.updateOne(
        { _id: id, status: { $in: ARCHIVABLE_STATUSES }, archivedAt: { $exists: false } },
        { $set: { archivedAt: now, updatedAt: now } },
      );
      return result.matchedCount === 1;
    },

    /** Takes a campaign out of the archive, if it is there. */
    async unarchive(id: string, now: Date): Promise<void> {
      await campaigns.updateOne(
        { _id: id, archivedAt: { $exists: true } },
        { $set: { updatedAt: now }, $unset: { archivedAt: true } },
      );
    },

    async removeDraft(id: string): Promise<boolean> {
      return (await campaigns.deleteOne({ _id: id, status: 'draft' })).deletedCount === 1;
    },

    /** Ids of the campaigns that have not ended and use the segment, directly or in a condition of their own. */
    async usingSegment(segmentId: string): Promise<string[]> {
      const ids = await idsOf({ 'who.segmentId': segmentId });
      for await (const { _id, condition } of withConditions()) {
        if (referencedSegments(condition).includes(segmentId)) ids.push(_id);
      }
      return ids;
    },

    /** The campaigns that have not ended and have a condition of their own. */
    withConditions,

    /** The campaigns that have not ended and use the saved message. */
    async usingSavedMessage(id: string): Promise<Campaign[]> {
      const found = await campaigns
        .find({ 'what.savedMessage.id': id, status: { $nin: ENDED } })
        .sort({ _id: 1 })
        .toArray();
      return found.map(withDefaults);
    },

    /** The API key has had a part in them: with four eyes, it approves none of their runs. */
    async addAuthor(ids: readonly string[], author: string): Promise<void> {
      if (ids.length === 0) return;
      await campaigns.updateMany({ _id: { $in: [...ids] } }, { $addToSet: { authorKeyIds: author } });
    },

    /** Ids of the campaigns that have not ended and use the provider group. */
    usingGroup: (providerGroupId: string): Promise<string[]> => idsOf({ providerGroupId }),

    /** Ids of the campaigns that have not ended and have one of these topics. */
    usingTopics: (topicIds: readonly string[]): Promise<string[]> => idsOf({ topic: { $in: [...topicIds] } }),

    /** The live campaigns that were scheduled and have not ended. */
    async liveUnderWay(): Promise<LiveCampaign[]> {
      const found = await campaigns.find({ type: 'live', status: { $in: STATUSES_UNDER_WAY } }).toArray();
      return found.map(withDefaults).filter((campaign) => campaign.type === 'live');
    },

    /** Ids of the campaigns that were scheduled and have not ended. */
    scheduledIds: (): Promise<string[]> => idsOf({}, NOT_SCHEDULED),

    /** Ids of the scheduled campaigns that mail alerts to the account's address, because they have none of their own. */
    usingAccountAddress: (): Promise<string[]> =>
      idsOf(
        {
          $or: [{ safetyCheck: { $exists: true } }, { pauseOnErrors: { $exists: true } }],
          alertEmail: { $exists: false },
        },
        NOT_SCHEDULED,
      ),
  };

  async function* withConditions(): AsyncGenerator<{ readonly _id: string; readonly condition: SegmentCondition }> {
    const found = campaigns
      .find({ $or: [{ 'who.kind': 'condition' }, { filter: { $exists: true } }], status: { $nin: ENDED } })
      .project<{ _id: string; who?: { condition: SegmentCondition }; filter?: SegmentCondition }>({
        who: 1,
        filter: 1,
      });
    for await (const { _id, who, filter } of found) {
      const condition = who?.condition ?? filter;
      if (condition) yield { _id, condition };
    }
  }

  async function idsOf(filter: Filter<Campaign>, without: readonly CampaignStatus[] = ENDED): Promise<string[]> {
    const found = await campaigns
      .find({ ...filter, status: { $nin: [...without] } })
      .sort({ _id: 1 })
      .project<{ _id: string }>({ _id: 1 })
      .toArray();
    return found.map((campaign) => campaign._id);
  }
}

/** A campaign that was stored before there were revisions has none, and is read with the default. */
const revisionIs = (revision: number): Filter<Campaign> =>
  revision === CAMPAIGN_DEFAULTS.revision ? { $or: [{ revision }, { revision: { $exists: false } }] } : { revision };

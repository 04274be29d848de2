import type { Campaign } from '../domain/campaign.ts';
import { invalidDefinition, notFound } from '../domain/failures.ts';
import { runIdOf } from '../domain/ids.ts';
import { type Run, SIZES, type Sizes } from '../domain/run.ts';
import { conditionOf, referenceWords } from '../domain/segmentReferences.ts';
import type { Store } from '../store/store.ts';
import type { Activities, CampaignPlan } from './contract.ts';

type CampaignActivities = Pick<
  Activities,
  'loadCampaign' | 'setCampaignStatus' | 'openRun' | 'batchSize' | 'finishRun'
>;

/** Reads and writes of definitions and runs. */
export function campaignActivities({ store, sizes = SIZES }: { store: Store; sizes?: Sizes }): CampaignActivities {
  return {
    async loadCampaign({ campaignId }) {
      return planOf(await campaign(campaignId));
    },

    async setCampaignStatus({ campaignId, status }) {
      await store.campaigns.setStatus(campaignId, status, new Date());
    },

    async openRun({ campaignId, occurrence, dueAt }) {
      const runId = runIdOf(campaignId, occurrence);
      await store.runs.open(await runOf(await campaign(campaignId), occurrence, new Date(dueAt)));
      return { runId };
    },

    async batchSize({ batchId }) {
      const batch = await store.batches.get(batchId);
      if (!batch) throw notFound('batch', batchId);
      const run = await store.runs.get(batch.runId);
      if (!run) throw notFound('run', batch.runId);
      return { recipients: batch.recipients, chunk: run.sizes.chunk };
    },

    async finishRun({ runId, status }) {
      await store.runs.finish(runId, status, new Date());
    },
  };

  async function campaign(id: string): Promise<Campaign> {
    const found = await store.campaigns.get(id);
    if (!found) throw notFound('campaign', id);
    return found;
  }

  async function runOf(campaign: Campaign, occurrence: number, dueAt: Date): Promise<Run> {
    const group = await store.providerGroups.get(campaign.providerGroupId);
    if (!group) throw invalidDefinition(`provider group ${campaign.providerGroupId} does not exist any more`);
    return {
      _id: runIdOf(campaign._id, occurrence),
      campaignId: campaign._id,
      occurrence,
      status: 'freezing',
      dueAt,
      what: campaign.what,
      condition: await resolvedConditionOf(campaign),
      onUncertain: campaign.onUncertain,
      resolveWithinSeconds: campaign.resolveWithinSeconds,
      validityPeriodSeconds: campaign.validityPeriodSeconds ?? null,
      campaignName: campaign.name,
      providerGroupId: group._id,
      members: group.members,
      audience: null,
      batches: 0,
      sizes,
      startedAt: new Date(),
      finishedAt: null,
    };
  }

  async function resolvedConditionOf({ who }: Campaign): Promise<Run['condition']> {
    const condition = conditionOf(who);
    if (condition === 'everyone') return condition;
    const resolution = await store.segments.resolve(condition);
    if (resolution.ok) return resolution.condition;
    const { got, wanted } = referenceWords(resolution.problem);
    throw invalidDefinition(`who the campaign is for can't be told: ${got}; wanted: ${wanted}`);
  }
}

const planOf = ({ name, type, when }: Campaign): CampaignPlan => ({ name, type, when });

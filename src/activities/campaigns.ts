import type { Account } from '../domain/account.ts';
import type { Campaign } from '../domain/campaign.ts';
import { invalidDefinition, notFound } from '../domain/failures.ts';
import { runIdOf } from '../domain/ids.ts';
import { type Run, SIZES, type Sizes } from '../domain/run.ts';
import { conditionOf, referenceWords } from '../domain/segmentReferences.ts';
import { effectiveDnd } from '../domain/when/dnd.ts';
import { nextOccurrence, type Occurrence } from '../domain/when/occurrences.ts';
import { forgetExpired } from '../store/forgetExpired.ts';
import type { Store } from '../store/store.ts';
import type { Activities, Planning, RunSettings } from './contract.ts';

type CampaignActivities = Pick<
  Activities,
  'loadCampaign' | 'setCampaignStatus' | 'openRun' | 'batchSize' | 'finishRun' | 'raiseSafetyLimit'
>;

/** Reads and writes of definitions and runs. */
export function campaignActivities({ store, sizes = SIZES }: { store: Store; sizes?: Sizes }): CampaignActivities {
  return {
    async loadCampaign({ campaignId, planning }) {
      const [definition, account] = await Promise.all([campaign(campaignId), store.account.get()]);
      const { name, type, revision } = definition;
      const next = plan(definition, account, planning);
      const after = next && plan(definition, account, { ...planning, previous: next.local, runs: planning.runs + 1 });
      return { name, type, revision, next, isLast: after === null };
    },

    async setCampaignStatus({ campaignId, status, actions }) {
      await store.campaigns.setStatus({ id: campaignId, status, actions, now: new Date() });
    },

    async openRun({ campaignId, occurrence, revision, schedule, startedAt }) {
      const opened = await store.runs.get(runIdOf(campaignId, occurrence));
      if (opened) return settingsOf(opened);
      const definition = await campaign(campaignId);
      if (definition.revision !== revision) return 'changed';
      const run = await runOf(definition, { occurrence, schedule, startedAt: new Date(startedAt) });
      await store.runs.open(run);
      return settingsOf((await store.runs.get(run._id)) ?? run);
    },

    async batchSize({ batchId }) {
      const batch = await store.batches.get(batchId);
      if (!batch) throw notFound('batch', batchId);
      const run = await store.runs.get(batch.runId);
      if (!run) throw notFound('run', batch.runId);
      return { recipients: batch.recipients, chunk: run.sizes.chunk };
    },

    async finishRun({ runId, status }) {
      const now = new Date();
      await store.runs.finish(runId, status, now);
      await forgetExpired(store, now);
    },

    async raiseSafetyLimit({ campaignId, limit }) {
      await store.campaigns.raiseSafetyLimit(campaignId, limit, new Date());
    },
  };

  async function campaign(id: string): Promise<Campaign> {
    const found = await store.campaigns.get(id);
    if (!found) throw notFound('campaign', id);
    return found;
  }

  async function runOf(
    campaign: Campaign,
    of: { occurrence: number; schedule: Occurrence; startedAt: Date },
  ): Promise<Run> {
    const { occurrence, schedule, startedAt } = of;
    const [group, account] = await Promise.all([
      store.providerGroups.get(campaign.providerGroupId),
      store.account.get(),
    ]);
    if (!group) throw invalidDefinition(`provider group ${campaign.providerGroupId} does not exist any more`);
    return {
      _id: runIdOf(campaign._id, occurrence),
      campaignId: campaign._id,
      occurrence,
      status: 'freezing',
      dueAt: new Date(schedule.firstAt),
      schedule,
      accountZone: account.timeZone,
      windows: effectiveDnd(campaign.dnd, account.dnd ?? undefined),
      what: campaign.what,
      condition: await resolvedConditionOf(campaign),
      reach: campaign.reach,
      cut: null,
      limits: campaign.limits,
      profileLimits: campaign.limits.ignoreProfileLimits ? null : account.profileLimits,
      safetyLimit: campaign.safetyCheck?.maxAudience ?? null,
      pauseOnErrors: campaign.pauseOnErrors ?? null,
      onUncertain: campaign.onUncertain,
      resolveWithinSeconds: campaign.resolveWithinSeconds,
      validityPeriodSeconds: campaign.validityPeriodSeconds ?? null,
      campaignName: campaign.name,
      providerGroupId: group._id,
      members: group.members,
      audience: null,
      batches: 0,
      sizes,
      startedAt,
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

function plan({ when, rescheduledAt }: Campaign, { timeZone }: Account, planning: Planning): Occurrence | null {
  // The workflow may not have heard yet that the times are other ones.
  const since = (instant: string): Date => new Date(Math.max(Date.parse(instant), rescheduledAt?.getTime() ?? 0));
  return nextOccurrence({
    when,
    accountZone: timeZone,
    scheduledAt: since(planning.scheduledAt),
    notBefore: since(planning.notBefore),
    previous: planning.previous,
    runs: planning.runs,
  });
}

const settingsOf = ({ _id, safetyLimit, pauseOnErrors, providerGroupId }: Run): RunSettings => ({
  runId: _id,
  safetyLimit,
  pauseOnErrors,
  providerGroupId,
});

import { setTimeout as sleep } from 'node:timers/promises';
import type { PastBehaviourCampaign } from '../domain/campaign/campaign.ts';
import { dispatchOf } from '../domain/campaign/dispatchOf.ts';
import { addCounts, NO_MESSAGES, totalOf } from '../domain/campaign/progress.ts';
import { mainFailures } from '../domain/campaign/report.ts';
import { type Run, recipientsIn } from '../domain/campaign/run.ts';
import type { RunSettings } from '../domain/campaign/runState.ts';
import { FINAL_REVISION } from '../domain/campaign/steeringRevision.ts';
import { documentNotFound, invalidDefinition, recipientsLeft } from '../domain/failures.ts';
import { runIdOf } from '../domain/ids.ts';
import { SIZES, type Sizes } from '../domain/message/dispatch.ts';
import { shownName } from '../domain/provider/sandbox.ts';
import { knownZone } from '../domain/zones.ts';
import type { Store } from '../store/store.ts';
import type { Activities } from './contract.ts';
import { newRun } from './newRun.ts';
import { nextRun, planRuns } from './planRuns.ts';
import { releaseFinished } from './sending/limits/abandonedQuotas.ts';

type CampaignActivities = Pick<
  Activities,
  | 'loadCampaign'
  | 'setCampaignStatus'
  | 'raiseSteeringRevision'
  | 'openRun'
  | 'batchSize'
  | 'lookAtRun'
  | 'finishRun'
  | 'releaseRun'
  | 'raiseSafetyLimit'
>;

/** Somebody waits for the answer to a stop. A ledger of a million messages takes longer to be counted. */
const STOP_WAITS_MS = 1000;

/** Reads and writes of definitions and runs. */
export function campaignActivities({ store, sizes = SIZES }: { store: Store; sizes?: Sizes }): CampaignActivities {
  return {
    async loadCampaign({ campaignId, planning }) {
      const [definition, account] = await Promise.all([campaign(campaignId), store.account.get()]);
      const { type, revision, sandbox } = definition;
      return {
        name: shownName(definition),
        ...(sandbox && { sandbox }),
        type,
        revision,
        accountZone: account.timeZone,
        ...planRuns(definition, account, planning),
      };
    },

    async setCampaignStatus({ campaignId, status, actions }) {
      await store.audit.recordActions(campaignId, actions);
      await store.campaigns.setStatus({ id: campaignId, status, actions, now: new Date() });
    },

    async raiseSteeringRevision({ campaignId, revision }) {
      const before = await store.steering.raise(campaignId, revision);
      if (before < revision || before === FINAL_REVISION) return { revision: Math.max(before, revision) };
      // Chunks of an execution that was reset or terminated may still be sent with the revision of before.
      await store.steering.raise(campaignId, before + 1);
      return { revision: before + 1 };
    },

    async openRun({ campaignId, occurrence, revision, accountZone, schedule, startedAt }) {
      const opened = await store.runs.get(runIdOf(campaignId, occurrence));
      if (opened) return await openDispatch(opened);
      const [definition, account] = await Promise.all([campaign(campaignId), store.account.get()]);
      if (definition.revision !== revision) return 'changed';
      knownZone(account.timeZone);
      if (accountZone !== undefined && accountZone !== account.timeZone) return 'changed';
      const run = await newRun(definition, account, {
        store,
        occurrence,
        schedule,
        startedAt: new Date(startedAt),
        sizes,
      });
      await store.runs.open(run);
      return await openDispatch((await store.runs.get(run._id)) ?? run);
    },

    async batchSize({ batchId }) {
      const batch = await store.batches.get(batchId);
      if (!batch) throw documentNotFound('batch', batchId);
      const dispatch = await store.dispatches.get(batch.dispatchId);
      if (!dispatch) throw documentNotFound('dispatch', batch.dispatchId);
      return { recipients: batch.recipients, chunk: dispatch.sizes.chunk };
    },

    async lookAtRun({ runId }) {
      const began = Date.now();
      const [ledger, down, run] = await Promise.all([
        ledgerOf(runId),
        store.providerHealth.down(new Date()),
        store.runs.get(runId),
      ]);
      const isMember = (providerId: string): boolean =>
        run?.members.some((member) => member.providerId === providerId) ?? false;
      const providersDown = down.filter(({ providerId }) => isMember(providerId));
      return { ...ledger, providersDown, tookMs: Date.now() - began };
    },

    async finishRun({ runId, status }) {
      const now = new Date();
      const whole = status === 'completed' ? await wholeLedgerOf(runId) : null;
      await store.runs.finish(runId, status, now);
      await store.dispatches.finish(runId, now);
      await releaseFinished(runId, store);
      // If this fails now, the end of another run removes them.
      await store.removeExpired(now).catch(() => undefined);
      const ledger = whole ?? (await Promise.race([finalLedgerOf(runId), sleep(STOP_WAITS_MS, null)]));
      return ledger && { ...ledger.messages, failures: ledger.failures };
    },

    async releaseRun({ runId, at }) {
      const run = await store.runs.get(runId);
      if (!run) throw documentNotFound('run', runId);
      const { schedule, occurrence, startedAt } = run;
      const [definition, account] = await Promise.all([campaign(run.campaignId), store.account.get()]);
      const opened = startedAt.toISOString();
      const planning = { scheduledAt: opened, notBefore: at, lastRunAt: opened, releasedAt: at, runs: occurrence };
      const next = nextRun(definition, account, { ...planning, previous: schedule.local });
      const nextDate = next?.local.slice(0, 10) ?? null;
      await store.runs.release(runId, new Date(at), nextDate);
      await store.dispatches.release(runId, new Date(at), nextDate);
    },

    async raiseSafetyLimit({ campaignId, limit }) {
      await store.campaigns.raiseSafetyLimit(campaignId, limit, new Date());
    },
  };

  // The run is stored first and determines the dispatch, so that a retry opens the same one.
  async function openDispatch(run: Run): Promise<RunSettings> {
    await store.dispatches.open(dispatchOf(run));
    return settingsOf(run);
  }

  async function ledgerOf(runId: string) {
    const rows = await store.messages.countByReason(runId);
    const counted = rows.map(({ status, count }) => ({ [status]: count }));
    return { messages: counted.reduce(addCounts, NO_MESSAGES), failures: mainFailures(rows) };
  }

  /** With the receipts that a worker had no time to apply. */
  async function finalLedgerOf(runId: string) {
    await store.receipts.applyEarlyOf(runId);
    return await ledgerOf(runId);
  }

  /** The ledger has the last word: a completed run has a message, or a reason, for each of its recipients. */
  async function wholeLedgerOf(runId: string) {
    const run = await store.runs.get(runId);
    if (!run) throw documentNotFound('run', runId);
    const audience = run.audience ?? (await store.batches.totals(runId)).audience;
    const ledger = await finalLedgerOf(runId);
    const left = recipientsIn(audience) - totalOf(ledger.messages);
    if (left > 0) throw recipientsLeft(left);
    return ledger;
  }

  async function campaign(id: string): Promise<PastBehaviourCampaign> {
    const found = await store.campaigns.get(id);
    if (!found) throw documentNotFound('campaign', id);
    if (found.type !== 'past_behaviour')
      throw invalidDefinition(`a campaign of type ${found.type} has no runs at set times`);
    return found;
  }
}

const settingsOf = ({ _id, safetyLimit, fourEyes, pauseOnErrors, providerGroupId }: Run): RunSettings => ({
  runId: _id,
  safetyLimit,
  ...(fourEyes && { fourEyes }),
  pauseOnErrors,
  providerGroupId,
});

import type { Campaign } from '../../domain/campaign/campaign.ts';
import { hasEnded, STATUSES_UNDER_WAY } from '../../domain/campaign/status.ts';
import { FINAL_REVISION } from '../../domain/campaign/steeringRevision.ts';
import type { Store } from '../../store/store.ts';
import {
  ActionRefusedError,
  type CampaignAction,
  type CampaignClient,
  NotRunningError,
  type Steered,
  TemporalUnreachableError,
} from '../../temporal/campaigns.ts';
import { loadCampaign } from './campaignSteering.ts';

interface Context {
  readonly store: Store;
  readonly campaigns: CampaignClient;
  readonly now: () => Date;
}

/** Stops a campaign. One without a workflow (terminated, lost, never started) is marked as stopped, since nobody else will do that. */
export async function stopCampaign(action: CampaignAction, { store, campaigns, now }: Context): Promise<Steered> {
  try {
    return await campaigns.stop(action);
  } catch (error) {
    if (!(error instanceof NotRunningError)) throw error;
    if (!(await markStopped(action, { store, now }))) throw error;
    // It may have been started between the look and the mark; whoever starts it looks for the mark afterwards.
    await stopIfRunning(action, campaigns);
    return 'done';
  }
}

/** After a start: a campaign that was marked as stopped meanwhile is stopped. */
export async function stopIfMarked(action: CampaignAction, { store, campaigns }: Context): Promise<void> {
  const { actions } = await loadCampaign(store, action.campaignId);
  const stop = actions.find((one) => one.action === 'stop');
  if (stop)
    await stopIfRunning({ ...action, by: stop.by, ...(stop.keyId !== undefined && { keyId: stop.keyId }) }, campaigns);
}

/** Marks a campaign, and the runs of it that nobody carries on, as stopped. False when it has ended already. */
export async function markStopped(
  { campaignId, by, keyId }: Pick<CampaignAction, 'campaignId' | 'by' | 'keyId'>,
  { store, now }: Pick<Context, 'store' | 'now'>,
): Promise<boolean> {
  const at = now();
  const campaign = await store.campaigns.get(campaignId);
  if (!campaign || campaign.status === 'draft' || hasEnded(campaign.status)) return false;
  // The mark comes last: after a crash before it, the next request does all of this again.
  await finishRuns(campaignId, { store, at });
  const actions = [{ action: 'stop' as const, by, ...(keyId !== undefined && { keyId }), at: at.toISOString() }];
  return await store.campaigns.setStatus({
    id: campaignId,
    status: 'stopped',
    actions,
    now: at,
    from: STATUSES_UNDER_WAY,
  });
}

async function finishRuns(campaignId: string, { store, at }: { store: Store; at: Date }): Promise<void> {
  // Nobody has its chunks return any more; those on their way see this.
  await store.steering.raise(campaignId, FINAL_REVISION);
  await store.triggers.removeOfCampaign(campaignId);
  const runs = await store.runs.list({ campaignId, limit: MOST_RUNS_UNDER_WAY });
  await Promise.all(
    runs.map(async ({ _id }) => {
      await store.runs.finish(_id, 'stopped', at);
      await store.dispatches.finish(_id, at);
    }),
  );
}

/** Who stops a campaign that has no workflow any more. */
export const TERMINATED_BY = 'Temporal, where its workflow was terminated';

/**
 * Marks those campaigns as stopped whose workflow was ended from outside: it left them no word to say. Returns whether there are any.
 * While Temporal doesn't answer, what is stored stays.
 */
export async function markTerminated(
  given: readonly Pick<Campaign, '_id' | 'status'>[],
  { store, campaigns, now }: Context,
): Promise<boolean> {
  const open = given.filter(({ status }) => status !== 'draft' && !hasEnded(status)).map(({ _id }) => _id);
  try {
    const terminated = await campaigns.terminated(open);
    const marks = [...terminated].map((campaignId) => markStopped({ campaignId, by: TERMINATED_BY }, { store, now }));
    await Promise.all(marks);
    return marks.length > 0;
  } catch (error) {
    if (error instanceof TemporalUnreachableError) return false;
    throw error;
  }
}

/** Far more than a campaign has at the same time; those that have ended stay as they are. */
const MOST_RUNS_UNDER_WAY = 50;

async function stopIfRunning(action: CampaignAction, campaigns: CampaignClient): Promise<void> {
  try {
    await campaigns.stop(action);
  } catch (error) {
    if (!(error instanceof NotRunningError) && !(error instanceof ActionRefusedError)) throw error;
  }
}

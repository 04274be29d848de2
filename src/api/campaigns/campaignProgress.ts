import type { CampaignProgress } from '../../domain/campaign/progress.ts';
import { hasEnded } from '../../domain/campaign/status.ts';
import type { Store } from '../../store/store.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { toCampaignAnswer, toProgressAnswer } from './campaignAnswer.ts';
import { markStopped, TERMINATED_BY } from './campaignEnding.ts';
import { loadCampaign } from './campaignSteering.ts';

/** The campaign and what it does. It is the workflow that says whether it has ended; the status on the document follows a moment later. */
export async function withProgress(
  dependencies: Pick<ApiDependencies, 'store' | 'campaigns' | 'now'>,
  campaignId: string,
) {
  const { store, campaigns, now } = dependencies;
  const campaign = await loadCampaign(store, campaignId);
  if (campaign.status === 'draft') return { ...toCampaignAnswer(campaign), progress: null };
  const progress = await campaigns.progress(campaignId);
  if (progress === 'terminated') {
    await markStopped({ campaignId, by: TERMINATED_BY }, { store, now });
    return { ...toCampaignAnswer(await loadCampaign(store, campaignId)), progress: null };
  }
  const phase = progress?.phase;
  const status = phase === 'completed' || phase === 'stopped' ? phase : campaign.status;
  // The workflow of one that has ended is kept for some time only.
  return {
    ...toCampaignAnswer(campaign),
    status: hasEnded(campaign.status) ? campaign.status : status,
    progress: toProgressAnswer(progress && (await withFigures(progress, store)), now()),
  };
}

/** The figures of a live campaign as they are in the store: its workflow knows them as of the last time that it had nothing to send. */
async function withFigures(progress: CampaignProgress, store: Store): Promise<CampaignProgress> {
  const { campaignId, live } = progress;
  if (!live) return progress;
  const [state, waiting, nextAt] = await Promise.all([
    store.liveStates.get(campaignId),
    store.triggers.waiting(campaignId),
    store.triggers.nextDueAt(campaignId),
  ]);
  if (!state) return progress;
  const { today, inAll } = state;
  const day = today.day === '' ? null : today.day;
  const { messages, dropped } = today;
  return {
    ...progress,
    live: { ...live, waiting, nextAt: nextAt?.toISOString() ?? null, day, today: messages, dropped, inAll },
  };
}

import {
  ActionRefusedError,
  type CampaignAction,
  NotRunningError,
  TemporalUnreachableError,
} from '../../temporal/campaigns.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { ApiError, unavailable } from '../http/problem.ts';

/** How many updates are in flight at once. */
const CONCURRENCY = 16;

/**
 * Makes every scheduled campaign compute its next run again, in the account's stored time zone. Campaigns that have ended meanwhile are
 * ignored. Throws a 503 when Temporal is unavailable: then some campaigns have not been updated.
 */
export async function replanCampaigns(
  action: Omit<CampaignAction, 'campaignId'>,
  { store, campaigns }: Pick<ApiDependencies, 'store' | 'campaigns'>,
): Promise<void> {
  const pending = await store.campaigns.scheduledIds();
  const replanPending = async (): Promise<void> => {
    for (let campaignId = pending.pop(); campaignId !== undefined; campaignId = pending.pop()) await replan(campaignId);
  };
  try {
    await Promise.all(Array.from({ length: CONCURRENCY }, replanPending));
  } catch (error) {
    throw error instanceof TemporalUnreachableError ? storedButNotApplied(unavailable(error.part, error)) : error;
  }

  async function replan(campaignId: string): Promise<void> {
    try {
      await campaigns.edit({ ...action, campaignId });
    } catch (error) {
      if (!(error instanceof NotRunningError) && !(error instanceof ActionRefusedError)) throw error;
    }
  }
}

const storedButNotApplied = (cause: ApiError): ApiError =>
  new ApiError('unavailable', {
    detail: `The settings are stored, but not every campaign uses the new time zone yet. ${cause.message} Repeat the request.`,
    headers: cause.headers,
    cause,
  });

import {
  ActionRefusedError,
  type CampaignAction,
  NotRunningError,
  TemporalUnreachableError,
} from '../../temporal/campaigns.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { ApiError, unavailable } from '../http/problem.ts';

/** Updates under way at a time. */
const AT_ONCE = 16;

/**
 * Has every campaign that was scheduled plan anew, by the account's time zone as it is stored now. Those that have ended meanwhile need
 * no plan. Throws a 503 when Temporal is away: then some don't know yet.
 */
export async function tellCampaigns(
  action: Omit<CampaignAction, 'campaignId'>,
  { store, campaigns }: Pick<ApiDependencies, 'store' | 'campaigns'>,
): Promise<void> {
  const waiting = await store.campaigns.underWay();
  const tellWaiting = async (): Promise<void> => {
    for (let campaignId = waiting.pop(); campaignId !== undefined; campaignId = waiting.pop()) await tell(campaignId);
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, tellWaiting));
  } catch (error) {
    throw error instanceof TemporalUnreachableError ? stored(unavailable(error.part, error)) : error;
  }

  async function tell(campaignId: string): Promise<void> {
    try {
      await campaigns.edit({ ...action, campaignId });
    } catch (error) {
      if (!(error instanceof NotRunningError) && !(error instanceof ActionRefusedError)) throw error;
    }
  }
}

const stored = (cause: ApiError): ApiError =>
  new ApiError('unavailable', {
    detail: `The settings are stored, but not every campaign knows of the new time zone. ${cause.message} Repeat the request.`,
    headers: cause.headers,
    cause,
  });

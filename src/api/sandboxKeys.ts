import type { Store } from '../store/store.ts';
import { ApiError } from './http/problem.ts';
import type { Route } from './http/route.ts';

/** What a sandbox key may do besides reading. Everything else changes what others send. */
const PERMITTED: readonly string[] = [
  'createCampaign',
  'validateCampaign',
  // The copy is a sandbox campaign.
  'duplicateCampaign',
  'estimateSegment',
  'sendTestSms',
  'sendMessage',
];

/** What it may do with sandbox campaigns only. */
const PERMITTED_WITH_SANDBOX_CAMPAIGNS: readonly string[] = [
  'replaceCampaign',
  'updateCampaign',
  'deleteCampaign',
  'archiveCampaign',
  'unarchiveCampaign',
  'scheduleCampaign',
  'triggerCampaign',
  'pauseCampaign',
  'resumeCampaign',
  'stopCampaign',
  'retryCampaign',
  'approveRun',
  'raiseSafetyLimit',
];

/** The routes, which refuse with a sandbox key whatever could reach a real provider. A new one is refused until it is listed here. */
export function keptInSandbox(routes: readonly Route[], { campaigns }: Pick<Store, 'campaigns'>): Route[] {
  return routes.map((route) => {
    if (route.scope === null || route.method === 'get' || PERMITTED.includes(route.operationId)) return route;
    const checkCaller: Route['checkCaller'] = async (caller, params) => {
      if (caller.sandbox) await check(route, String(params.campaignId));
    };
    return { ...route, checkCaller, problems: [...route.problems, 'sandbox-key'] };
  });

  async function check({ operationId }: Route, campaignId: string): Promise<void> {
    if (!PERMITTED_WITH_SANDBOX_CAMPAIGNS.includes(operationId)) {
      throw refusal(
        'A sandbox key can read, estimate, validate, send test SMS and single messages, and work with sandbox campaigns.',
      );
    }
    const campaign = await campaigns.get(campaignId);
    // Of an unknown campaign the route says so.
    if (campaign === null || campaign.sandbox) return;
    throw refusal(
      `The campaign ${campaignId} is not a sandbox campaign. A duplicate made with the sandbox key is one.`,
    );
  }
}

const refusal = (detail: string): ApiError => new ApiError('sandbox-key', { detail });

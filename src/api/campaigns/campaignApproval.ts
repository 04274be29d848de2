import { z } from 'zod';
import type { ApiDependencies } from '../dependencies.ts';
import { ApiError } from '../http/problem.ts';
import { actorOf, type Caller, defineRoute, type Route } from '../http/route.ts';
import { idParameter } from '../wire.ts';
import { campaignWithProgressAnswer, toCampaignAnswer } from './campaignAnswer.ts';
import { withProgress } from './campaignProgress.ts';
import { loadCampaign, steeredOnceScheduled } from './campaignSteering.ts';

const occurrence = z
  .int()
  .min(1)
  .max(1_000_000_000)
  .optional()
  .describe('which run, as in /runs/{occurrence}; wanted where several wait, since each is decided on by itself');

export const approveInput = z.strictObject({ occurrence });
export const raiseLimitInput = z.strictObject({
  limit: z.int().min(1).max(100_000_000).describe('the new safetyCheck.maxAudience; a run to at most so many goes on'),
  occurrence,
});

const params = z.strictObject({ campaignId: idParameter('campaign') });
const shared = {
  method: 'post',
  tag: 'Campaigns',
  params,
  answer: campaignWithProgressAnswer,
  problems: ['four-eyes', 'not-found', 'conflict'],
} as const;

const KEPT =
  'A held run keeps the people, the text and the settings that it was opened with: a change of the campaign counts for later runs only. ' +
  "Whoever has an hour of their own (zone profile or best_time) that passed more than 15 minutes before the decision is late, and the run's late decides: skip, send_now or next_day.";

/** Deciding on a run that the safety check holds. Stopping it, too, is in campaignActions.ts. */
export function campaignApprovalRoutes(dependencies: Pick<ApiDependencies, 'store' | 'campaigns' | 'now'>): Route[] {
  const { store, campaigns } = dependencies;
  return [
    defineRoute({
      ...shared,
      path: '/v1/campaigns/{campaignId}/approve',
      operationId: 'approveRun',
      scope: 'approve',
      before: async ({ campaignId }) => toCampaignAnswer(await loadCampaign(store, campaignId)),
      summary: 'Let a run go that the safety check holds',
      description: `It is sent to everybody that it was opened for. Later runs are checked again. ${KEPT}`,
      body: approveInput.optional(),
      async handle({ params: { campaignId }, body = {}, caller, newId }) {
        await checkFourEyes(campaignId, caller);
        const action = { campaignId, ...actorOf(caller), actionId: newId('act'), ...body };
        await steeredOnceScheduled(store, { campaignId, action: 'approve' }, () => campaigns.approve(action));
        return await withProgress(dependencies, campaignId);
      },
    }),
    defineRoute({
      ...shared,
      path: '/v1/campaigns/{campaignId}/raise-limit',
      operationId: 'raiseSafetyLimit',
      scope: 'approve',
      before: async ({ campaignId }) => toCampaignAnswer(await loadCampaign(store, campaignId)),
      summary: 'Raise the limit of the safety check',
      description: `For the run that it holds, which goes on if it has no more recipients than that, and for those to come. A limit that is too low for the run leaves it waiting; one that is no higher than now is refused. ${KEPT}`,
      body: raiseLimitInput,
      async handle({ params: { campaignId }, body, caller, newId }) {
        await checkFourEyes(campaignId, caller);
        const action = { campaignId, ...actorOf(caller), actionId: newId('act'), ...body };
        await steeredOnceScheduled(store, { campaignId, action: 'raise-limit' }, () => campaigns.raiseLimit(action));
        return await withProgress(dependencies, campaignId);
      },
    }),
  ];

  /** Throws a 403 if the account wants four eyes, and the caller has had a part in the campaign. */
  async function checkFourEyes(campaignId: string, { id }: Caller): Promise<void> {
    const [{ fourEyes }, { authorKeyIds = [] }] = await Promise.all([
      store.account.get(),
      loadCampaign(store, campaignId),
    ]);
    if (!fourEyes || !authorKeyIds.includes(id)) return;
    throw new ApiError('four-eyes', {
      detail: 'This API key created, edited or scheduled the campaign: the account wants the decision of another one.',
    });
  }
}

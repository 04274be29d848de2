import { z } from 'zod';
import { campaignInput } from '../../domain/campaign/campaign.ts';
import { CAMPAIGN_STATUSES } from '../../domain/campaign/status.ts';
import { tag } from '../../domain/limits/profileLimits.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { cursorKind, namedListQuery, pageOf, toPage } from '../http/cursor.ts';
import { invalid } from '../http/problem.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { idParameter, problemOfField } from '../wire.ts';
import { alertingProblems } from './campaignAlerting.ts';
import { campaignAnswer, campaignAnswerWith, campaignWithProgressAnswer, toCampaignAnswer } from './campaignAnswer.ts';
import { campaignProblems, partsOf } from './campaignCheck.ts';
import { markTerminated } from './campaignEnding.ts';
import { withProgress } from './campaignProgress.ts';
import { campaignState, loadCampaign } from './campaignSteering.ts';
import { newDraft } from './newDraft.ts';

const params = z.strictObject({ campaignId: idParameter('campaign') });
const cursor = cursorKind('campaigns', z.strictObject({ id: z.string() }));

export const createdCampaignAnswer = campaignAnswerWith({
  warnings: z.array(problemOfField).describe('what scheduling would refuse as things are now'),
});

/** Creating, reading and deleting campaigns. Edits are in campaignEdits.ts, actions such as pause in campaignActions.ts. */
export function campaignRoutes(
  dependencies: Pick<ApiDependencies, 'store' | 'campaigns' | 'mailIsConfigured' | 'now'>,
): Route[] {
  const { store, now } = dependencies;
  return [
    defineRoute({
      method: 'post',
      path: '/v1/campaigns',
      operationId: 'createCampaign',
      scope: 'author',
      tag: 'Campaigns',
      summary: 'Create a campaign',
      description:
        'The campaign is a draft until it is scheduled. It is validated completely now. With a sandbox key it is a sandbox campaign for ever: its messages go to the built-in sandbox, whatever its provider group is, and providerGroupId may be sandbox.',
      body: campaignInput,
      status: 201,
      answer: createdCampaignAnswer,
      async handle({ body, ...request }) {
        const at = now();
        const problems = await campaignProblems(partsOf(body), { store, now: at, sandbox: request.caller.sandbox });
        if (problems.length > 0) throw invalid(problems);
        const created = await newDraft(body, { store, at }, request);
        return { ...toCampaignAnswer(created), warnings: await alertingProblems(partsOf(created), dependencies) };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/campaigns',
      operationId: 'listCampaigns',
      scope: 'read',
      tag: 'Campaigns',
      summary: 'List campaigns, the newest first',
      query: z.strictObject({
        status: z.enum(CAMPAIGN_STATUSES).optional().describe('only those with this status'),
        sandbox: z.enum(['true', 'false']).optional().describe('true: only sandbox campaigns; false: only others'),
        tag: tag.optional().describe('only those with this tag'),
        archived: z
          .enum(['true', 'false', 'all'])
          .default('false')
          .describe('true: only archived campaigns; all: archived or not; left out: only those that are not archived'),
        ...namedListQuery,
      }),
      answer: pageOf(campaignAnswer),
      async handle({ query: { limit, cursor: given, archived, sandbox, ...filter } }) {
        const before = cursor.decode(given)?.id;
        const list = () =>
          store.campaigns.list({
            ...filter,
            ...(sandbox && { sandbox: sandbox === 'true' }),
            ...(archived !== 'all' && { archived: archived === 'true' }),
            before,
            limit: limit + 1,
          });
        const listed = await list();
        const found = (await markTerminated(listed, dependencies)) ? await list() : listed;
        return toPage(found, limit, cursor, (campaign) => ({ id: campaign._id }), toCampaignAnswer);
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/campaigns/{campaignId}',
      operationId: 'getCampaign',
      scope: 'read',
      tag: 'Campaigns',
      summary: 'Read a campaign and its progress',
      params,
      answer: campaignWithProgressAnswer,
      problems: ['not-found'],
      handle: ({ params: { campaignId } }) => withProgress(dependencies, campaignId),
    }),
    defineRoute({
      method: 'delete',
      path: '/v1/campaigns/{campaignId}',
      operationId: 'deleteCampaign',
      scope: 'author',
      before: async ({ campaignId }) => toCampaignAnswer(await loadCampaign(store, campaignId)),
      tag: 'Campaigns',
      summary: 'Delete a draft',
      params,
      problems: ['not-found', 'conflict'],
      async handle({ params: { campaignId } }) {
        await checkDraft(campaignId);
        if (!(await store.campaigns.removeDraft(campaignId))) await checkDraft(campaignId);
        return undefined;
      },
    }),
  ];

  async function checkDraft(id: string): Promise<void> {
    const campaign = await loadCampaign(store, id);
    const { status } = campaign;
    if (status !== 'draft') throw campaignState(campaign, `Only a draft can be deleted; the campaign is ${status}.`);
  }
}

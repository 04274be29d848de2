import { z } from 'zod';
import { campaignInput } from '../../domain/campaign/campaign.ts';
import { CAMPAIGN_STATUSES } from '../../domain/campaign/status.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { cursorKind, cursorParameter, limitParameter, pageOf, toPage } from '../http/cursor.ts';
import { conflict, invalid } from '../http/problem.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { idParameter } from '../wire.ts';
import { campaignAnswer, campaignWithProgressAnswer, toCampaignAnswer } from './campaignAnswer.ts';
import { campaignProblems } from './campaignCheck.ts';
import { markTerminated } from './campaignEnding.ts';
import { withProgress } from './campaignProgress.ts';
import { loadCampaign } from './campaignSteering.ts';

const params = z.strictObject({ campaignId: idParameter('campaign') });
const cursor = cursorKind('campaigns', z.strictObject({ id: z.string() }));

/** Definitions of campaigns. Changing them is in campaignEdits.ts, what they do in campaignActions.ts. */
export function campaignRoutes(dependencies: Pick<ApiDependencies, 'store' | 'campaigns' | 'now'>): Route[] {
  const { store, now } = dependencies;
  return [
    defineRoute({
      method: 'post',
      path: '/v1/campaigns',
      operationId: 'createCampaign',
      tag: 'Campaigns',
      summary: 'Make a campaign',
      description: 'It is a draft until it is scheduled. Everything that can be checked is checked now.',
      body: campaignInput,
      status: 201,
      answer: campaignAnswer,
      async handle({ body, newId, setHeader }) {
        const at = now();
        const problems = await campaignProblems(body, { store, now: at });
        if (problems.length > 0) throw invalid(problems);
        const id = newId('cmp');
        // Not inserted: an earlier go of this very request did it.
        const stamps = { createdAt: at, updatedAt: at };
        await store.campaigns.insert({ _id: id, ...body, status: 'draft', revision: 1, actions: [], ...stamps });
        setHeader('Location', `/v1/campaigns/${id}`);
        return toCampaignAnswer(await loadCampaign(store, id));
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/campaigns',
      operationId: 'listCampaigns',
      tag: 'Campaigns',
      summary: 'List the campaigns',
      query: z.strictObject({
        status: z.enum(CAMPAIGN_STATUSES).optional(),
        limit: limitParameter,
        cursor: cursorParameter,
      }),
      answer: pageOf(campaignAnswer),
      async handle({ query: { status, limit, cursor: given } }) {
        const after = cursor.decode(given)?.id;
        const list = () =>
          store.campaigns.list({
            ...(status && { status }),
            ...(after !== undefined && { after }),
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
      tag: 'Campaigns',
      summary: 'Read a campaign and how far it is',
      params,
      answer: campaignWithProgressAnswer,
      problems: ['not-found'],
      handle: ({ params: { campaignId } }) => withProgress(dependencies, campaignId),
    }),
    defineRoute({
      method: 'delete',
      path: '/v1/campaigns/{campaignId}',
      operationId: 'deleteCampaign',
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
    const { status } = await loadCampaign(store, id);
    if (status !== 'draft') throw conflict(`Only a draft can be deleted; the campaign is ${status}.`);
  }
}

import { z } from 'zod';
import { CAMPAIGN_STATUSES, type Campaign, campaignInput } from '../domain/campaign.ts';
import { campaignAnswer, campaignWithProgressAnswer, toCampaignAnswer, toProgressAnswer } from './campaignAnswer.ts';
import { campaignProblems, readableParts } from './campaignCheck.ts';
import { MOST_SAMPLES, previewAnswer, previews } from './campaignPreview.ts';
import type { ApiDependencies } from './dependencies.ts';
import { cursorKind, cursorParameter, limitParameter, pageOf, toPage } from './http/cursor.ts';
import { fieldProblems, jsonPointer } from './http/fieldProblems.ts';
import { conflict, invalid, notFound } from './http/problem.ts';
import { defineRoute, type Route } from './http/route.ts';
import { idParameter, problemOfField } from './wire.ts';

const params = z.strictObject({ campaignId: idParameter('campaign') });
const cursor = cursorKind('campaigns', z.strictObject({ id: z.string() }));

export const campaignCheckInput = z
  .record(z.string(), z.unknown())
  .describe('a campaign as for createCampaign; it may be unfinished or wrong');
export const campaignCheckAnswer = z.strictObject({
  valid: z.boolean(),
  problems: z.array(problemOfField),
  preview: z.array(previewAnswer),
});

/** Definitions of campaigns. What they do is in campaignActions.ts. */
export function campaignRoutes(dependencies: Pick<ApiDependencies, 'store' | 'campaigns' | 'now'>): Route[] {
  const { store, campaigns, now } = dependencies;
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
        const problems = await campaignProblems(body, store, at);
        if (problems.length > 0) throw invalid(problems);
        const id = newId('cmp');
        // Not inserted: an earlier go of this very request did it.
        await store.campaigns.insert({ _id: id, ...body, status: 'draft', createdAt: at, updatedAt: at });
        setHeader('Location', `/v1/campaigns/${id}`);
        return toCampaignAnswer(await load(id));
      },
    }),
    defineRoute({
      method: 'post',
      path: '/v1/campaigns/validate',
      operationId: 'validateCampaign',
      tag: 'Campaigns',
      summary: 'Check a campaign without making it, and see its texts',
      description: `All that is wrong at once, and the text as up to ${MOST_SAMPLES} people would get it: the profiles named, or else the first ones that qualify.`,
      query: z.strictObject({
        profileId: z.array(z.string()).max(MOST_SAMPLES).default([]).describe('whose text to show; may be repeated'),
      }),
      body: campaignCheckInput,
      answer: campaignCheckAnswer,
      idempotent: false,
      async handle({ body, query }) {
        const read = campaignInput.safeParse(body);
        const parts = read.success ? read.data : readableParts(body);
        const shape = read.success ? [] : fieldProblems(read.error, body, jsonPointer);
        const problems = [...shape, ...(await campaignProblems(parts, store, now()))];
        const campaignName = typeof body.name === 'string' ? body.name : '';
        const preview = await previews({ parts, campaignName, profileIds: query.profileId }, store, now());
        return { valid: problems.length === 0, problems, preview };
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
        const found = await store.campaigns.list({
          ...(status && { status }),
          ...(after !== undefined && { after }),
          limit: limit + 1,
        });
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
      async handle({ params: { campaignId } }) {
        const campaign = await load(campaignId);
        const progress = campaign.status === 'draft' ? null : await campaigns.progress(campaignId);
        return { ...toCampaignAnswer(campaign), progress: toProgressAnswer(progress) };
      },
    }),
    defineRoute({
      method: 'put',
      path: '/v1/campaigns/{campaignId}',
      operationId: 'replaceCampaign',
      tag: 'Campaigns',
      summary: 'Change a draft',
      params,
      body: campaignInput,
      answer: campaignAnswer,
      problems: ['not-found', 'conflict'],
      async handle({ params: { campaignId }, body }) {
        await loadDraft(campaignId, 'changed');
        const problems = await campaignProblems(body, store, now());
        if (problems.length > 0) throw invalid(problems);
        if (!(await store.campaigns.replaceDraft(campaignId, body, now()))) await loadDraft(campaignId, 'changed');
        return toCampaignAnswer(await load(campaignId));
      },
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
        await loadDraft(campaignId, 'deleted');
        if (!(await store.campaigns.removeDraft(campaignId))) await loadDraft(campaignId, 'deleted');
        return undefined;
      },
    }),
  ];

  async function load(id: string): Promise<Campaign> {
    const campaign = await store.campaigns.get(id);
    if (!campaign) throw notFound('campaign', id);
    return campaign;
  }

  async function loadDraft(id: string, action: string): Promise<void> {
    const { status } = await load(id);
    if (status !== 'draft') throw conflict(`Only a draft can be ${action}; the campaign is ${status}.`);
  }
}

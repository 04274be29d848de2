import { z } from 'zod';
import type { ApiDependencies } from '../dependencies.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { idParameter } from '../wire.ts';
import { campaignAnswer, toCampaignAnswer } from './campaignAnswer.ts';
import { loadCampaign, notNow } from './campaignSteering.ts';

const params = z.strictObject({ campaignId: idParameter('campaign') });

/** Keeping drafts and ended campaigns out of the list. */
export function campaignArchiveRoutes({ store, now }: Pick<ApiDependencies, 'store' | 'now'>): Route[] {
  const shared = {
    method: 'post',
    scope: 'author',
    before: async ({ campaignId }: z.output<typeof params>) => toCampaignAnswer(await loadCampaign(store, campaignId)),
    tag: 'Campaigns',
    params,
    answer: campaignAnswer,
  } as const;
  return [
    defineRoute({
      ...shared,
      path: '/v1/campaigns/{campaignId}/archive',
      operationId: 'archiveCampaign',
      summary: 'Archive a draft, or a campaign that has ended',
      description:
        'The list leaves it out unless `archived` asks for it. Nothing else changes: its runs, reports and messages stay. An archived draft can be edited and scheduled only after unarchiveCampaign. Repeating it changes nothing.',
      problems: ['not-found', 'conflict'],
      async handle({ params: { campaignId } }) {
        const isArchived = await store.campaigns.archive(campaignId, now());
        const campaign = await loadCampaign(store, campaignId);
        if (!isArchived && campaign.archivedAt === undefined) throw notNow(campaign, 'archive');
        return toCampaignAnswer(campaign);
      },
    }),
    defineRoute({
      ...shared,
      path: '/v1/campaigns/{campaignId}/unarchive',
      operationId: 'unarchiveCampaign',
      summary: 'Take a campaign out of the archive',
      description: 'Repeating it changes nothing, and neither does it for a campaign that is not archived.',
      problems: ['not-found'],
      async handle({ params: { campaignId } }) {
        await store.campaigns.unarchive(campaignId, now());
        return toCampaignAnswer(await loadCampaign(store, campaignId));
      },
    }),
  ];
}

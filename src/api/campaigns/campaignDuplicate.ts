import { z } from 'zod';
import { CAMPAIGN_FIELDS, type Campaign, type CampaignInput, MAX_NAME } from '../../domain/campaign/campaign.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { idParameter } from '../wire.ts';
import { alertingProblems } from './campaignAlerting.ts';
import { toCampaignAnswer } from './campaignAnswer.ts';
import { campaignProblems, partsOf } from './campaignCheck.ts';
import { loadCampaign } from './campaignSteering.ts';
import { createdCampaignAnswer } from './campaigns.ts';
import { newDraft } from './newDraft.ts';

export function campaignDuplicateRoutes(
  dependencies: Pick<ApiDependencies, 'store' | 'mailIsConfigured' | 'now'>,
): Route[] {
  const { store, now } = dependencies;
  return [
    defineRoute({
      method: 'post',
      path: '/v1/campaigns/{campaignId}/duplicate',
      operationId: 'duplicateCampaign',
      scope: 'author',
      tag: 'Campaigns',
      summary: 'Create a draft with the definition of a campaign',
      description:
        'The campaign may have any status, and stays as it is. The name of the draft ends in (copy). It is a sandbox campaign if, and only if, the key is a sandbox key. What could not be scheduled as it is, such as a time that has passed or a segment that was deleted, is in `warnings`.',
      params: z.strictObject({ campaignId: idParameter('campaign') }),
      status: 201,
      answer: createdCampaignAnswer,
      problems: ['not-found'],
      async handle({ params: { campaignId }, ...request }) {
        const original = await loadCampaign(store, campaignId);
        const at = now();
        const copy = { ...definitionOf(original), name: nameOfCopy(original.name) };
        const created = await newDraft(copy, { store, at }, request);
        const warnings = await Promise.all([
          campaignProblems(partsOf(created), { store, now: at, sandbox: created.sandbox }),
          alertingProblems(partsOf(created), dependencies),
        ]);
        return { ...toCampaignAnswer(created), warnings: warnings.flat() };
      },
    }),
  ];
}

/** What the author of a campaign has given, without what became of it. */
function definitionOf(campaign: Campaign): CampaignInput {
  const given = Object.entries(campaign).filter(
    ([name, value]) => CAMPAIGN_FIELDS.includes(name) && value !== undefined,
  );
  return Object.fromEntries(given) as unknown as CampaignInput;
}

/** `Spring (copy)`, and of that one `Spring (copy 2)`; a long name is cut, between whole characters. */
function nameOfCopy(name: string): string {
  const [, original = name, count] = /^(.*) \(copy(?: (\d{1,6}))?\)$/su.exec(name) ?? [];
  const suffix = original === name ? ' (copy)' : ` (copy ${Number(count ?? 1) + 1})`;
  let cut = '';
  for (const character of original) {
    if (cut.length + character.length + suffix.length > MAX_NAME) break;
    cut += character;
  }
  return cut.trimEnd() + suffix;
}

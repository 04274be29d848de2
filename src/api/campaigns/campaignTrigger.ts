import { z } from 'zod';
import type { Campaign, LiveCampaign } from '../../domain/campaign/campaign.ts';
import { hasEnded } from '../../domain/campaign/status.ts';
import { type ApiTriggerInput, apiTriggerInput } from '../../domain/live/apiTrigger.ts';
import type { LiveWhenOf } from '../../domain/live/liveWhen.ts';
import { bulkAnswer, writeItems } from '../audience/bulk.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { idParameter } from '../wire.ts';
import { campaignState, loadCampaign } from './campaignSteering.ts';

const MOST_ITEMS = 1000;

export const triggerInput = z.strictObject({
  items: z
    .array(z.unknown())
    .min(1)
    .max(MOST_ITEMS)
    .describe('1 to 1,000 objects: `profileId`, and if wanted `key` and `data`'),
});

export const triggerAnswer = z.strictObject({
  accepted: z.int().describe('items that trigger a message; when it is due, filter, frequency and limits decide'),
  known: z.int().describe('items whose profile was triggered with the same key before; nothing changed'),
  rejected: z.int().describe('items that trigger nothing; `outcomes` says why'),
  outcomes: bulkAnswer.shape.outcomes,
});

/** Messages that the caller triggers. */
export function campaignTriggerRoutes({
  store,
  ingestion,
  now,
}: Pick<ApiDependencies, 'store' | 'ingestion' | 'now'>): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/v1/campaigns/{campaignId}/trigger',
      operationId: 'triggerCampaign',
      scope: 'ingest',
      audit: 'counts',
      tag: 'Campaigns',
      summary: 'Trigger a live campaign for up to 1,000 profiles',
      description:
        "Of campaigns whose `when.kind` is api. Each item is one message, due after the campaign's `delaySeconds`. The good ones are taken, whatever is wrong with the others. What is accepted is stored: it survives a restart of every part of Herald. While the campaign is paused, messages wait until it is resumed or they expire.",
      params: z.strictObject({ campaignId: idParameter('campaign') }),
      body: triggerInput,
      answer: triggerAnswer,
      problems: ['not-found', 'conflict'],
      async handle({ params: { campaignId }, body, newId }) {
        const campaign = await loadCampaign(store, campaignId);
        const { when } = triggerable(campaign, now());
        const write = async (items: ApiTriggerInput[]) => {
          const keyed = items.map((item) => ({ ...item, key: item.key ?? newId('trg') }));
          const outcomes = await ingestion.trigger({ _id: campaignId, delaySeconds: when.delaySeconds }, keyed);
          return outcomes.map((outcome) => ({ outcome }));
        };
        const of = { schema: apiTriggerInput, idField: 'profileId', notesOf: () => [], write };
        const { accepted, known, rejected, outcomes } = await writeItems(body.items, of);
        return { accepted, known, rejected, outcomes };
      },
    }),
  ];
}

/** The campaign, if the API can trigger it now; otherwise throws a 409 with what it is. */
function triggerable(campaign: Campaign, now: Date): LiveCampaign & { readonly when: LiveWhenOf<'api'> } {
  const refuse = (reason: string) => campaignState(campaign, `The campaign can't be triggered: ${reason}.`);
  if (campaign.type !== 'live') throw refuse('it is not live');
  const { status, when, start, end } = campaign;
  if (when.kind !== 'api') throw refuse(`its messages are triggered by ${TRIGGERED_BY[when.kind]}, not by the API`);
  if (status === 'draft') throw refuse('it is a draft. Schedule it first');
  if (hasEnded(status)) throw refuse('it has ended');
  if (start !== undefined && now < new Date(start)) throw refuse(`it starts at ${start}`);
  if (end !== undefined && now >= new Date(end)) throw refuse(`it ended at ${end}`);
  return { ...campaign, when };
}

const TRIGGERED_BY: Readonly<Record<Exclude<LiveCampaign['when']['kind'], 'api'>, string>> = {
  event: 'an event',
  inaction: 'an event and the absence of another',
  event_date: 'a date in an event',
  profile_date: 'a date in a profile',
};

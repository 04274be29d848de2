import { z } from 'zod';
import { campaignInput } from '../../domain/campaign/campaign.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { fieldProblems, jsonPointer } from '../http/fieldProblems.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { instant, problemOfField } from '../wire.ts';
import { alertingProblems } from './campaignAlerting.ts';
import { type CampaignParts, campaignProblems, readableParts } from './campaignCheck.ts';
import { MOST_SAMPLES, previewAnswer, previewProblems, previews } from './campaignPreview.ts';
import { NO_RUNS, occurrencesFrom } from './campaignTimes.ts';

const MOST_OCCURRENCES = 5;

export const campaignCheckInput = z
  .record(z.string(), z.unknown())
  .describe('a campaign as for createCampaign; it may be unfinished or wrong');

export const campaignCheckAnswer = z.strictObject({
  valid: z.boolean().describe('whether it could be scheduled now'),
  problems: z.array(problemOfField),
  upcoming: z
    .array(
      z.strictObject({
        local: z.string().describe('the local date and time, such as 2026-05-07T18:00'),
        zone: z.string().describe("whose clock shows it: a zone's, or each profile's own (profile, best_time)"),
        firstAt: instant.describe('when clocks of the first zone on earth show it: the run starts'),
        lastAt: instant.describe('the same for the last zone; firstAt where all are due at the same instant'),
      }),
    )
    .max(MOST_OCCURRENCES)
    .describe(`when it would run, if it were scheduled now: at most the next ${MOST_OCCURRENCES} times`),
  preview: z.array(previewAnswer),
});

/** A campaign looked at before there is one. */
export function campaignValidationRoutes(
  dependencies: Pick<ApiDependencies, 'store' | 'mailIsConfigured' | 'now'>,
): Route[] {
  const { store, now } = dependencies;
  return [
    defineRoute({
      method: 'post',
      path: '/v1/campaigns/validate',
      operationId: 'validateCampaign',
      tag: 'Campaigns',
      summary: 'Check a campaign without making it, and see its times and texts',
      description: `All that stands against scheduling it, at once; when it would run; and the text as up to ${MOST_SAMPLES} people would get it: the profiles named, or else the first ones that qualify.`,
      query: z.strictObject({
        profileId: z.array(z.string()).max(MOST_SAMPLES).default([]).describe('whose text to show; may be repeated'),
      }),
      body: campaignCheckInput,
      answer: campaignCheckAnswer,
      idempotent: false,
      async handle({ body, query }) {
        const at = now();
        const read = campaignInput.safeParse(body);
        const parts = read.success ? read.data : readableParts(body);
        const shape = read.success ? [] : fieldProblems(read.error, body, jsonPointer);
        const campaignName = typeof body.name === 'string' ? body.name : '';
        const preview = await previews({ parts, campaignName, profileIds: query.profileId }, store, at);
        const sense = await Promise.all([
          campaignProblems(parts, { store, now: at }),
          alertingProblems(parts, dependencies),
          previewProblems(preview),
        ]);
        // What isn't readable has been told of; that it is missing, too, would be told twice.
        const told = new Set(shape.map(({ field }) => field));
        const problems = [...shape, ...sense.flat().filter(({ field }) => !told.has(field))];
        return { valid: problems.length === 0, problems, upcoming: await upcoming(parts, at), preview };
      },
    }),
  ];

  async function upcoming({ when }: CampaignParts, at: Date) {
    if (when === undefined) return [];
    const { timeZone: accountZone } = await store.account.get();
    const found = occurrencesFrom({ when, accountZone, now: at, past: NO_RUNS }, MOST_OCCURRENCES);
    return found.map(({ local, zone, firstAt, lastAt }) => ({ local, zone, firstAt, lastAt }));
  }
}

import { z } from 'zod';
import { conditionOf } from '../../domain/audience/segmentReferences.ts';
import { campaignInput, liveInput, pastBehaviourInput } from '../../domain/campaign/campaign.ts';
import { quietHoursSetting } from '../../domain/dnd/dndSchema.ts';
import type { FieldProblem } from '../../domain/problems.ts';
import { conditionNotes } from '../audience/conditionNotes.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { fieldProblems, jsonPointer, WITH_KNOWN_FIELDS } from '../http/fieldProblems.ts';
import { fieldError, toFieldError } from '../http/problem.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { instant, problemOfField } from '../wire.ts';
import { alertingProblems } from './campaignAlerting.ts';
import { type CampaignParts, campaignProblems, partsOf, readableParts } from './campaignCheck.ts';
import { MAX_SAMPLES, previewAnswer, previewProblems, previews } from './campaignPreview.ts';
import { NO_RUNS, occurrencesFrom, zoneProblem } from './campaignTimes.ts';
import { historyAnswer, liveHistory } from './liveHistory.ts';

const MAX_OCCURRENCES = 5;

export const campaignCheckInput = z
  .record(z.string(), z.unknown())
  .describe('a campaign like the body of createCampaign; it may be incomplete or invalid');

export const campaignCheckAnswer = z.strictObject({
  valid: z.boolean().describe('whether the campaign could be scheduled now'),
  problems: z.array(fieldError).describe('what scheduling would refuse; empty: nothing'),
  notes: z
    .array(problemOfField)
    .optional()
    .describe(
      'properties that the condition compares with numbers, and that hold texts at some profiles or events; events that it looks for further back than they are kept',
    ),
  upcoming: z
    .array(
      z.strictObject({
        local: z.string().describe('the local date and time, such as 2026-05-07T18:00'),
        zone: z.string().describe("the time zone of the local time, or each profile's own (profile, best_time)"),
        firstAt: instant.describe('the instant of the local time in the earliest time zone, when the run starts'),
        lastAt: instant.describe(
          'the instant of the local time in the latest time zone; equal to firstAt where all recipients are due at the same instant',
        ),
      }),
    )
    .max(MAX_OCCURRENCES)
    .describe(`the next ${MAX_OCCURRENCES} runs at most, if the campaign were scheduled now`),
  quietHours: quietHoursSetting.describe(
    "the quiet hours of countries and states that would apply: the campaign's setting, or else the account's. An estimate (POST /v1/segments/estimate) counts recipients by country",
  ),
  preview: z.array(previewAnswer).describe('the messages to up to 3 profiles'),
  history: historyAnswer.optional(),
});

/** Without a type that there is, the other fields are checked as those of the type that `when` has. */
function shapeProblems(error: z.ZodError, body: Readonly<Record<string, unknown>>): FieldProblem[] {
  const ofType = fieldProblems(error, body, jsonPointer);
  if (!ofType.some(({ field }) => field === '/type')) return ofType;
  const looksLive = liveInput.shape.when.safeParse(body.when).success;
  const read = (looksLive ? liveInput : pastBehaviourInput).safeParse(body, WITH_KNOWN_FIELDS);
  const others = read.success ? [] : fieldProblems(read.error, body, jsonPointer);
  return [...ofType, ...others.filter(({ field }) => field !== '/type')];
}

/** Validation and preview of a campaign that is not stored. */
export function campaignValidationRoutes(
  dependencies: Pick<ApiDependencies, 'store' | 'mailIsConfigured' | 'now'>,
): Route[] {
  const { store, now } = dependencies;
  return [
    defineRoute({
      method: 'post',
      path: '/v1/campaigns/validate',
      operationId: 'validateCampaign',
      scope: 'author',
      audit: 'none',
      tag: 'Campaigns',
      summary: 'Validate a campaign and preview its runs and messages',
      description: `Returns all validation errors at once, the next runs, and the messages to up to ${MAX_SAMPLES} profiles: the given ones, or without any the first ones that qualify. For a live campaign by events or dates also how often it would have been triggered in the last 30 days. Nothing is stored.`,
      query: z.strictObject({
        profileId: z
          .array(z.string())
          .max(MAX_SAMPLES)
          .default([])
          .describe('a profile whose message is shown; may be repeated'),
        history: z
          .enum(['true', 'false'])
          .default('true')
          .describe('false: the events and profiles of the last 30 days are not counted, which takes up to 10 seconds'),
      }),
      body: campaignCheckInput,
      answer: campaignCheckAnswer,
      problems: ['conflict'],
      idempotent: false,
      async handle({ body, query, caller }) {
        const at = now();
        const read = campaignInput.safeParse(body, WITH_KNOWN_FIELDS);
        const parts = read.success ? partsOf(read.data) : readableParts(body);
        const shape = read.success ? [] : shapeProblems(read.error, body);
        const campaignName = typeof body.name === 'string' ? body.name : '';
        const preview = await previews({ parts, campaignName, profileIds: query.profileId }, store, at);
        const sense = await Promise.all([
          campaignProblems(parts, { store, now: at, sandbox: caller.sandbox }),
          alertingProblems(parts, dependencies),
          previewProblems(parts, preview),
        ]);
        // A part that isn't readable has an error already; a second error that it is missing would be misleading.
        const reported = new Set(shape.map(({ field }) => field));
        const problems = [...shape, ...sense.flat().filter(({ field }) => !reported.has(field))];
        return {
          valid: problems.length === 0,
          problems: problems.map(toFieldError),
          ...(await notesOf(parts, at)),
          upcoming: await upcoming(parts, at),
          quietHours: parts.quietHours ?? (await store.account.get()).quietHours,
          preview,
          ...(query.history === 'true' && (await historyOf(parts, at))),
        };
      },
    }),
  ];

  async function notesOf({ who }: CampaignParts, at: Date) {
    const condition = who && conditionOf(who);
    if (condition === undefined || condition === 'everyone') return {};
    const resolution = await store.segments.resolve(condition);
    const notes = resolution.ok ? await conditionNotes(resolution.condition, store, at) : [];
    return notes.length === 0 ? {} : { notes };
  }

  async function historyOf({ live }: CampaignParts, at: Date) {
    if (live?.when === undefined) return {};
    const history = await liveHistory({ store, when: live.when, zones: await store.account.get(), now: at });
    return history === null ? {} : { history };
  }

  async function upcoming({ when }: CampaignParts, at: Date) {
    if (when === undefined) return [];
    const { timeZone: accountZone } = await store.account.get();
    if (zoneProblem(when, accountZone) !== null) return [];
    const found = occurrencesFrom({ when, accountZone, now: at, past: NO_RUNS }, MAX_OCCURRENCES);
    return found.map(({ local, zone, firstAt, lastAt }) => ({ local, zone, firstAt, lastAt }));
  }
}

import { z } from 'zod';
import { reach } from '../../domain/audience/reach.ts';
import { campaignLimits } from '../../domain/campaign/campaign.ts';
import { campaignReportOf, type ReportFigures, type RunReport, reportOf } from '../../domain/campaign/report.ts';
import { type Run, SHOWN_RUN_STATUSES, type ShownRunStatus, shownStatusOf } from '../../domain/campaign/run.ts';
import { dndWindow, quietHoursSetting } from '../../domain/dnd/dndSchema.ts';
import { runIdOf } from '../../domain/ids.ts';
import { profileLimits } from '../../domain/limits/profileLimits.ts';
import { MESSAGE_REASONS } from '../../domain/message/message.ts';
import { memberOfGroup } from '../../domain/provider/provider.ts';
import { OPT_INS, topicId } from '../../domain/topics/topic.ts';
import type { Store } from '../../store/store.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { cursorKind, cursorParameter, limitParameter, pageOf, toPage } from '../http/cursor.ts';
import { ApiError, notFound } from '../http/problem.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { idParameter, instant, orNull } from '../wire.ts';
import { audienceAnswer, messageCounts, toAudienceAnswer } from './campaignAnswer.ts';
import { markTerminated } from './campaignEnding.ts';
import { loadCampaign } from './campaignSteering.ts';

const occurrenceParameter = z
  .string()
  .regex(/^[1-9]\d{0,8}$/, 'wanted: a whole number from 1')
  .transform(Number)
  .pipe(z.int().min(1).max(999_999_999))
  .describe('which of the campaign’s runs, from 1');
export const runParams = z.strictObject({ campaignId: idParameter('campaign'), occurrence: occurrenceParameter });

const status = z
  .enum(SHOWN_RUN_STATUSES)
  .describe(
    'paused, blocked: its campaign is; awaiting_approval: it is larger than its safety check allows, and waits for a decision',
  );

const runId = z.string().describe('id of the run: of the campaign and the occurrence');
const campaignId = z.string().describe('id of the campaign');
const times = {
  dueAt: instant.describe('when the run was due'),
  startedAt: instant.describe('when it began'),
  finishedAt: instant.nullable().describe('null: it is not finished'),
};

const sandbox = z
  .boolean()
  .describe('true: of a sandbox campaign: nobody got anything, and the figures are those of the built-in sandbox');
const messagesRemovedAt = instant
  .nullable()
  .describe("since when its messages and its audience are removed, by the account's retention; null: they are there");

export const runAnswer = z.strictObject({
  runId,
  campaignId,
  occurrence: z.int().describe('which of the campaign’s runs, from 1'),
  status,
  ...times,
  audience: audienceAnswer.nullable().describe('null until it is frozen'),
  batches: z.int().describe('batches that the audience was divided into'),
  schedule: z
    .strictObject({
      local: z.string().describe('local date and time, such as 2026-05-07T18:00'),
      zone: z.string().describe('IANA time zone, profile or best_time'),
    })
    .describe(
      "the local date and time that was planned, and whose clock shows it: a zone's, or each profile's own (profile, best_time)",
    ),
  reach: reach.describe('how many of the qualified profiles it was to go to'),
  savedMessage: z
    .strictObject({ id: z.string().describe('of the saved message'), revision: z.int().describe('its revision') })
    .nullable()
    .describe('whose text it had; null: a text of the campaign itself'),
  topic: z
    .strictObject({ id: topicId, optIn: z.enum(OPT_INS).describe('what a number needs to get its messages') })
    .nullable()
    .describe('the topic of the campaign, as the run started with it; null: none'),
  limits: campaignLimits,
  profileLimits: profileLimits.describe("the account's limits over all campaigns, as the run started with them"),
  dnd: z.array(dndWindow).describe("the campaign's windows, or else the account's"),
  quietHours: quietHoursSetting.describe("which quiet hours of recipients' countries and states apply as well"),
  safetyLimit: z.int().nullable().describe('more recipients than this needed an approval; null: none was needed'),
  sandbox,
  messagesRemovedAt,
  providerGroupId: z.string().describe('id of the provider group'),
  members: z.array(memberOfGroup).describe('of the provider group, as the run started with it'),
});

const figures = z.strictObject({
  messages: z.int().describe('messages that were sent'),
  segments: z.int().describe('their SMS segments'),
});
const reportFigures = {
  audience: audienceAnswer.nullable().describe('null until it is frozen'),
  sent: z.int().describe('taken by a provider: accepted, delivered and undelivered'),
  notYet: z.int().describe('recipients without a message so far; who was not drawn (audience.notChosen) is none'),
  byStatus: messageCounts,
  providers: z
    .array(
      z.strictObject({
        providerId: z.string().describe('id of the provider'),
        accepted: z.int().describe('taken by it, whatever became of them'),
        delivered: z.int().describe('of these, those that a receipt says were delivered'),
        undelivered: z.int().describe('of these, those that a receipt says were not delivered'),
        segments: z.int().describe('SMS segments of those that it took'),
      }),
    )
    .describe('one for each provider that took a message'),
  failovers: z.int().describe('messages that another provider took than the one first tried'),
  errorBucket: z
    .array(
      z.strictObject({
        reason: z.enum(MESSAGE_REASONS).describe('as of a message'),
        detail: z.string().optional().describe('of aborted ones: the reason that the template gives'),
        count: z.int().describe('messages with this reason'),
      }),
    )
    .describe('failed and skipped, by reason, the most frequent first'),
  lostAnswers: z
    .strictObject({
      found: z.int().describe('a lookup found the message at the provider'),
      not_found: z.int().describe('a lookup did not find it, and it was sent again'),
      receipt: z.int().describe('a receipt arrived'),
      policy: z.int().describe('the provider could not tell, and onUncertain: resend sent it again'),
      uncertain: z.int().describe('it is not known whether the message was sent'),
    })
    .describe('messages whose answer was lost, by how that was resolved'),
  segments: z
    .strictObject({
      'GSM-7': figures.describe('texts in GSM-7'),
      'UCS-2': figures.describe('texts in UCS-2'),
    })
    .describe('sent messages and their SMS segments, by encoding'),
};
export const reportAnswer = z.strictObject({
  runId,
  campaignId,
  status,
  ...times,
  sandbox,
  messagesRemovedAt,
  ...reportFigures,
});

/** Days that a report of a campaign has at most, the newest. */
const MOST_DAYS = 400;

export const campaignReportAnswer = z.strictObject({
  campaignId,
  sandbox,
  ...reportFigures,
  days: z
    .array(
      z.strictObject({
        day: z.string().describe('local date of the runs, such as 2026-05-07'),
        occurrences: z.array(z.int()).describe('which of the campaign’s runs, the newest first'),
        ...reportFigures,
      }),
    )
    .max(MOST_DAYS)
    .describe(`what the runs of each day came to, the newest ${MOST_DAYS} days`),
});

const cursor = cursorKind('runs', z.strictObject({ occurrence: z.int().min(1) }));

/** Occurrences of campaigns, and what became of them. */
export function runRoutes(dependencies: Pick<ApiDependencies, 'store' | 'campaigns' | 'now'>): Route[] {
  const { store } = dependencies;
  return [
    defineRoute({
      method: 'get',
      path: '/v1/campaigns/{campaignId}/runs',
      operationId: 'listRuns',
      scope: 'read',
      tag: 'Runs',
      summary: "List a campaign's runs, the newest first",
      params: z.strictObject({ campaignId: idParameter('campaign') }),
      query: z.strictObject({ limit: limitParameter, cursor: cursorParameter }),
      answer: pageOf(runAnswer),
      problems: ['not-found'],
      async handle({ params: { campaignId }, query: { limit, cursor: given } }) {
        const campaign = await store.campaigns.get(campaignId);
        if (!campaign) throw notFound('campaign', campaignId);
        const { status } = (await markTerminated([campaign], dependencies))
          ? await loadCampaign(store, campaignId)
          : campaign;
        const before = cursor.decode(given)?.occurrence;
        const found = await store.runs.list({ campaignId, ...(before !== undefined && { before }), limit: limit + 1 });
        return toPage(
          found,
          limit,
          cursor,
          ({ occurrence }) => ({ occurrence }),
          (run) => toRunAnswer(run, shownStatusOf(run, status)),
        );
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/campaigns/{campaignId}/runs/{occurrence}',
      operationId: 'getRun',
      scope: 'read',
      tag: 'Runs',
      summary: 'Read a run',
      params: runParams,
      answer: runAnswer,
      problems: ['not-found'],
      async handle({ params }) {
        const { run, status } = await loadTrueRun(params);
        return toRunAnswer(run, status);
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/campaigns/{campaignId}/runs/{occurrence}/report',
      operationId: 'getRunReport',
      scope: 'read',
      tag: 'Runs',
      summary: 'What became of a run, in figures',
      description:
        'Added up from the ledger of its messages, while it runs and afterwards: audience.qualified - audience.notChosen = the sum of byStatus + notYet. Once the messages are removed (messagesRemovedAt), the figures are those of that moment.',
      params: runParams,
      answer: reportAnswer,
      problems: ['not-found'],
      async handle({ params }) {
        // Before the run is read: of one that has no kept figures then, nothing had been removed.
        const rows = await store.messages.reportRows(runIdOf(params.campaignId, params.occurrence));
        const { run, status } = await loadTrueRun(params);
        return toReportAnswer(reportOf(run, status, run.kept?.rows ?? rows));
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/campaigns/{campaignId}/report',
      operationId: 'getCampaignReport',
      scope: 'read',
      tag: 'Runs',
      summary: 'What became of a campaign, in all and by day',
      description:
        'The reports of all of its runs, added up. A live campaign has a run for each day on which something triggered it, and a further one after an edit.',
      params: z.strictObject({ campaignId: idParameter('campaign') }),
      answer: campaignReportAnswer,
      problems: ['not-found'],
      async handle({ params: { campaignId } }) {
        const campaign = await loadCampaign(store, campaignId);
        // Before the runs are read, as for one run.
        const rows = await store.messages.reportRowsOfCampaign(campaignId);
        const { days, ...inAll } = campaignReportOf(await store.runs.all(campaignId), rows);
        return {
          campaignId,
          sandbox: campaign.sandbox ?? false,
          ...toFigures(inAll),
          days: days.slice(0, MOST_DAYS).map(({ day, occurrences, ...figures }) => ({
            day,
            occurrences: [...occurrences],
            ...toFigures(figures),
          })),
        };
      },
    }),
  ];

  /** The run, or a 404: as its workflow knows it, also where that was terminated. */
  async function loadTrueRun(of: {
    campaignId: string;
    occurrence: number;
  }): Promise<{ run: Run; status: ShownRunStatus }> {
    const run = await loadRun(store, of);
    // A campaign can't be deleted once it has runs.
    const campaign = await loadCampaign(store, of.campaignId);
    if (run.finishedAt !== null || !(await markTerminated([campaign], dependencies)))
      return { run, status: shownStatusOf(run, campaign.status) };
    const ended = await loadRun(store, of);
    return { run: ended, status: ended.status };
  }
}

/** The run, or a 404. */
export async function loadRun(store: Store, of: { campaignId: string; occurrence: number }): Promise<Run> {
  const run = await store.runs.get(runIdOf(of.campaignId, of.occurrence));
  if (!run) throw new ApiError('not-found', { detail: `The campaign has no run ${of.occurrence} so far.` });
  return run;
}

const toRunAnswer = (run: Run, status: ShownRunStatus): z.input<typeof runAnswer> => ({
  runId: run._id,
  campaignId: run.campaignId,
  occurrence: run.occurrence,
  status,
  dueAt: run.dueAt.toISOString(),
  startedAt: run.startedAt.toISOString(),
  finishedAt: orNull(run.finishedAt),
  audience: run.audience && toAudienceAnswer(run.audience),
  batches: run.batches,
  schedule: { local: run.schedule.local, zone: run.schedule.zone },
  reach: run.reach,
  savedMessage: run.what.savedMessage ?? null,
  topic: run.topic ?? null,
  limits: run.limits,
  profileLimits: run.profileLimits.map((limit) => ({ ...limit })),
  dnd: run.windows.map(({ days, ...window }) => ({ ...window, days: [...days] })),
  quietHours: run.quietHours ?? 'off',
  safetyLimit: run.safetyLimit,
  sandbox: run.sandbox ?? false,
  messagesRemovedAt: orNull(run.kept?.at ?? null),
  providerGroupId: run.providerGroupId,
  members: run.members.map((member) => ({ ...member })),
});

const toReportAnswer = (report: RunReport): z.input<typeof reportAnswer> => ({
  runId: report.runId,
  campaignId: report.campaignId,
  status: report.status,
  dueAt: report.dueAt.toISOString(),
  startedAt: report.startedAt.toISOString(),
  finishedAt: orNull(report.finishedAt),
  sandbox: report.sandbox,
  messagesRemovedAt: orNull(report.messagesRemovedAt),
  ...toFigures(report),
});

const toFigures = (report: ReportFigures) => ({
  audience: report.audience && toAudienceAnswer(report.audience),
  sent: report.sent,
  notYet: report.notYet,
  byStatus: { ...report.byStatus },
  providers: report.providers.map((provider) => ({ ...provider })),
  failovers: report.failovers,
  errorBucket: report.errorBucket.map((entry) => ({ ...entry })),
  lostAnswers: { ...report.lostAnswers },
  segments: { 'GSM-7': { ...report.segments['GSM-7'] }, 'UCS-2': { ...report.segments['UCS-2'] } },
});

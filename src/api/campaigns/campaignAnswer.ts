import { z } from 'zod';
import { type Campaign, liveInput, pastBehaviourInput, STEERING_ACTIONS } from '../../domain/campaign/campaign.ts';
import type { LiveProgress } from '../../domain/campaign/liveProgress.ts';
import { type CampaignProgress, type RunProgress, WAIT_REASONS } from '../../domain/campaign/progress.ts';
import type { AudienceCounts } from '../../domain/campaign/run.ts';
import { CAMPAIGN_STATUSES } from '../../domain/campaign/status.ts';
import { MESSAGE_STATUSES } from '../../domain/message/message.ts';
import { createdAndUpdated, downFields, instant, orNull, stamps } from '../wire.ts';

const qualified = {
  qualified: z.int().describe('profiles that fulfil the condition'),
  reachable: z.int().describe('of these, those to whom a message may and can be sent'),
  optedOut: z.int().describe('of these, those that have opted out, with or without a usable number'),
  noUsableNumber: z.int().describe('of these, those that have not opted out and have no usable number'),
  notSubscribed: z.int().describe("of these, those whose number doesn't get messages of the topic; 0 without a topic"),
};
export const qualifiedAnswer = z.strictObject(qualified);
export const audienceAnswer = z
  .strictObject({
    ...qualified,
    notChosen: z
      .int()
      .describe("reachable, and not drawn, where the campaign's reach isn't everyone: they get no message"),
  })
  .describe('qualified = reachable + optedOut + noUsableNumber + notSubscribed; recipients: qualified - notChosen');

export const messageCounts = z.record(z.enum(MESSAGE_STATUSES), z.int()).describe('number of messages by status');

const blockedFields = {
  type: z.string().nullable().describe('type of the failure'),
  cause: z.string().describe('a sentence that says what is wrong'),
  since: instant.describe('since when'),
};
const runProgress = z.strictObject({
  runId: z.string().describe('id of the run'),
  phase: z
    .enum(['freezing', 'awaiting_approval', 'sending', 'blocked', 'completed', 'stopped'])
    .describe(
      'awaiting_approval: the safety check holds it until somebody approves it, raises the limit or stops it; blocked: it, or a part of it, waits for an edit, a retry or a stop',
    ),
  audience: audienceAnswer.nullable().describe('null until it is frozen'),
  safetyLimit: z.int().nullable().describe('more recipients than this need an approval; null without a safety check'),
  batches: z.int().describe('batches that the audience was divided into'),
  batchesDone: z.int().describe('batches whose messages are all decided'),
  batchesInFlight: z.int().describe('batches that workers are sending'),
  nextBatchAt: instant.nullable().describe('when the next batch is due; null where one is due or in flight'),
  waiting: z
    .strictObject({
      batches: z.int().describe('how many wait'),
      reason: z.enum(WAIT_REASONS).describe('why most of them wait'),
      since: instant.describe('since when the first of them waits'),
      until: instant.nullable().describe('when the first of them is tried again; null: now'),
    })
    .nullable()
    .describe('batches that were begun and wait, and why most of them do'),
  blocked: z
    .strictObject({ ...blockedFields, batches: z.int().describe("those that can't go on; 0: the run as a whole") })
    .nullable()
    .describe("what can't go on; the rest of the run goes on"),
  providersDown: z
    .array(z.strictObject(downFields))
    .describe('providers of its group that workers leave alone at present, while messages are sent'),
  messages: messageCounts.describe(
    'of batches that returned, or of the last look at the ledger; the report has every message',
  ),
});

const progressAnswer = z
  .strictObject({
    phase: z
      .enum(['scheduled', 'freezing', 'awaiting_approval', 'sending', 'blocked', 'completed', 'stopped'])
      .describe('that of the newest run while there is one; scheduled: it waits for the next run'),
    paused: z
      .strictObject({
        by: z.string().describe('name of the API key, or the name that an operator entered in the Web UI'),
        at: instant.describe('since when'),
      })
      .nullable()
      .describe('who paused the campaign; null: it is not paused'),
    nextRunAt: instant
      .nullable()
      .describe('when the next run is due; null when none is to come, or one begins as soon as the campaign can'),
    nextRunBlocked: z.strictObject(blockedFields).nullable().describe("why the next run can't be opened"),
    run: runProgress.nullable().describe('the newest run'),
    earlierRuns: z
      .array(runProgress)
      .describe("others still under way: in recipients' own zones a run lasts longer than a day"),
    live: z
      .strictObject({
        waiting: z.int().describe('triggers that wait until they are due'),
        nextAt: instant.nullable().describe('when the next of them is due; null: none waits, or some are due now'),
        day: z.string().nullable().describe('the local day of today and dropped; null: nothing was looked for yet'),
        zone: z.string().describe('time zone of the day'),
        today: messageCounts.describe("the day's messages, as they were when their batches were done"),
        dropped: z
          .record(z.string(), z.int())
          .describe(
            "the day's triggers that led to no message, by reason: no_event, no_match, cancelled, superseded, no_date and date_passed by the rules of `when`; filter, not_chosen (percentage) and frequency",
          ),
        inAll: messageCounts.describe('since the campaign was scheduled'),
        limits: z
          .strictObject({
            total: z.int().optional().describe('as of the campaign'),
            perDay: z.int().optional().describe('as of the campaign'),
          })
          .describe('limits of the campaign'),
        held: z
          .strictObject({
            hour: instant.describe('when the hour begins in which too many messages are due'),
            maxPerHour: z.int().nullable().describe('how many the safety check allows'),
            since: instant.describe('since when'),
          })
          .nullable()
          .describe('what the safety check holds until somebody decides; null: nothing'),
        waitsFor: z
          .strictObject({
            reason: z.enum(WAIT_REASONS).describe('why nothing is sent'),
            since: instant.describe('since when'),
            until: instant.nullable().describe('when it is tried again; null: now'),
          })
          .nullable()
          .describe('what is in the way although messages are due; null: nothing'),
      })
      .nullable()
      .describe('of a live campaign; null: it is none'),
  })
  .describe("what the campaign's workflow says");

const stored = {
  id: z.string().describe('made by Herald: cmp_ and a ULID'),
  status: z
    .enum(CAMPAIGN_STATUSES)
    .describe(
      'awaiting_approval: a run is larger than the safety check allows, and waits for a decision; blocked: something can not go on, and waits for an edit, a retry or a stop',
    ),
  sandbox: z
    .boolean()
    .describe('true: it was made with a sandbox key, and its messages go to the built-in sandbox alone'),
  archivedAt: instant.nullable().describe('when it was archived; null: it is not archived'),
  revision: z.int().describe('how often it was written; each edit adds one'),
  actions: z
    .array(
      z.strictObject({
        action: z.enum(STEERING_ACTIONS).describe('what was done'),
        by: z.string().describe('name of the API key, or the name that an operator entered in the Web UI'),
        keyId: z
          .string()
          .nullable()
          .describe('id of the API key; null: the action was made in the Web UI, or by Herald'),
        at: instant.describe('when'),
      }),
    )
    .describe('who did what to it, in order'),
  ...createdAndUpdated,
};
/** A campaign of either type, with further fields. */
export const campaignAnswerWith = <Shape extends z.ZodRawShape>(further: Shape) =>
  z.discriminatedUnion('type', [
    z.strictObject({ ...pastBehaviourInput.shape, ...stored, ...further }).meta({ title: 'Past behaviour' }),
    z.strictObject({ ...liveInput.shape, ...stored, ...further }).meta({ title: 'Live' }),
  ]);
export const campaignAnswer = campaignAnswerWith({});
export const campaignWithProgressAnswer = campaignAnswerWith({
  progress: progressAnswer.nullable().describe('null for a draft, and while no worker answers for the campaign'),
});

export function toCampaignAnswer(campaign: Campaign): z.input<typeof campaignAnswer> {
  const { _id, createdAt, updatedAt, archivedAt, rescheduledAt, replacedWhen, authorKeyIds, actions, ...rest } =
    campaign;
  return {
    id: _id,
    ...rest,
    sandbox: campaign.sandbox ?? false,
    archivedAt: orNull(archivedAt ?? null),
    actions: actions.map((action) => ({ ...action, keyId: action.keyId ?? null })),
    ...stamps({ createdAt, updatedAt }),
  };
}

export const toAudienceAnswer = (audience: AudienceCounts): z.input<typeof audienceAnswer> => ({
  ...audience,
  notSubscribed: audience.notSubscribed ?? 0,
  notChosen: audience.notChosen ?? 0,
});

export function toProgressAnswer(progress: CampaignProgress | null, now: Date): z.input<typeof progressAnswer> | null {
  if (progress === null) return null;
  const { phase, paused, nextRunAt, nextRunBlocked, run, earlierRuns, live } = progress;
  return {
    phase,
    paused,
    nextRunAt: unlessPassed(nextRunAt, now),
    nextRunBlocked,
    run: run && toRunProgress(run, now),
    earlierRuns: earlierRuns.map((one) => toRunProgress(one, now)),
    live: live ? toLiveProgress(live, now) : null,
  };
}

const toLiveProgress = (
  { nextAt, today, dropped, inAll, limits, waitsFor, ...live }: LiveProgress,
  now: Date,
): z.input<typeof progressAnswer>['live'] => ({
  ...live,
  nextAt: unlessPassed(nextAt, now),
  today: { ...today },
  dropped: { ...dropped },
  inAll: { ...inAll },
  limits: { ...limits },
  waitsFor: waitsFor && { ...waitsFor, until: unlessPassed(waitsFor.until, now) },
});

function toRunProgress(progress: RunProgress, now: Date): z.input<typeof runProgress> {
  // Why messages failed is in the report.
  const { audience, messages, waiting, providersDown, failures, ...run } = progress;
  return {
    ...run,
    nextBatchAt: unlessPassed(run.nextBatchAt, now),
    waiting: waiting && { ...waiting, until: unlessPassed(waiting.until, now) },
    providersDown: [...providersDown],
    audience: audience && toAudienceAnswer(audience),
    messages: { ...messages },
  };
}

/** A workflow is asked at any time, and knows the time of its last event: nothing is due at an instant that has passed. */
const unlessPassed = (instantOrNull: string | null, now: Date): string | null =>
  instantOrNull !== null && Date.parse(instantOrNull) > now.getTime() ? instantOrNull : null;

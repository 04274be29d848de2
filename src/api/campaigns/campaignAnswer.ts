import { z } from 'zod';
import { CAMPAIGN_STATUSES, type Campaign, campaignInput, STEERING_ACTIONS } from '../../domain/campaign/campaign.ts';
import { type CampaignProgress, type RunProgress, WAIT_REASONS } from '../../domain/campaign/progress.ts';
import type { AudienceCounts } from '../../domain/campaign/run.ts';
import { MESSAGE_STATUSES } from '../../domain/message/message.ts';
import { createdAndUpdated, instant, stamps } from '../wire.ts';

const qualified = { qualified: z.int(), reachable: z.int(), optedOut: z.int(), noUsableNumber: z.int() };
export const qualifiedAnswer = z.strictObject(qualified);
export const audienceAnswer = z
  .strictObject({
    ...qualified,
    notChosen: z
      .int()
      .describe("reachable, and not drawn, where the campaign's reach isn't everyone: they get no message"),
  })
  .describe('qualified = reachable + optedOut + noUsableNumber; recipients: qualified - notChosen');

export const messageCounts = z.record(z.enum(MESSAGE_STATUSES), z.int());

const runProgress = z.strictObject({
  runId: z.string(),
  phase: z
    .enum(['freezing', 'awaiting_approval', 'sending', 'completed', 'stopped', 'failed'])
    .describe('awaiting_approval: the safety check holds it until somebody approves it, raises the limit or stops it'),
  audience: audienceAnswer.nullable(),
  safetyLimit: z.int().nullable().describe('more recipients than this need an approval; null without a safety check'),
  batches: z.int(),
  batchesDone: z.int(),
  nextBatchAt: instant.nullable().describe('when the next batch is due, where none is before'),
  waiting: z
    .strictObject({ batches: z.int(), reason: z.enum(WAIT_REASONS) })
    .nullable()
    .describe('batches that wait at present, and why most of them do'),
  messages: messageCounts.describe('of finished batches; the report has every message'),
});

const progressAnswer = z
  .strictObject({
    phase: z.enum(['scheduled', 'freezing', 'awaiting_approval', 'sending', 'completed', 'stopped', 'failed']),
    paused: z.strictObject({ by: z.string(), at: instant }).nullable(),
    nextRunAt: instant.nullable().describe('when the next run is due; null when none is to come'),
    run: runProgress.nullable().describe('the newest run'),
    earlierRuns: z
      .array(runProgress)
      .describe("others still under way: in recipients' own zones a run lasts longer than a day"),
  })
  .describe("what the campaign's workflow says");

const definition = {
  id: z.string(),
  ...campaignInput.shape,
  status: z
    .enum(CAMPAIGN_STATUSES)
    .describe('awaiting_approval: a run is larger than the safety check allows, and waits for a decision'),
  revision: z.int().describe('how often it was written; each edit adds one'),
  actions: z
    .array(z.strictObject({ action: z.enum(STEERING_ACTIONS), by: z.string(), at: instant }))
    .describe('who did what to it, in order'),
  ...createdAndUpdated,
};
export const campaignAnswer = z.strictObject(definition);
export const campaignWithProgressAnswer = z.strictObject({
  ...definition,
  progress: progressAnswer.nullable().describe('null for a draft, and while no worker answers for the campaign'),
});

export function toCampaignAnswer(campaign: Campaign): z.input<typeof campaignAnswer> {
  const { _id, createdAt, updatedAt, rescheduledAt, replacedWhen, actions, ...rest } = campaign;
  return { id: _id, ...rest, actions: actions.map((action) => ({ ...action })), ...stamps({ createdAt, updatedAt }) };
}

export const toAudienceAnswer = (audience: AudienceCounts): z.input<typeof audienceAnswer> => ({
  ...audience,
  notChosen: audience.notChosen ?? 0,
});

export function toProgressAnswer(progress: CampaignProgress | null): z.input<typeof progressAnswer> | null {
  if (progress === null) return null;
  const { phase, paused, nextRunAt, run, earlierRuns } = progress;
  return { phase, paused, nextRunAt, run: run && toRunProgress(run), earlierRuns: earlierRuns.map(toRunProgress) };
}

const toRunProgress = ({ audience, messages, ...run }: RunProgress): z.input<typeof runProgress> => ({
  ...run,
  audience: audience && toAudienceAnswer(audience),
  messages: { ...messages },
});

import { z } from 'zod';
import { CAMPAIGN_STATUSES, type Campaign, campaignInput } from '../domain/campaign.ts';
import { MESSAGE_STATUSES } from '../domain/message.ts';
import { type CampaignProgress, WAIT_REASONS } from '../domain/progress.ts';
import { createdAndUpdated, instant, stamps } from './wire.ts';

export const audienceAnswer = z
  .strictObject({ qualified: z.int(), reachable: z.int(), optedOut: z.int(), noUsableNumber: z.int() })
  .describe('qualified = reachable + optedOut + noUsableNumber');

export const messageCounts = z.record(z.enum(MESSAGE_STATUSES), z.int());

const progressAnswer = z
  .strictObject({
    phase: z.enum(['scheduled', 'freezing', 'sending', 'completed', 'stopped', 'failed']),
    paused: z.strictObject({ by: z.string(), at: instant }).nullable(),
    nextRunAt: z.string().nullable().describe('when the next run is due'),
    run: z
      .strictObject({
        runId: z.string(),
        audience: audienceAnswer.nullable(),
        batches: z.int(),
        batchesDone: z.int(),
        waiting: z
          .strictObject({ batches: z.int(), reason: z.enum(WAIT_REASONS) })
          .nullable()
          .describe('batches that wait at present, and why most of them do'),
        messages: messageCounts.describe('of finished batches; the report has every message'),
      })
      .nullable(),
  })
  .describe("what the campaign's workflow says");

const definition = {
  id: z.string(),
  ...campaignInput.shape,
  status: z.enum(CAMPAIGN_STATUSES),
  ...createdAndUpdated,
};
export const campaignAnswer = z.strictObject(definition);
export const campaignWithProgressAnswer = z.strictObject({
  ...definition,
  progress: progressAnswer.nullable().describe('null for a draft, and while no worker answers for the campaign'),
});

export function toCampaignAnswer(campaign: Campaign): z.input<typeof campaignAnswer> {
  const { _id, createdAt, updatedAt, ...rest } = campaign;
  return { id: _id, ...rest, ...stamps({ createdAt, updatedAt }) };
}

export function toProgressAnswer(progress: CampaignProgress | null): z.input<typeof progressAnswer> | null {
  if (progress === null) return null;
  const { phase, paused, nextRunAt, run } = progress;
  return { phase, paused, nextRunAt, run: run && { ...run, messages: { ...run.messages } } };
}

import { z } from 'zod';
import { segmentCondition } from './segment.ts';
import { isoInstant } from './values.ts';

export const when = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('now') }).describe('as soon as it is scheduled'),
  z
    .strictObject({ kind: z.literal('at'), at: isoInstant })
    .describe('once, at an instant; one that has passed by the time of scheduling is refused'),
]);

export const who = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('segment'), segmentId: z.string() }).describe('a saved segment'),
  z.strictObject({ kind: z.literal('condition'), condition: segmentCondition }).describe('an ad-hoc condition'),
  z.strictObject({ kind: z.literal('everyone') }).describe('every profile'),
]);

export const what = z.strictObject({
  /** Liquid. */
  template: z.string().min(1).max(5000),
  /** A text that needs more SMS segments than this goes to the error bucket instead of on the bill. */
  maxSegments: z.int().min(1).max(10).default(4),
});

/** What becomes of a message whose answer was lost when the provider can't tell: not sent again, or sent again. */
export const onUncertain = z.enum(['skip', 'resend']);

export const campaignInput = z.strictObject({
  name: z.string().trim().min(1).max(200),
  type: z.literal('past_behaviour'),
  when,
  who,
  what,
  providerGroupId: z.string(),
  onUncertain: onUncertain.default('skip'),
  /** How long, in seconds, the providers are asked what became of a lost answer before `onUncertain` decides. */
  resolveWithinSeconds: z.int().min(0).max(86_400).default(3600),
  /** How long the provider may keep trying, in seconds, counted from the sending. */
  validityPeriodSeconds: z.int().min(60).max(36_000).optional(),
});
export type CampaignInput = z.infer<typeof campaignInput>;

export const CAMPAIGN_STATUSES = ['draft', 'scheduled', 'running', 'paused', 'completed', 'stopped', 'failed'] as const;
export type CampaignStatus = (typeof CAMPAIGN_STATUSES)[number];

/** A stored campaign. `status` mirrors what the campaign's workflow last said; the workflow is what decides. */
export interface Campaign extends CampaignInput {
  readonly _id: string;
  readonly status: CampaignStatus;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

import { z } from 'zod';
import { mailAddress } from '../account/account.ts';
import { reach } from '../audience/reachSchema.ts';
import { segmentCondition } from '../audience/segment.ts';
import { dndWindows } from '../dnd/dndSchema.ts';
import { type When, when } from '../schedule/whenSchema.ts';
import type { CampaignStatus } from './status.ts';

const people = z.int().min(1).max(100_000_000);

const who = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('segment'), segmentId: z.string() }).describe('a saved segment'),
  z.strictObject({ kind: z.literal('condition'), condition: segmentCondition }).describe('an ad-hoc condition'),
  z.strictObject({ kind: z.literal('everyone') }).describe('every profile'),
]);

export const what = z.strictObject({
  /** Liquid. */
  /** NFC, as the names of properties are. */
  template: z.string().normalize('NFC').min(1).max(5000),
  /** A text that needs more SMS segments than this goes to the error bucket instead of on the bill. */
  maxSegments: z.int().min(1).max(10).default(4),
});

/** What becomes of a message whose answer was lost when the provider can't tell: not sent again, or sent again. */
const onUncertain = z.enum(['skip', 'resend']);

export const campaignLimits = z
  .strictObject({
    total: people.optional().describe('messages of the whole campaign, over all of its runs'),
    perDay: people
      .optional()
      .describe(
        "messages of the campaign in one day: of the recipients' zones where it goes by them (profile, best_time), else of the zone that it goes by",
      ),
    perRun: people.optional().describe('messages of each run'),
    ignoreProfileLimits: z
      .boolean()
      .default(false)
      .describe("whether the account's limits per profile and day or week don't hold for this campaign"),
  })
  .describe('messages that were sent, or may have been: failed and skipped ones count nowhere');
export type CampaignLimits = z.infer<typeof campaignLimits>;

const safetyCheck = z
  .strictObject({ maxAudience: people.describe('a run to more people than this waits for somebody to approve it') })
  .describe('needs a mail server and an address: whoever made the campaign is told');

export const pauseOnErrors = z
  .strictObject({
    percent: z.number().positive().max(100).describe('of the messages that a run has dealt with: so many failed'),
    minMessages: z.int().min(1).max(1_000_000).default(100).describe('so many have to be dealt with first'),
  })
  .describe('the campaign pauses itself, and whoever made it is told');
export type PauseOnErrors = z.infer<typeof pauseOnErrors>;

export const campaignInput = z.strictObject({
  name: z.string().trim().min(1).max(200),
  type: z.literal('past_behaviour'),
  when,
  who,
  what,
  providerGroupId: z.string(),
  reach: reach.default({ kind: 'everyone' }),
  /** Hours in which it doesn't send. */
  dnd: dndWindows
    .optional()
    .describe("instead of the account's; an empty list: no such hours; left out: the account's"),
  limits: campaignLimits.default({ ignoreProfileLimits: false }),
  safetyCheck: safetyCheck.optional(),
  pauseOnErrors: pauseOnErrors.optional(),
  alertEmail: mailAddress.optional().describe("who is told of what needs a decision; left out: the account's address"),
  onUncertain: onUncertain.default('skip'),
  /** How long, in seconds, the providers are asked what became of a lost answer before `onUncertain` decides. */
  resolveWithinSeconds: z.int().min(0).max(86_400).default(3600),
  /** How long the provider may keep trying, in seconds, counted from the sending. */
  validityPeriodSeconds: z.int().min(60).max(36_000).optional(),
});
export type CampaignInput = z.infer<typeof campaignInput>;

export const STEERING_ACTIONS = [
  'schedule',
  'pause',
  'resume',
  'stop',
  'approve',
  'raise_limit',
  'retry',
  'edit',
] as const;

/** Somebody steered a campaign: who (the name of an API key, or what an operator wrote), and when (ISO 8601). */
export interface SteeringAction {
  readonly action: (typeof STEERING_ACTIONS)[number];
  readonly by: string;
  readonly at: string;
}

/** A stored campaign. `status` mirrors what the campaign's workflow last said; the workflow is what decides. */
export interface Campaign extends CampaignInput {
  readonly _id: string;
  readonly status: CampaignStatus;
  /** How often the definition was replaced: a run is never opened by a plan that was made for another one. */
  readonly revision: number;
  /** When its `when` was last changed after it was scheduled: what was due before that is not made up for. Left out: never. */
  readonly rescheduledAt?: Date;
  /** What its `when` was before that. */
  readonly replacedWhen?: When;
  /** What was done to it since it was made, in order. */
  readonly actions: readonly SteeringAction[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What a campaign had before there were limits, reach and edits: what `campaigns` that were stored then are read with. */
export const CAMPAIGN_DEFAULTS = {
  reach: { kind: 'everyone' },
  limits: { ignoreProfileLimits: false },
  revision: 0,
  actions: [],
} as const satisfies Partial<Campaign>;

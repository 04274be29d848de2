import { z } from 'zod';
import { mailAddress } from '../account/account.ts';
import { reach } from '../audience/reach.ts';
import { segmentCondition } from '../audience/segment.ts';
import { dndWindows, QUIET_HOURS_MEANING, quietHoursSetting } from '../dnd/dndSchema.ts';
import { tag } from '../limits/profileLimits.ts';
import { type When, when } from '../schedule/whenSchema.ts';
import { topicId } from '../topics/topic.ts';
import type { CampaignStatus } from './status.ts';

const people = z.int().min(1).max(100_000_000);

const who = z.discriminatedUnion('kind', [
  z
    .strictObject({ kind: z.literal('segment'), segmentId: z.string().describe('id of the segment') })
    .meta({ id: 'WhoSegment', title: 'Segment', description: 'a saved segment' }),
  z
    .strictObject({
      kind: z.literal('condition'),
      condition: segmentCondition.describe('which profiles get the message'),
    })
    .meta({ id: 'WhoCondition', title: 'Condition', description: 'an ad-hoc condition' }),
  z
    .strictObject({ kind: z.literal('everyone') })
    .meta({ id: 'WhoEveryone', title: 'Everyone', description: 'every profile' }),
]);

export const what = z.strictObject({
  /** NFC, as the names of properties are. */
  template: z
    .string()
    .normalize('NFC')
    .min(1)
    .max(5000)
    .describe('the text in Liquid, with {{ profile.NAME }} for properties of the profile'),
  maxSegments: z
    .int()
    .min(1)
    .max(10)
    .default(4)
    .describe('a text that needs more SMS segments than this is not sent, and goes to the error bucket'),
});

/** The policy for a message whose answer was lost if the provider can't resolve it: not sent again, or sent again. */
const onUncertain = z.enum(['skip', 'resend']);

export const campaignLimits = z
  .strictObject({
    total: people.optional().describe('messages of the whole campaign, over all of its runs'),
    perDay: people
      .optional()
      .describe(
        "messages of the campaign in one day: of the recipients' zones if it uses them (profile, best_time), otherwise of its own zone",
      ),
    perRun: people.optional().describe('messages of each run'),
    ignoreProfileLimits: z
      .boolean()
      .default(false)
      .describe("true: the campaign's messages are sent whatever the account's profileLimits say"),
    countForProfileLimits: z
      .boolean()
      .default(true)
      .describe("false: the campaign's messages don't count for the account's profileLimits"),
  })
  .describe('limits on messages that were sent or may have been; failed and skipped ones do not count');
export type CampaignLimits = z.infer<typeof campaignLimits>;

const safetyCheck = z
  .strictObject({ maxAudience: people.describe('a run with more recipients than this waits for an approval') })
  .describe('requires a mail server and an address for the alert');

export const pauseOnErrors = z
  .strictObject({
    percent: z
      .number()
      .positive()
      .max(100)
      .describe('share of failed messages, out of those that the run has processed'),
    minMessages: z.int().min(1).max(1_000_000).default(100).describe('messages that have to be processed first'),
  })
  .describe('the campaign pauses itself and sends an alert');
export type PauseOnErrors = z.infer<typeof pauseOnErrors>;

export const tags = z
  .array(tag)
  .max(20)
  .refine((all) => new Set(all).size === all.length, 'wanted: each tag once')
  .default([])
  .describe("labels, such as promotion; limits of the account's profileLimits may be for one tag");

const MAX_METADATA = 20;
const metadata = z
  .record(
    z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,39}$/, 'wanted: a letter, then up to 39 letters, digits, _ or -'),
    z.string().max(500),
  )
  .refine((given) => Object.keys(given).length <= MAX_METADATA, `wanted: at most ${MAX_METADATA} keys`)
  .default({})
  .describe(
    "the caller's own keys and values, such as an id in another system; at most 20. Herald only keeps and shows them",
  );

export const MAX_NAME = 200;

export const campaignInput = z.strictObject({
  name: z.string().trim().min(1).max(MAX_NAME).describe('shown to people; also what {{ campaign.name }} stands for'),
  tags,
  metadata,
  type: z.literal('past_behaviour'),
  when: when.describe('when messages are sent'),
  who: who.describe('which profiles get the message'),
  what: what.describe('the message'),
  providerGroupId: z.string().describe('id of the provider group that sends the messages'),
  topic: topicId
    .optional()
    .describe(
      "id of one of the account's topics: only numbers that get its messages are sent to. Left out: everybody who has not opted out",
    ),
  reach: reach
    .default({ kind: 'everyone' })
    .describe('how many of the qualified profiles get the message, drawn anew for each run; left out: all'),
  /** Hours in which the campaign doesn't send. */
  dnd: dndWindows
    .optional()
    .describe("replaces the account's windows; an empty list: no windows; left out: the account's apply"),
  quietHours: quietHoursSetting.optional().describe(`${QUIET_HOURS_MEANING}. Left out: the account's setting applies`),
  limits: campaignLimits.default({ ignoreProfileLimits: false, countForProfileLimits: true }),
  safetyCheck: safetyCheck.optional(),
  pauseOnErrors: pauseOnErrors.optional(),
  alertEmail: mailAddress.optional().describe("receives the campaign's alerts; left out: the account's address does"),
  onUncertain: onUncertain
    .default('skip')
    .describe(
      'what happens to a message whose answer was lost, if the provider cannot say what became of it: it is not sent again (skip), or it is (resend) and may arrive twice',
    ),
  resolveWithinSeconds: z
    .int()
    .min(0)
    .max(86_400)
    .default(3600)
    .describe('how long, in seconds, providers are asked about a lost answer before onUncertain decides'),
  validityPeriodSeconds: z
    .int()
    .min(60)
    .max(36_000)
    .optional()
    .describe("how long, in seconds from the sending, the provider may keep trying; left out: the provider's default"),
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

/** Whoever acts on a campaign. */
export interface Actor {
  /** The name of an API key, or a name that an operator entered in the Web UI. */
  readonly by: string;
  /** Id of the API key; absent if it was none. */
  readonly keyId?: string;
}

/** An action on a campaign, and when it was (ISO 8601). */
export interface SteeringAction extends Actor {
  readonly action: (typeof STEERING_ACTIONS)[number];
  readonly at: string;
}

/** A stored campaign. `status` mirrors the state of the campaign's workflow, which decides. */
export interface Campaign extends CampaignInput {
  readonly _id: string;
  readonly status: CampaignStatus;
  /** Made with a sandbox key: its messages go to the built-in provider alone. It never changes. */
  readonly sandbox?: boolean;
  /** How often the definition was replaced: a run is never opened with a plan for another definition. */
  readonly revision: number;
  /** When its `when` was last changed after it was scheduled: occurrences before that are not made up for. Left out: never. */
  readonly rescheduledAt?: Date;
  /** When it was archived; lists leave it out. Left out: it isn't archived. */
  readonly archivedAt?: Date;
  /** The `when` before that change. */
  readonly replacedWhen?: When;
  /** Ids of the API keys that created or edited it, or scheduled it: with four eyes, none of them approves its runs. */
  readonly authorKeyIds?: readonly string[];
  /** All actions on it since it was created, in order. */
  readonly actions: readonly SteeringAction[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

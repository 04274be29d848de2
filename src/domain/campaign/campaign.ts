import { z } from 'zod';
import { mailAddress } from '../account/account.ts';
import { reach } from '../audience/reach.ts';
import { type SegmentCondition, segmentCondition } from '../audience/segment.ts';
import { conditionOf } from '../audience/segmentReferences.ts';
import { dndWindows, QUIET_HOURS_MEANING, quietHoursSetting } from '../dnd/dndSchema.ts';
import { tag } from '../limits/profileLimits.ts';
import { frequency, isAboutEvent, liveWhen } from '../live/liveWhen.ts';
import { messageTemplate, type SavedRevision, savedMessageReference } from '../message/savedMessage.ts';
import { type When, when } from '../schedule/whenSchema.ts';
import { topicId } from '../topics/topic.ts';
import { isoInstant, timeZone as timeZoneName } from '../values.ts';
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

export const what = z
  .strictObject({
    template: messageTemplate
      .optional()
      .describe('the text in Liquid, with {{ profile.NAME }} for properties of the profile; or else savedMessage'),
    savedMessage: savedMessageReference
      .optional()
      .describe('the text is that of a saved message, as it is when a run begins; or else template'),
    maxSegments: z
      .int()
      .min(1)
      .max(10)
      .default(4)
      .describe('a text that needs more SMS segments than this is not sent, and goes to the error bucket'),
  })
  .refine(
    ({ template, savedMessage }) => (template === undefined) !== (savedMessage === undefined),
    'wanted: either template or savedMessage',
  );
export type What = z.infer<typeof what>;

/** The message of a run: the text that the campaign's `what` was when it began. */
export interface Wording {
  /** Liquid. */
  readonly template: string;
  readonly maxSegments: number;
  /** Left out: a text of the campaign's own. */
  readonly savedMessage?: SavedRevision;
}

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

const NEEDS_ALERTS = 'requires a mail server and an address for the alert';
const safetyCheck = z
  .strictObject({ maxAudience: people.describe('a run with more recipients than this waits for an approval') })
  .describe(NEEDS_ALERTS);
const liveSafetyCheck = z
  .strictObject({
    maxPerHour: people.describe('once more messages than this are due in an hour, the others wait for an approval'),
  })
  .describe(NEEDS_ALERTS);

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

/** Fields of campaigns of every type. */
const shared = {
  name: z.string().trim().min(1).max(MAX_NAME).describe('shown to people; also what {{ campaign.name }} stands for'),
  tags,
  metadata,
  what: what.describe('the message'),
  providerGroupId: z.string().describe('id of the provider group that sends the messages'),
  topic: topicId
    .optional()
    .describe(
      "id of one of the account's topics: only numbers that get its messages are sent to. Left out: everybody who has not opted out",
    ),
  /** Hours in which the campaign doesn't send. */
  dnd: dndWindows
    .optional()
    .describe("replaces the account's windows; an empty list: no windows; left out: the account's apply"),
  quietHours: quietHoursSetting.optional().describe(`${QUIET_HOURS_MEANING}. Left out: the account's setting applies`),
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
};

export const pastBehaviourInput = z
  .strictObject({
    ...shared,
    type: z.literal('past_behaviour').describe('a segment at set times'),
    when: when.describe('when messages are sent'),
    who: who.describe('which profiles get the message'),
    reach: reach
      .default({ kind: 'everyone' })
      .describe('how many of the qualified profiles get the message, drawn anew for each run; left out: all'),
    limits: campaignLimits.default({ ignoreProfileLimits: false, countForProfileLimits: true }),
    safetyCheck: safetyCheck.optional(),
  })
  .meta({ id: 'PastBehaviourCampaign', title: 'Past behaviour', description: 'sends to a segment at set times' });
export type PastBehaviourInput = z.infer<typeof pastBehaviourInput>;

const DAY_SECONDS = 86_400;

export const liveInput = z
  .strictObject({
    ...shared,
    type: z.literal('live').describe('as profiles do something, or as the API says'),
    when: liveWhen.describe('what triggers a message'),
    start: isoInstant
      .optional()
      .describe('events before it trigger nothing; left out: from the moment at which the campaign is scheduled'),
    end: isoInstant
      .optional()
      .describe(
        'events from it on trigger nothing. The campaign ends when the messages that wait then are sent, at least 90 seconds later, since the last events are still being stored; left out: never',
      ),
    cutOff: isoInstant
      .optional()
      .describe('nothing is sent from it on, whatever was delayed, and the campaign ends; left out: no cut-off'),
    filter: segmentCondition
      .optional()
      .describe('evaluated when a message is due: only profiles that it holds for get one; left out: all'),
    frequency: frequency.default({ kind: 'every_time' }).describe('how often one profile gets a message'),
    percentage: z
      .number()
      .positive()
      .max(100)
      .optional()
      .describe('share of the profiles that take part, drawn once for the campaign; left out: all'),
    limits: campaignLimits
      .omit({ perRun: true })
      .describe(
        'limits on messages that were sent or may have been. Messages are sent in the order in which they are due; once `total` is reached, the campaign ends',
      )
      .default({ ignoreProfileLimits: false, countForProfileLimits: true }),
    safetyCheck: liveSafetyCheck.optional(),
    expireAfterSeconds: z
      .int()
      .min(60)
      .max(30 * DAY_SECONDS)
      .default(DAY_SECONDS)
      .describe(
        'how long after it was due a message may still be sent, after a pause, an outage or do-not-disturb hours for instance; later it is skipped (expired). It should be longer than the longest do-not-disturb window. An event that arrives so late triggers nothing',
      ),
    zone: timeZoneName
      .optional()
      .describe("time zone of the days of reports and of limits.perDay; left out: the account's"),
  })
  .refine(({ start, end }) => start === undefined || end === undefined || Date.parse(start) < Date.parse(end), {
    message: 'wanted: an end after the start',
    path: ['end'],
  })
  .meta({ id: 'LiveCampaign', title: 'Live', description: 'sends as profiles do something' });
export type LiveInput = z.infer<typeof liveInput>;

export const campaignInput = z.discriminatedUnion('type', [pastBehaviourInput, liveInput]);
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

/** What Herald keeps of a campaign beside its definition. `status` mirrors the state of the campaign's workflow, which decides. */
interface StoredCampaign {
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
  /** The `when` before that change, of a campaign at set times. */
  readonly replacedWhen?: When;
  /** Ids of the API keys that created or edited it, or scheduled it: with four eyes, none of them approves its runs. */
  readonly authorKeyIds?: readonly string[];
  /** All actions on it since it was created, in order. */
  readonly actions: readonly SteeringAction[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export type PastBehaviourCampaign = PastBehaviourInput & StoredCampaign;
export type LiveCampaign = LiveInput & StoredCampaign;
export type Campaign = PastBehaviourCampaign | LiveCampaign;

/** The condition that decides which profiles get the campaign's messages. */
export const conditionOfCampaign = (campaign: CampaignInput): SegmentCondition | 'everyone' =>
  campaign.type === 'live' ? (campaign.filter ?? 'everyone') : conditionOf(campaign.who);

/** Whether its messages are about an event. */
export const hasEvent = (campaign: CampaignInput): boolean => campaign.type === 'live' && isAboutEvent(campaign.when);

/** The names of the fields of a definition, of every type. */
export const CAMPAIGN_FIELDS: readonly string[] = [
  ...new Set([pastBehaviourInput, liveInput].flatMap(({ shape }) => Object.keys(shape))),
];

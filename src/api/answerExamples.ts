import type { z } from 'zod';
import { accountInput } from '../domain/account/account.ts';
import { segmentInput } from '../domain/audience/segment.ts';
import { campaignInput } from '../domain/campaign/campaign.ts';
import { QUIET_HOURS_RULES } from '../domain/dnd/quietHoursTable.ts';
import { singleMessageId } from '../domain/ids.ts';
import { savedMessageInput } from '../domain/message/savedMessage.ts';
import { httpProviderInput } from '../domain/provider/provider.ts';
import { accountAnswer } from './account/account.ts';
import { alertAnswer } from './account/alerts.ts';
import { apiKeyAnswer, newApiKeyAnswer } from './account/apiKeys.ts';
import { auditEntryAnswer } from './account/audit.ts';
import { quietHoursAnswer, toQuietHoursAnswer } from './account/quietHours.ts';
import { whoamiAnswer } from './account/whoami.ts';
import { bulkAnswer } from './audience/bulk.ts';
import { eventAnswer, recordedEventAnswer } from './audience/events.ts';
import { importJobAnswer, refusedRowAnswer } from './audience/importJobs.ts';
import { importAnswer } from './audience/imports.ts';
import { profileAnswer, writtenProfileAnswer } from './audience/profiles.ts';
import { estimateAnswer } from './audience/segmentEstimate.ts';
import { segmentAnswer } from './audience/segments.ts';
import { suppressionAnswer, suppressionEntryAnswer } from './audience/suppressions.ts';
import { campaignAnswer, campaignWithProgressAnswer } from './campaigns/campaignAnswer.ts';
import { createdCampaignAnswer } from './campaigns/campaigns.ts';
import { triggerAnswer } from './campaigns/campaignTrigger.ts';
import { campaignCheckAnswer } from './campaigns/campaignValidation.ts';
import { campaignReportAnswer, reportAnswer, runAnswer } from './campaigns/runs.ts';
import { ACCOUNT, BIRTHDAY_THIS_WEEK, HTTP, PROFILE, RECURRING_CAMPAIGN, SAVED_MESSAGE } from './examples.ts';
import { readyAnswer, upAnswer } from './health.ts';
import { inboundTextAnswer } from './inbound/inboundTexts.ts';
import { journeyAnswer, journeyPersonAnswer, journeyProgressAnswer } from './journeys/journeyAnswer.ts';
import { journeyTaskAnswer, startedJourneyAnswer } from './journeys/journeyStarts.ts';
import { oneMessageAnswer } from './messages/ledger.ts';
import { messageAnswer } from './messages/messages.ts';
import { savedMessageAnswer } from './messages/savedMessages.ts';
import { singleMessageAnswer } from './messages/singleMessages.ts';
import { erasureAnswer } from './privacy/erasures.ts';
import { profileExportAnswer } from './privacy/profileExport.ts';
import { validationAnswer } from './providers/providerChecks.ts';
import { providerGroupAnswer } from './providers/providerGroups.ts';
import { providerAnswer } from './providers/providers.ts';
import { testSmsAnswer } from './providers/testSms.ts';
import { subscriptionAnswer } from './topics/subscriptionAnswer.ts';
import { numberTopicsAnswer, subscriptionEntryAnswer } from './topics/subscriptionLists.ts';
import { subscriptionOutcomes } from './topics/topics.ts';

/** Examples of answers by their schema; the document makes those of lists from them. All tell of one campaign to a few people. */

const ULID = '01K4ZJ7Q2V8N3X5T6WBYDMHRC';
const CAMPAIGN_ID = `cmp_${ULID}A`;
const PROVIDER_ID = `prv_${ULID}P`;
const GROUP_ID = RECURRING_CAMPAIGN.providerGroupId;
const SAVED_ID = `txt_${ULID}T`;
const KEY_ID = `key_${ULID}K`;
const RUN_ID = `${CAMPAIGN_ID}/1`;
const MESSAGE_ID = `${RUN_ID}/u1`;

const CREATED = '2026-05-04T09:00:00.000Z';
/** Monday at 18:00 in London, when the run is due for the profile. */
const DUE = '2026-05-11T17:00:00.000Z';
const SENT = '2026-05-11T17:00:01.250Z';
const DELIVERED = '2026-05-11T17:00:04.000Z';
const stamps = { createdAt: CREATED, updatedAt: CREATED };

const PERSON_ID = '8c1d2e3f4a5b60718293a4b5c6d7e8f9';
const journey = {
  name: 'abandoned-cart',
  description: 'Reminds people of a cart that they have left.',
  state: 'running' as const,
  changedAt: null,
  changedBy: null,
  startedBy: 'cart_left',
  texts: { reminder: 'You left something in your cart.' },
};
const journeyPerson = {
  id: PERSON_ID,
  journey: journey.name,
  profileId: 'u1',
  key: 'c-7',
  status: 'active' as const,
  step: 'sleep: 1 day',
  since: '2026-05-11T17:00:01.250Z',
  branches: { offer: 'plain' },
  convertedAt: null,
  enteredAt: CREATED,
  endedAt: null,
};
const profile = {
  id: 'u1',
  ...PROFILE,
  number: PROFILE.phone,
  numberProblem: null,
  country: 'GB',
  optedOut: false,
  reachability: 'reachable' as const,
  ...stamps,
};
const event = {
  id: 'order-7/1',
  profileId: 'u1',
  name: 'purchase',
  at: '2026-05-07T00:00:00.000Z',
  properties: { amount: 29.33 },
};
const fewProblems = { stillOptedOut: 0, withoutNumber: 1, incomplete: 0 };
const imported = { received: 3, accepted: 2, unchanged: 0, known: 0, rejected: 1, ...fewProblems };
const refused = { line: 3, field: 'id', got: 'nothing', wanted: 'a text' };

const optOut = {
  source: 'stop' as const,
  at: '2026-05-11T17:20:00.000Z',
  wording: 'STOP',
  providerId: PROVIDER_ID,
  profileId: 'u1',
  keyId: null,
};
const suppression = { number: PROFILE.phone, suppressed: true, current: optOut, lifted: [] };

const origin = {
  source: 'text' as const,
  wording: 'OFFERS',
  profileId: null,
  keyId: null,
  providerId: PROVIDER_ID,
};
const subscription = {
  status: 'subscribed' as const,
  at: CREATED,
  confirmedAt: CREATED,
  unsubscribedAt: null,
  expiresAt: null,
};
const history = [{ status: subscription.status, isConfirmed: true, at: CREATED, ...origin }];

const providerGroup = {
  id: GROUP_ID,
  name: 'Default',
  members: [{ providerId: PROVIDER_ID, countries: ['GB', 'IE'] }],
  revision: 1,
  ...stamps,
};
const provider = {
  id: PROVIDER_ID,
  ...httpProviderInput.parse(HTTP),
  settings: { ...httpProviderInput.parse(HTTP).settings, secrets: { token: '********' } },
  status: 'active' as const,
  down: null,
  inboundUrl: null,
  revision: 1,
  ...stamps,
};

const scheduled = { action: 'schedule' as const, by: 'shop backend', keyId: KEY_ID, at: '2026-05-04T09:05:00.000Z' };
const campaign = {
  id: CAMPAIGN_ID,
  ...campaignInput.parse(RECURRING_CAMPAIGN),
  status: 'running' as const,
  archivedAt: null,
  sandbox: false,
  revision: 1,
  actions: [scheduled],
  createdAt: CREATED,
  updatedAt: DUE,
};
const audience = {
  qualified: 120,
  reachable: 112,
  optedOut: 5,
  noUsableNumber: 3,
  notSubscribed: 0,
  notChosen: 11,
};
const counts = { accepted: 60, delivered: 30, undelivered: 1, failed: 2, skipped: 8, uncertain: 0 };
const progress = {
  phase: 'sending' as const,
  paused: null,
  nextRunAt: '2026-05-18T04:00:00.000Z',
  nextRunBlocked: null,
  run: {
    runId: RUN_ID,
    phase: 'sending' as const,
    audience,
    safetyLimit: 5000,
    batches: 3,
    batchesDone: 2,
    batchesInFlight: 0,
    nextBatchAt: '2026-05-11T22:00:00.000Z',
    waiting: null,
    blocked: null,
    providersDown: [],
    messages: counts,
  },
  earlierRuns: [],
  live: null,
};
const run = {
  runId: RUN_ID,
  campaignId: CAMPAIGN_ID,
  status: 'completed' as const,
  dueAt: '2026-05-11T04:00:00.000Z',
  startedAt: '2026-05-11T04:00:00.400Z',
  finishedAt: '2026-05-12T05:00:10.000Z',
  audience,
  messagesRemovedAt: null,
  sandbox: false,
};

const figures = {
  sent: 99,
  notYet: 0,
  byStatus: { accepted: 3, delivered: 95, undelivered: 1, failed: 2, skipped: 8, uncertain: 0 },
  providers: [{ providerId: PROVIDER_ID, accepted: 3, delivered: 95, undelivered: 1, segments: 101 }],
  failovers: 0,
  errorBucket: [
    { reason: 'opted_out' as const, count: 5 },
    { reason: 'no_usable_number' as const, count: 3 },
    { reason: 'refused_recipient' as const, count: 2 },
  ],
  lostAnswers: { found: 1, not_found: 0, receipt: 0, policy: 0, uncertain: 0 },
  segments: { 'GSM-7': { messages: 97, segments: 97 }, 'UCS-2': { messages: 2, segments: 4 } },
};

const SINGLE_ID = 'msg_01KRB0Z8QW3N5T7V9X1Z3B5D7F';

const message = {
  messageId: MESSAGE_ID,
  dispatchId: RUN_ID,
  campaignId: CAMPAIGN_ID,
  profileId: 'u1',
  status: 'delivered' as const,
  reason: null,
  detail: null,
  to: PROFILE.phone,
  text: 'Happy birthday Ada! A present is waiting for you in our shop.',
  encoding: 'GSM-7' as const,
  segments: 1,
  providerId: PROVIDER_ID,
  providerMessageId: 'gw-4711',
  failedOver: false,
  resolution: null,
  attempts: [{ providerId: PROVIDER_ID, at: SENT, outcome: 'accepted' as const, code: null }],
  receipts: [
    {
      providerId: PROVIDER_ID,
      providerMessageId: 'gw-4711',
      status: 'delivered' as const,
      code: null,
      at: DELIVERED,
    },
  ],
  createdAt: SENT,
  updatedAt: DELIVERED,
};
const inboundText = {
  id: '3f9b1c7d5e2a4068bd13',
  providerId: PROVIDER_ID,
  providerMessageId: 'gw-in-12',
  phone: PROFILE.phone,
  number: PROFILE.phone,
  to: '+447700900000',
  text: 'please no more of these',
  decision: 'near_miss' as const,
  decidedBy: 'herald' as const,
  language: 'en',
  topicIds: [],
  review: { status: 'open' as const, at: null, keyId: null },
  profileIds: ['u1'],
  messageId: MESSAGE_ID,
  campaignId: CAMPAIGN_ID,
  at: '2026-05-11T17:20:00.000Z',
};

const apiKey = {
  id: KEY_ID,
  name: 'shop backend',
  prefix: 'herald_7Qd2',
  scopes: ['ingest' as const],
  sandbox: false,
  rateLimits: {},
  createdAt: CREATED,
  expiresAt: null,
  disabledAt: null,
  lastUsedAt: SENT,
  previous: null,
};

export const answerExamples: ReadonlyMap<z.ZodType, unknown> = new Map<z.ZodType, unknown>([
  example(profileAnswer, profile),
  example(writtenProfileAnswer, profile),
  example(eventAnswer, event),
  example(recordedEventAnswer, { id: event.id, known: false }),
  example(triggerAnswer, {
    accepted: 1,
    known: 1,
    rejected: 0,
    outcomes: [
      { index: 0, outcome: 'known' },
      { index: 1, outcome: 'accepted' },
    ],
  }),
  example(bulkAnswer, {
    ...{ accepted: 1, unchanged: 0, known: 0, rejected: 1, ...fewProblems },
    outcomes: [
      { index: 0, outcome: 'accepted' },
      {
        index: 1,
        outcome: 'rejected',
        problems: [{ field: '/items/1/id', code: 'required', got: 'nothing', wanted: 'a text' }],
      },
    ],
  }),
  example(importAnswer, { ...imported, problems: [refused], notes: [], complete: true }),
  example(importJobAnswer, {
    importId: `imp_${ULID}J`,
    kind: 'profiles',
    status: 'completed',
    bytes: 182,
    ...imported,
    problems: [refused],
    notes: [],
    complete: true,
    error: null,
    createdAt: CREATED,
    updatedAt: '2026-05-04T09:00:02.000Z',
    finishedAt: '2026-05-04T09:00:02.000Z',
  }),
  example(refusedRowAnswer, { ...refused, row: ',+447700900009,en' }),
  example(suppressionEntryAnswer, { number: PROFILE.phone, ...optOut }),
  example(suppressionAnswer, suppression),
  example(subscriptionOutcomes, {
    ...{ changed: 1, unchanged: 0, rejected: 1, asked: 1, notAsked: 0 },
    outcomes: [
      {
        ...{ index: 0, number: PROFILE.phone, outcome: 'changed', status: 'pending' },
        ...{ reason: null, confirmation: 'sent' },
      },
      {
        ...{ index: 1, number: null, outcome: 'rejected', status: null },
        ...{ reason: 'unknown_profile', confirmation: null },
      },
    ],
  }),
  example(subscriptionAnswer, { ...subscription, history }),
  example(subscriptionEntryAnswer, { number: PROFILE.phone, ...subscription, last: origin }),
  example(numberTopicsAnswer, {
    number: PROFILE.phone,
    suppressed: false,
    topics: [
      {
        id: 'offers',
        name: 'Offers',
        optIn: 'double',
        getsMessages: true,
        subscription: { ...subscription, history },
      },
    ],
  }),
  example(profileExportAnswer, {
    exportedAt: DELIVERED,
    profile,
    events: [event],
    messages: [message],
    waitingMessages: [{ campaignId: CAMPAIGN_ID, dueAt: DUE, eventId: event.id, data: {} }],
    journeys: [journeyPerson],
    suppressions: [],
    subscriptions: [{ number: PROFILE.phone, topicId: 'offers', ...subscription, history }],
    inboundTexts: [],
  }),
  example(erasureAnswer, {
    id: '8c1d2e3f4a5b60718293',
    status: 'done',
    reason: 'ticket 4711',
    keyId: KEY_ID,
    requestedAt: '2026-06-01T08:00:00.000Z',
    doneAt: '2026-06-01T08:00:01.500Z',
    counts: { profiles: 1, events: 1, messages: 1, inboundTexts: 0, suppressions: 0, unsubscriptions: 0 },
  }),
  example(segmentAnswer, {
    id: `seg_${ULID}S`,
    ...segmentInput.parse({ name: 'Birthday this week', condition: BIRTHDAY_THIS_WEEK }),
    revision: 1,
    ...stamps,
  }),
  example(estimateAnswer, {
    qualified: 120,
    reachable: 112,
    optedOut: 5,
    noUsableNumber: 3,
    notSubscribed: 0,
    duplicateNumbers: 1,
    capped: 1,
    recipients: 110,
    afterReach: 99,
    byCountry: {
      rows: [
        { country: 'GB', reachable: 72, recipients: 70 },
        { country: 'FR', reachable: 40, recipients: 40 },
      ],
      other: { reachable: 0, recipients: 0 },
    },
    byTimeZone: {
      rows: [
        { timeZone: 'Europe/London', reachable: 72, recipients: 70 },
        { timeZone: null, reachable: 40, recipients: 40 },
      ],
      other: { reachable: 0, recipients: 0 },
    },
    message: {
      sample: { size: 110, of: 110 },
      encodings: { 'GSM-7': 108, 'UCS-2': 2 },
      failures: [],
      segments: 101,
      cost: { amount: 4.2, currency: 'EUR' },
    },
  }),
  example(providerAnswer, provider),
  example(validationAnswer, {
    result: 'failed',
    checks: [{ name: 'credentials', ok: false, detail: 'answered with status 401' }],
  }),
  example(testSmsAnswer, {
    messageId: `test/tst_${ULID}M/${PROVIDER_ID}`,
    outcome: 'accepted',
    code: null,
    providerMessageId: 'gw-1',
    encoding: 'GSM-7',
    segments: 1,
  }),
  example(providerGroupAnswer, providerGroup),
  example(campaignAnswer, campaign),
  example(createdCampaignAnswer, {
    ...campaign,
    ...{ status: 'draft', actions: [], updatedAt: CREATED },
    warnings: [
      {
        field: '/safetyCheck',
        got: 'safetyCheck and pauseOnErrors, but no mail server',
        wanted:
          'HERALD_SMTP_URL and HERALD_MAIL_FROM in the environment of API and workers, or a campaign without them',
      },
    ],
  }),
  example(campaignWithProgressAnswer, { ...campaign, progress }),
  example(campaignCheckAnswer, {
    valid: true,
    problems: [],
    upcoming: [
      {
        local: '2026-05-11T18:00',
        zone: 'profile',
        firstAt: '2026-05-11T04:00:00.000Z',
        lastAt: '2026-05-12T05:00:00.000Z',
      },
    ],
    quietHours: 'law',
    preview: [
      {
        profileId: 'u1',
        text: message.text,
        encoding: 'GSM-7',
        segments: 1,
        notInGsm7: [],
        quietHours: [],
        reason: null,
        detail: null,
      },
    ],
    history: {
      last7Days: 1,
      last30Days: 3,
      mostPerHour: 2,
      hours: [
        { hour: '2026-04-20T09:00:00.000Z', messages: 2 },
        { hour: '2026-05-02T17:00:00.000Z', messages: 1 },
      ],
      isComplete: true,
    },
  }),
  example(runAnswer, {
    ...run,
    occurrence: 1,
    batches: 3,
    schedule: { local: '2026-05-11T18:00', zone: 'profile' },
    reach: { kind: 'everyone' },
    savedMessage: { id: SAVED_ID, revision: 3 },
    topic: null,
    limits: campaign.limits,
    profileLimits: [{ kind: 'calendar', max: 1, per: 'day' }],
    dnd: campaign.dnd ?? [],
    quietHours: 'law',
    safetyLimit: 5000,
    providerGroupId: GROUP_ID,
    members: providerGroup.members,
  }),
  example(reportAnswer, { ...run, ...figures }),
  example(campaignReportAnswer, {
    campaignId: CAMPAIGN_ID,
    sandbox: false,
    audience,
    ...figures,
    days: [{ day: '2026-05-11', occurrences: [1], audience, ...figures }],
  }),
  example(journeyAnswer, journey),
  example(journeyProgressAnswer, {
    ...journey,
    people: { entering: 0, active: 40, held: 0, completed: 900, exited: 300, removed: 1, stopped: 0, failed: 0 },
    converted: 280,
    steps: [{ step: 'sleep: 1 day', people: 40 }],
    splits: [
      {
        split: 'offer',
        branches: [
          { branch: 'discount', people: 602, left: 590, converted: 160 },
          { branch: 'plain', people: 599, left: 588, converted: 120 },
        ],
      },
    ],
  }),
  example(journeyPersonAnswer, journeyPerson),
  example(startedJourneyAnswer, { personId: PERSON_ID, entered: true }),
  example(journeyTaskAnswer, {
    taskId: `act_${ULID}T`,
    journey: journey.name,
    people: 1200,
    refused: 12,
    startedAt: CREATED,
    finishedAt: null,
  }),
  example(messageAnswer, message),
  example(oneMessageAnswer, message),
  example(savedMessageAnswer, {
    id: SAVED_ID,
    ...savedMessageInput.parse(SAVED_MESSAGE),
    revision: 3,
    createdAt: '2026-03-02T10:00:00.000Z',
    updatedAt: CREATED,
    updatedBy: 'marketing',
  }),
  example(singleMessageAnswer, {
    id: SINGLE_ID,
    messageId: singleMessageId(SINGLE_ID),
    status: 'queued',
    reason: null,
    encoding: 'GSM-7',
    segments: 1,
    expiresAt: '2026-05-11T08:05:00.000Z',
  }),
  example(inboundTextAnswer, inboundText),
  example(accountAnswer, {
    ...accountInput.parse(ACCOUNT),
    revision: 1,
    updatedAt: CREATED,
    retentionAppliesAt: null,
  }),
  example(quietHoursAnswer, {
    items: QUIET_HOURS_RULES.filter(({ region }) => ['US', 'US-TX', 'FR'].includes(region)).map(toQuietHoursAnswer),
  }),
  example(alertAnswer, {
    alertId: `${RUN_ID}/safety_stop`,
    campaignId: CAMPAIGN_ID,
    runId: RUN_ID,
    kind: 'safety_stop',
    at: '2026-05-11T04:00:02.000Z',
    subject: '[Herald] Birthday week waits for approval: 6,200 recipients, the limit is 5,000',
    text: 'The limit of the safety check is 5,000: 1,200 too many.\n',
    mail: { status: 'sent', code: null, to: 'ada@example.com', attempts: 1, updatedAt: '2026-05-11T04:00:03.000Z' },
  }),
  example(apiKeyAnswer, apiKey),
  example(newApiKeyAnswer, { ...apiKey, lastUsedAt: null, key: `herald_7Qd2${'x'.repeat(39)}` }),
  example(upAnswer, { status: 'up' }),
  example(readyAnswer, { status: 'ready' }),
  example(whoamiAnswer, { keyId: KEY_ID, name: apiKey.name, scopes: apiKey.scopes, sandbox: false }),
  example(auditEntryAnswer, {
    id: 'aud_019df23b4ae01f3c5a7b9d',
    at: scheduled.at,
    source: 'api',
    actor: { keyId: KEY_ID, name: apiKey.name, prefix: apiKey.prefix },
    address: '192.0.2.7',
    requestId: '5f0c6c3e-7c1b-4d0e-9a53-0c3f6d1d2b1a',
    operation: 'scheduleCampaign',
    resourceIds: [CAMPAIGN_ID],
    outcome: 'done',
    status: 200,
    problem: null,
    before: { status: 'draft' },
    after: { status: 'scheduled' },
    counts: null,
  }),
]);

/** An example that the compiler has checked against its schema. */
function example<Schema extends z.ZodType>(schema: Schema, value: z.input<Schema>): [z.ZodType, unknown] {
  return [schema, value];
}

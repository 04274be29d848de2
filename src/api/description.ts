import { existsSync, readFileSync } from 'node:fs';
import type { z } from 'zod';
import { accountInput } from '../domain/account/account.ts';
import { eventInput } from '../domain/audience/event.ts';
import { profileChanges, profileInput } from '../domain/audience/profile.ts';
import { reach } from '../domain/audience/reach.ts';
import { segmentInput } from '../domain/audience/segment.ts';
import { campaignInput, campaignLimits } from '../domain/campaign/campaign.ts';
import { dndWindow } from '../domain/dnd/dndSchema.ts';
import { savedMessageInput } from '../domain/message/savedMessage.ts';
import {
  httpProviderInput,
  providerGroupInput,
  providerInput,
  twilioProviderInput,
} from '../domain/provider/provider.ts';
import { when } from '../domain/schedule/whenSchema.ts';
import { accountAnswer } from './account/account.ts';
import { alertAnswer } from './account/alerts.ts';
import { rotationInput } from './account/apiKeyActions.ts';
import { apiKeyAnswer, apiKeyInput, apiKeySettingsInput, newApiKeyAnswer } from './account/apiKeys.ts';
import { auditEntryAnswer } from './account/audit.ts';
import { quietHoursAnswer } from './account/quietHours.ts';
import { answerExamples } from './answerExamples.ts';
import { bulkAnswer, bulkInput } from './audience/bulk.ts';
import { eventAnswer, recordedEventAnswer } from './audience/events.ts';
import { importJobAnswer, refusedRowAnswer } from './audience/importJobs.ts';
import { importAnswer } from './audience/imports.ts';
import { optOutInput, profileAnswer, writtenProfileAnswer } from './audience/profiles.ts';
import { estimateAnswer, estimateInput } from './audience/segmentEstimate.ts';
import { segmentAnswer } from './audience/segments.ts';
import { liftInput, suppressInput, suppressionAnswer, suppressionEntryAnswer } from './audience/suppressions.ts';
import { audienceAnswer, campaignAnswer, campaignWithProgressAnswer } from './campaigns/campaignAnswer.ts';
import { approveInput, raiseLimitInput } from './campaigns/campaignApproval.ts';
import { createdCampaignAnswer } from './campaigns/campaigns.ts';
import { triggerAnswer, triggerInput } from './campaigns/campaignTrigger.ts';
import { campaignCheckAnswer, campaignCheckInput } from './campaigns/campaignValidation.ts';
import { campaignReportAnswer, reportAnswer, runAnswer } from './campaigns/runs.ts';
import {
  ACCOUNT,
  BIRTHDAY_THIS_WEEK,
  BOUGHT_TWICE,
  CAMPAIGN,
  CAMPAIGN_AT,
  ESTIMATE,
  HTTP,
  IN_AND_AROUND_PARIS,
  KANNEL,
  LIVE_CAMPAIGN,
  PROFILE,
  RECURRING_CAMPAIGN,
  REMINDER_CAMPAIGN,
  SAVED_MESSAGE,
  TWILIO,
  TWO_DATES_CAMPAIGN,
} from './examples.ts';
import type { NamedSchema, NamedSchemas } from './http/jsonSchemas.ts';
import type { OpenApiOptions } from './http/openApi.ts';
import { patchSchema } from './http/patchSchema.ts';
import { problemDocument } from './http/problem.ts';
import { inboundTextAnswer, reviewInput } from './inbound/inboundTexts.ts';
import { journeyAnswer, journeyPersonAnswer, journeyProgressAnswer } from './journeys/journeyAnswer.ts';
import { moveOnInput } from './journeys/journeyPeople.ts';
import {
  journeyTaskAnswer,
  startedJourneyAnswer,
  startJourneyInput,
  startSegmentInput,
} from './journeys/journeyStarts.ts';
import { stopJourneyInput } from './journeys/journeys.ts';
import { oneMessageAnswer } from './messages/ledger.ts';
import { messageAnswer } from './messages/messages.ts';
import { savedMessageAnswer } from './messages/savedMessages.ts';
import { singleMessageAnswer, singleMessageInput } from './messages/singleMessages.ts';
import { erasureAnswer, erasureInput } from './privacy/erasures.ts';
import { profileExportAnswer } from './privacy/profileExport.ts';
import { validationAnswer } from './providers/providerChecks.ts';
import { providerGroupAnswer } from './providers/providerGroups.ts';
import { providerAnswer } from './providers/providers.ts';
import { testSmsAnswer, testSmsInput } from './providers/testSms.ts';
import { subscriptionAnswer } from './topics/subscriptionAnswer.ts';
import { numberTopicsAnswer, subscriptionEntryAnswer } from './topics/subscriptionLists.ts';
import { confirmInput, subscribeInput, subscriptionOutcomes, unsubscribeInput } from './topics/topics.ts';

const named: NamedSchemas = new Map<z.ZodType, NamedSchema>([
  [problemDocument, { id: 'Problem' }],
  [profileInput, { id: 'ProfileInput', examples: [{ id: 'u1', ...PROFILE }] }],
  [profileChanges, { id: 'ProfileChanges', examples: [PROFILE] }],
  [profileAnswer, { id: 'Profile' }],
  [writtenProfileAnswer, { id: 'WrittenProfile' }],
  [
    eventInput,
    {
      id: 'EventInput',
      examples: [
        { id: 'order-7/1', profileId: 'u1', name: 'purchase', at: '2026-05-07', properties: { amount: 29.33 } },
      ],
    },
  ],
  [eventAnswer, { id: 'Event' }],
  [recordedEventAnswer, { id: 'RecordedEvent' }],
  [bulkInput, { id: 'Bulk', examples: [{ items: [{ id: 'u1', profileId: 'u1', name: 'purchase' }] }] }],
  [bulkAnswer, { id: 'BulkOutcome' }],
  [importAnswer, { id: 'ImportOutcome' }],
  [importJobAnswer, { id: 'Import' }],
  [refusedRowAnswer, { id: 'RefusedRow' }],
  [
    segmentInput,
    {
      id: 'SegmentInput',
      examples: [
        { name: 'Lapsed regulars', condition: BOUGHT_TWICE },
        { name: 'Paris', condition: IN_AND_AROUND_PARIS },
        { name: 'Birthday this week', condition: BIRTHDAY_THIS_WEEK },
        {
          name: 'Birthday this week in Paris',
          condition: {
            kind: 'and',
            conditions: [{ kind: 'segment', segmentId: 'seg_01K4ZJ7Q2V8N3X5T6WBYDMHRCS' }, BIRTHDAY_THIS_WEEK],
          },
        },
      ],
    },
  ],
  [patchSchema(segmentInput), { id: 'SegmentPatch', examples: [{ name: 'Lapsed regulars of Paris' }] }],
  [segmentAnswer, { id: 'Segment' }],
  [
    optOutInput,
    {
      id: 'OptOutInput',
      examples: [{ optedOut: true }, { optedOut: false, reason: 'opted in by a form' }],
      summaries: ['Opt out', 'Opt in again'],
    },
  ],
  [suppressInput, { id: 'SuppressInput', examples: [{ number: '+447700900001', reason: 'wrote a letter' }] }],
  [
    subscribeInput,
    {
      id: 'SubscribeInput',
      examples: [
        {
          items: [{ number: '+447700900001' }, { profileId: 'u2' }],
          wording: 'checkbox "Offers by text" of the sign-up form',
        },
        { items: [{ number: '+447700900001' }], wording: 'confirmed by e-mail on 2026-11-30', confirmed: true },
      ],
      summaries: ['Two people who have ticked a box', 'Somebody who has confirmed already'],
    },
  ],
  [
    confirmInput,
    {
      id: 'ConfirmInput',
      examples: [{ items: [{ number: '+447700900001' }], wording: 'clicked the link in the e-mail' }],
    },
  ],
  [unsubscribeInput, { id: 'UnsubscribeInput', examples: [{ items: [{ profileId: 'u2' }], wording: 'called us' }] }],
  [subscriptionOutcomes, { id: 'SubscriptionOutcomes' }],
  [subscriptionAnswer, { id: 'Subscription' }],
  [subscriptionEntryAnswer, { id: 'SubscriptionEntry' }],
  [numberTopicsAnswer, { id: 'NumberTopics' }],
  [journeyAnswer, { id: 'Journey' }],
  [journeyProgressAnswer, { id: 'JourneyProgress' }],
  [journeyPersonAnswer, { id: 'JourneyPerson' }],
  [
    startJourneyInput,
    { id: 'StartJourneyInput', examples: [{ profileId: 'u1', key: 'c-7', event: { cartId: 'c-7' } }] },
  ],
  [startedJourneyAnswer, { id: 'StartedJourney' }],
  [startSegmentInput, { id: 'StartSegmentInput', examples: [{ segmentId: 'seg_01K4ZJ7Q2V8N3X5T6WBYDMHRCS' }] }],
  [journeyTaskAnswer, { id: 'JourneyTask' }],
  [stopJourneyInput, { id: 'StopJourneyInput', examples: [{ drain: true }] }],
  [moveOnInput, { id: 'MoveOnInput', examples: [{ step: 'sleep: 1 day' }] }],
  [erasureInput, { id: 'ErasureInput', examples: [{ profileId: 'u1', reason: 'ticket 4711' }] }],
  [erasureAnswer, { id: 'Erasure' }],
  [profileExportAnswer, { id: 'ProfileExport' }],
  [suppressionEntryAnswer, { id: 'SuppressionEntry' }],
  [suppressionAnswer, { id: 'Suppression' }],
  [liftInput, { id: 'LiftInput', examples: [{ reason: 'opted in by a form on 2026-11-30' }] }],
  [
    estimateInput,
    {
      id: 'EstimateInput',
      examples: [
        { condition: IN_AND_AROUND_PARIS, ...ESTIMATE },
        { everyone: true, reach: { kind: 'number', number: 500 } },
      ],
      summaries: ['A condition, a text and its price', 'Everyone, of whom some are drawn'],
    },
  ],
  [estimateAnswer, { id: 'Estimate' }],
  [audienceAnswer, { id: 'Audience' }],
  [providerInput, { id: 'ProviderInput', examples: [TWILIO, HTTP, KANNEL] }],
  [twilioProviderInput, { id: 'TwilioProviderInput', examples: [TWILIO] }],
  [httpProviderInput, { id: 'HttpProviderInput', examples: [HTTP, KANNEL] }],
  [
    patchSchema(providerInput),
    {
      id: 'ProviderPatch',
      examples: [{ ratePerSecond: 50 }, { ratePerSecond: null }],
      summaries: ['Another rate', 'No limit of the rate'],
    },
  ],
  [providerAnswer, { id: 'Provider' }],
  [validationAnswer, { id: 'ProviderValidation' }],
  [testSmsInput, { id: 'TestSmsInput', examples: [{ to: '+447700900001', text: 'It works.' }] }],
  [testSmsAnswer, { id: 'TestSmsOutcome' }],
  [
    providerGroupInput,
    {
      id: 'ProviderGroupInput',
      examples: [
        { name: 'Default', members: [{ providerId: 'prv_01K4ZJ7Q2V8N3X5T6WBYDMHRCP', countries: ['GB', 'IE'] }] },
      ],
    },
  ],
  [patchSchema(providerGroupInput), { id: 'ProviderGroupPatch', examples: [{ name: 'United Kingdom' }] }],
  [providerGroupAnswer, { id: 'ProviderGroup' }],
  [
    campaignInput,
    {
      id: 'CampaignInput',
      examples: [CAMPAIGN, CAMPAIGN_AT, RECURRING_CAMPAIGN, TWO_DATES_CAMPAIGN, LIVE_CAMPAIGN, REMINDER_CAMPAIGN],
    },
  ],
  [
    patchSchema(campaignInput),
    {
      id: 'CampaignPatch',
      examples: [{ what: { maxSegments: 3 } }, { tags: ['promotion'], alertEmail: null }],
      summaries: ['Longer texts', "A tag, and alerts to the account's address"],
    },
  ],
  [when, { id: 'When' }],
  [reach, { id: 'Reach' }],
  [dndWindow, { id: 'DndWindow' }],
  [campaignLimits, { id: 'CampaignLimits' }],
  [approveInput, { id: 'ApproveInput', examples: [{ occurrence: 3 }] }],
  [
    raiseLimitInput,
    {
      id: 'RaiseLimitInput',
      examples: [{ limit: 20_000 }, { limit: 20_000, occurrence: 3 }],
      summaries: ['The only run that waits', 'One of several runs'],
    },
  ],
  [
    triggerInput,
    {
      id: 'TriggerInput',
      examples: [{ items: [{ profileId: 'u1', key: 'order-7', data: { total: 29.33 } }, { profileId: 'u2' }] }],
    },
  ],
  [triggerAnswer, { id: 'TriggerOutcome' }],
  [campaignAnswer, { id: 'Campaign' }],
  [createdCampaignAnswer, { id: 'CreatedCampaign' }],
  [campaignWithProgressAnswer, { id: 'CampaignWithProgress' }],
  [campaignCheckInput, { id: 'CampaignCheckInput', examples: [CAMPAIGN, RECURRING_CAMPAIGN] }],
  [campaignCheckAnswer, { id: 'CampaignCheck' }],
  [runAnswer, { id: 'Run' }],
  [reportAnswer, { id: 'RunReport' }],
  [campaignReportAnswer, { id: 'CampaignReport' }],
  [messageAnswer, { id: 'Message' }],
  [oneMessageAnswer, { id: 'OneMessage' }],
  [
    singleMessageInput,
    {
      id: 'SingleMessageInput',
      examples: [
        {
          to: '+447700900001',
          text: 'Your code is 482913. It is valid for five minutes.',
          providerGroupId: 'grp_01K4ZJ7Q2V8N3X5T6WBYDMHRCG',
          transactional: 'one-time password',
          expiresInSeconds: 300,
        },
        { profileId: 'u1', text: 'Your parcel is here.', providerGroupId: 'grp_01K4ZJ7Q2V8N3X5T6WBYDMHRCG' },
        {
          profileId: 'u1',
          savedMessage: { id: 'txt_01K4ZJ7Q2V8N3X5T6WBYDMHRCT' },
          data: { number: '4711' },
          providerGroupId: 'grp_01K4ZJ7Q2V8N3X5T6WBYDMHRCG',
        },
      ],
      summaries: ['A one-time password', 'To a profile, unless the number has opted out', 'A saved message'],
    },
  ],
  [singleMessageAnswer, { id: 'SingleMessage' }],
  [savedMessageInput, { id: 'SavedMessageInput', examples: [SAVED_MESSAGE] }],
  [patchSchema(savedMessageInput), { id: 'SavedMessagePatch', examples: [{ name: 'Parcel, today' }] }],
  [savedMessageAnswer, { id: 'SavedMessage' }],
  [inboundTextAnswer, { id: 'InboundText' }],
  [reviewInput, { id: 'ReviewInput', examples: [{ decision: 'opt_out' }] }],
  [accountInput, { id: 'AccountInput', examples: [ACCOUNT] }],
  [
    patchSchema(accountInput),
    {
      id: 'AccountPatch',
      examples: [{ alerts: { email: 'ops@example.com' } }, { quietHours: 'law' }, { price: null }],
      summaries: ['Another address for alerts', 'Quiet hours by law', 'No price'],
    },
  ],
  [accountAnswer, { id: 'Account' }],
  [quietHoursAnswer, { id: 'QuietHours' }],
  [alertAnswer, { id: 'Alert' }],
  [
    apiKeyInput,
    {
      id: 'ApiKeyInput',
      examples: [
        { name: 'shop backend', preset: 'ingest' },
        { name: 'dashboard', scopes: ['read', 'read:numbers'], expiresAt: '2030-01-01T00:00:00Z' },
        { name: 'integration tests', preset: 'author', sandbox: true },
      ],
    },
  ],
  [apiKeySettingsInput, { id: 'ApiKeySettingsInput', examples: [{ name: 'shop backend', preset: 'ingest' }] }],
  [rotationInput, { id: 'RotationInput', examples: [{ overlapSeconds: 3600 }] }],
  [apiKeyAnswer, { id: 'ApiKey' }],
  [newApiKeyAnswer, { id: 'NewApiKey' }],
  [auditEntryAnswer, { id: 'AuditEntry' }],
]);

/** The parts of the OpenAPI document that don't come from the routes. */
export const apiDescription = (): OpenApiOptions => ({
  title: 'Herald',
  version: versionOfPackage(),
  description: `Herald sends SMS campaigns. This API manages profiles and their events, segments, providers, campaigns, and reports on each message.

Every request except those for health checks, receipts and inbound texts needs an API key: \`Authorization: Bearer KEY\` or \`X-Api-Key: KEY\`. On this page, the button Authorize takes it, and Execute then makes real requests. A key has scopes, and each operation needs one: without it, it is answered with 403. Answers to a key without the scope \`read:numbers\` have phone numbers masked (\`+44********01\`); a request that sends a masked number back is refused.

Each key has a number of requests per minute for each class of operation (read, write, ingest, export). \`RateLimit-Policy\` and \`RateLimit\` say how many there are and how many are left; a request beyond them is answered with 429 and \`Retry-After\`. So is a request with profiles, events or triggers while more of them are coming in than can be stored: nothing of it was stored, and it can be repeated as it is.

Errors are problem documents (RFC 9457). \`errors\` lists the validation errors: the field, the value that was given and the expected one. Only the shape of values that may be secret or personal is shown.

Lists are paginated: pass \`nextCursor\` as \`cursor\` until it is null.

POST operations that create something or act accept an \`Idempotency-Key\`: a request that is repeated with the same key is carried out only once.

A date in properties and conditions is written as \`{"date": "2026-05-07"}\`, because a text that looks like a date may not be one.`,
  tags: {
    Profiles: 'People: their phone numbers, time zones, languages and properties.',
    Events: 'Actions of profiles.',
    Imports: 'Imports of large files, carried out in the background.',
    Suppressions: 'Numbers that get no messages, because somebody has opted out or a carrier refuses them.',
    Topics:
      "Subscriptions of numbers to the account's topics, beside opting out of everything. A campaign with a topic goes only to numbers that get its messages.",
    Privacy: 'What is stored about a person: all of it in one document, and its erasure.',
    Segments: 'Saved conditions over profiles and events.',
    Providers: 'Accounts with SMS services.',
    'Provider groups': 'Providers in priority order, for failover.',
    Campaigns:
      'Definitions of campaigns (time, audience, message, limits, provider group) and operations that steer them.',
    Runs: 'Runs of campaigns, their reports and messages.',
    Journeys:
      'Sequences of texts, waits and decisions that each person goes through. Developers write them; here people enter them, and operators steer them.',
    'Saved messages': 'Texts that campaigns, single messages and journeys share, with all of their revisions.',
    Messages: 'Every message, whatever it was sent from.',
    'Inbound texts':
      'Texts that people send: opt-outs, questions for help, and others. Providers pass them on; the texts that no keyword decides are reviewed here.',
    Account: 'Settings that apply to all campaigns, and alerts.',
    'API keys': 'Keys that authenticate callers.',
    'Audit log': 'What was done and refused, by which key and from where.',
    Receipts: 'Delivery receipts. Providers call these operations.',
    Health: 'Health checks for monitoring.',
  },
  names: named,
  answerExamples,
});

/** package.json is two folders above the sources, and three above the build. */
function versionOfPackage(): string {
  const urls = ['../../package.json', '../../../package.json'].map((path) => new URL(path, import.meta.url));
  const url = urls.find((candidate) => existsSync(candidate));
  if (!url) throw new Error('package.json was not found');
  return String(JSON.parse(readFileSync(url, 'utf8')).version);
}

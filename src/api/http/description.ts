import { existsSync, readFileSync } from 'node:fs';
import type { z } from 'zod';
import { accountInput } from '../../domain/account/account.ts';
import { eventInput } from '../../domain/audience/event.ts';
import { profileInput } from '../../domain/audience/profile.ts';
import { reach } from '../../domain/audience/reachSchema.ts';
import { segmentInput } from '../../domain/audience/segment.ts';
import { campaignInput, campaignLimits } from '../../domain/campaign/campaign.ts';
import { dndWindow } from '../../domain/dnd/dndSchema.ts';
import {
  httpProviderInput,
  providerGroupInput,
  providerInput,
  twilioProviderInput,
} from '../../domain/provider/provider.ts';
import { when } from '../../domain/schedule/whenSchema.ts';
import { accountAnswer } from '../account/account.ts';
import { alertAnswer } from '../account/alerts.ts';
import { apiKeyAnswer, apiKeyInput, newApiKeyAnswer } from '../account/apiKeys.ts';
import { bulkAnswer, bulkInput } from '../audience/bulk.ts';
import { eventAnswer, recordedEventAnswer } from '../audience/events.ts';
import { importAnswer } from '../audience/imports.ts';
import { profileAnswer, profileChanges } from '../audience/profiles.ts';
import { estimateAnswer, estimateInput } from '../audience/segmentEstimate.ts';
import { segmentAnswer } from '../audience/segments.ts';
import { audienceAnswer, campaignAnswer, campaignWithProgressAnswer } from '../campaigns/campaignAnswer.ts';
import { approveInput, raiseLimitInput } from '../campaigns/campaignApproval.ts';
import { campaignCheckAnswer, campaignCheckInput } from '../campaigns/campaignValidation.ts';
import { reportAnswer, runAnswer } from '../campaigns/runs.ts';
import {
  ACCOUNT,
  BIRTHDAY_THIS_WEEK,
  BOUGHT_TWICE,
  CAMPAIGN,
  ESTIMATE,
  HTTP,
  IN_AND_AROUND_PARIS,
  PROFILE,
  RECURRING_CAMPAIGN,
  TWILIO,
  TWO_DATES_CAMPAIGN,
} from '../examples.ts';
import { messageAnswer } from '../messages/messages.ts';
import { testSmsAnswer, testSmsInput, validationAnswer } from '../providers/providerChecks.ts';
import { providerGroupAnswer } from '../providers/providerGroups.ts';
import { providerAnswer } from '../providers/providers.ts';
import type { NamedSchema, NamedSchemas } from './jsonSchemas.ts';
import type { OpenApiOptions } from './openApi.ts';
import { problemDocument } from './problem.ts';

const named: NamedSchemas = new Map<z.ZodType, NamedSchema>([
  [problemDocument, { id: 'Problem' }],
  [profileInput, { id: 'ProfileInput', examples: [{ id: 'u1', ...PROFILE }] }],
  [profileChanges, { id: 'ProfileChanges', examples: [PROFILE] }],
  [profileAnswer, { id: 'Profile' }],
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
            conditions: [{ kind: 'segment', segmentId: 'seg_2c9d0e7b15a84f63d0aa' }, BIRTHDAY_THIS_WEEK],
          },
        },
      ],
    },
  ],
  [segmentAnswer, { id: 'Segment' }],
  [
    estimateInput,
    {
      id: 'EstimateInput',
      examples: [
        { condition: IN_AND_AROUND_PARIS, ...ESTIMATE },
        { everyone: true, reach: { kind: 'number', number: 500 } },
      ],
    },
  ],
  [estimateAnswer, { id: 'Estimate' }],
  [audienceAnswer, { id: 'Audience' }],
  [providerInput, { id: 'ProviderInput', examples: [TWILIO, HTTP] }],
  [twilioProviderInput, { id: 'TwilioProviderInput', examples: [TWILIO] }],
  [httpProviderInput, { id: 'HttpProviderInput', examples: [HTTP] }],
  [providerAnswer, { id: 'Provider' }],
  [validationAnswer, { id: 'ProviderValidation' }],
  [testSmsInput, { id: 'TestSmsInput', examples: [{ to: '+447700900001', text: 'It works.' }] }],
  [testSmsAnswer, { id: 'TestSmsOutcome' }],
  [
    providerGroupInput,
    {
      id: 'ProviderGroupInput',
      examples: [{ name: 'Default', members: [{ providerId: 'prv_0b7be3a1c95d02e4f6aa', countries: ['GB', 'IE'] }] }],
    },
  ],
  [providerGroupAnswer, { id: 'ProviderGroup' }],
  [campaignInput, { id: 'CampaignInput', examples: [CAMPAIGN, RECURRING_CAMPAIGN, TWO_DATES_CAMPAIGN] }],
  [when, { id: 'When' }],
  [reach, { id: 'Reach' }],
  [dndWindow, { id: 'DndWindow' }],
  [campaignLimits, { id: 'CampaignLimits' }],
  [approveInput, { id: 'ApproveInput', examples: [{ occurrence: 3 }] }],
  [raiseLimitInput, { id: 'RaiseLimitInput', examples: [{ limit: 20_000 }, { limit: 20_000, occurrence: 3 }] }],
  [campaignAnswer, { id: 'Campaign' }],
  [campaignWithProgressAnswer, { id: 'CampaignWithProgress' }],
  [campaignCheckInput, { id: 'CampaignCheckInput', examples: [CAMPAIGN, RECURRING_CAMPAIGN] }],
  [campaignCheckAnswer, { id: 'CampaignCheck' }],
  [runAnswer, { id: 'Run' }],
  [reportAnswer, { id: 'RunReport' }],
  [messageAnswer, { id: 'Message' }],
  [accountInput, { id: 'AccountInput', examples: [ACCOUNT] }],
  [accountAnswer, { id: 'Account' }],
  [alertAnswer, { id: 'Alert' }],
  [apiKeyInput, { id: 'ApiKeyInput', examples: [{ name: 'shop backend' }] }],
  [apiKeyAnswer, { id: 'ApiKey' }],
  [newApiKeyAnswer, { id: 'NewApiKey' }],
]);

/** What the OpenAPI document says besides the routes. */
export const apiDescription = (): OpenApiOptions => ({
  title: 'Herald',
  version: versionOfPackage(),
  description: `SMS campaigns: people, what they did, whom to text, through whom, and what became of each message.

Every request but those for health and receipts needs an API key: \`Authorization: Bearer KEY\`, or \`X-Api-Key: KEY\`.

Errors are problem documents (RFC 9457). \`errors\` names each field at fault, what came and what is wanted; values that may be secret or personal are shown by their shape.

Lists come in pages: pass \`nextCursor\` as \`cursor\` until it is null.

A POST that creates or acts takes an \`Idempotency-Key\`: with the same key the same request may be repeated without doing anything twice.

A date in properties and conditions is written \`{"date": "2026-05-07"}\`, since a text that looks like a date may be just a text.`,
  tags: {
    Profiles: 'The people: how to reach them, and what is known of them.',
    Events: 'What they did.',
    Segments: 'Saved conditions over profiles and events.',
    Providers: 'Accounts at SMS services.',
    'Provider groups': 'Providers in order of priority, for failover.',
    Campaigns: 'When, who, what, how many, through which group.',
    Runs: 'Occurrences of campaigns, their reports and messages.',
    Account: 'What holds for all campaigns, and what people had to be told.',
    'API keys': 'Who may call.',
    Receipts: 'For providers, not for you.',
    Health: 'For whoever watches the process.',
  },
  names: named,
});

/** The package's file is three folders up from the sources, four from what is built of them. */
function versionOfPackage(): string {
  const places = ['../../../package.json', '../../../../package.json'].map((path) => new URL(path, import.meta.url));
  const place = places.find((candidate) => existsSync(candidate));
  if (!place) throw new Error('package.json is not where it belongs');
  return String(JSON.parse(readFileSync(place, 'utf8')).version);
}

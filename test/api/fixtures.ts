import type { Run } from '../../src/domain/campaign/run.ts';
import { runIdOf } from '../../src/domain/ids.ts';
import { SIZES } from '../../src/domain/message/dispatch.ts';
import { RUN_DEFAULTS } from '../support/runDefaults.ts';
import type { Api } from './support.ts';

export const HTTP_PROVIDER = {
  kind: 'http',
  name: 'gateway',
  settings: {
    secrets: { token: 'very-secret-token' },
    send: { method: 'POST', url: 'http://127.0.0.1:1/send', body: '{{ text | json }} {{ secrets.token }}' },
    receipts: { status: { param: 'state' }, delivered: ['ok'], undelivered: ['no'] },
  },
};

export const TWILIO_PROVIDER = {
  kind: 'twilio',
  name: 'twilio',
  settings: {
    accountSid: `AC${'0123456789abcdef'.repeat(2)}`,
    authToken: 'the-auth-token-of-the-test',
    from: '+15005550006',
    baseUrl: 'http://127.0.0.1:1',
  },
};

export const CONDITION = { kind: 'property', property: 'tier', operator: 'equals', value: 'gold' };

export interface Ids {
  readonly profileId: string;
  readonly segmentId: string;
  readonly providerId: string;
  readonly groupId: string;
  readonly campaignId: string;
}

/** One of each resource, created through the API, with names ending in `suffix`. */
export async function oneOfEach(api: Api, suffix = ''): Promise<Ids> {
  const profileId = `u1${suffix}`;
  await api.made('/v1/profiles', { id: profileId, phone: '+447700900001', properties: { tier: 'gold', name: 'Ada' } });
  const segment = await api.made('/v1/segments', { name: `gold${suffix}`, condition: CONDITION });
  const provider = await api.made('/v1/providers', { ...HTTP_PROVIDER, name: `gateway${suffix}` });
  const group = await api.made('/v1/provider-groups', { name: `all${suffix}`, members: [{ providerId: provider.id }] });
  const campaign = await api.made('/v1/campaigns', campaignInput({ segmentId: segment.id, groupId: group.id }));
  return { profileId, segmentId: segment.id, providerId: provider.id, groupId: group.id, campaignId: campaign.id };
}

export const campaignInput = (of: { segmentId: string; groupId: string }) => ({
  name: 'Spring',
  type: 'past_behaviour',
  when: { kind: 'now' },
  who: { kind: 'segment', segmentId: of.segmentId },
  what: { template: 'Hi {{ profile.name }}' },
  providerGroupId: of.groupId,
});

/** Run 1 of a campaign, opened for a local time in UTC. */
export function firstRun(campaignId: string, { groupId, local }: { groupId: string; local: string }): Run {
  const at = `${local}:00.000Z`;
  const zones = { zone: 'UTC', defaultZone: 'UTC', late: 'skip', lastDate: null } as const;
  return {
    ...RUN_DEFAULTS,
    _id: runIdOf(campaignId, 1),
    campaignId,
    occurrence: 1,
    status: 'sending',
    dueAt: new Date(at),
    schedule: { local, ...zones, firstAt: at, lastAt: at },
    what: { template: 'x', maxSegments: 4 },
    condition: 'everyone',
    onUncertain: 'skip',
    resolveWithinSeconds: 3600,
    validityPeriodSeconds: null,
    campaignName: 'Spring',
    providerGroupId: groupId,
    members: [],
    audience: null,
    batches: 0,
    sizes: SIZES,
    startedAt: new Date(at),
    finishedAt: null,
  };
}

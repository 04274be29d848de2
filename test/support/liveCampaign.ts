import { type LiveCampaign, liveInput } from '../../src/domain/campaign/campaign.ts';

/** A live campaign that was scheduled at the beginning of 2026; `when` as the API takes it. */
export const liveCampaign = (_id: string, when: object, changes: object = {}): LiveCampaign => ({
  ...liveInput.parse({ name: _id, type: 'live', when, what: { template: 'Hi' }, providerGroupId: 'grp_1', ...changes }),
  _id,
  status: 'scheduled',
  revision: 0,
  actions: [{ action: 'schedule', by: 'Ada', at: '2026-01-01T00:00:00.000Z' }],
  createdAt: new Date('2026-01-01T00:00:00Z'),
  updatedAt: new Date('2026-01-01T00:00:00Z'),
});

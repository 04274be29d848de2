import { messageIdOf, runIdOf } from '../../../src/domain/ids.ts';
import type { Message } from '../../../src/domain/message/message.ts';
import type { Ids } from '../fixtures.ts';

export const AT = new Date('2026-05-07T10:00:00Z');

/** A message of the first run of a campaign. */
export function messageOf(ids: Ids, profileId: string, changes: Partial<Message> = {}): Message {
  const runId = runIdOf(ids.campaignId, 1);
  return {
    _id: messageIdOf(runId, profileId),
    dispatchId: runId,
    campaignId: ids.campaignId,
    profileId,
    status: 'accepted',
    reason: null,
    to: '+447700900001',
    text: 'Hi',
    encoding: 'GSM-7',
    segments: 1,
    providerId: ids.providerId,
    providerMessageId: 'pm-1',
    attempts: [{ providerId: ids.providerId, at: AT, outcome: 'accepted', code: null }],
    failedOver: false,
    resolution: null,
    receipts: [],
    createdAt: AT,
    updatedAt: AT,
    ...changes,
  };
}

import { beforeAll, describe, expect, it } from 'vitest';
import { messageIdOf } from '../../../src/domain/ids.ts';
import { type Ids, oneOfEach } from '../fixtures.ts';
import { testApi } from '../support.ts';
import { AT, messageOf } from './messageOf.ts';

const MINUTE = 60_000;
const minute = (after: number): Date => new Date(AT.getTime() + after * MINUTE);

describe('all messages', () => {
  const api = testApi();
  let ids: Ids;
  let other: Ids;
  let testId = '';
  const odd = 'a/b%2F c+ü';
  const found = async (query: string): Promise<string[]> => {
    const { status, json } = await api.call('GET', `/v1/messages?${query}`);
    expect(status).toBe(200);
    return json.items.map(({ profileId }: { profileId: string }) => profileId);
  };

  beforeAll(async () => {
    ids = await oneOfEach(api);
    other = await oneOfEach(api, '-other');
    testId = messageIdOf('test/tst_1', 'tst_1');
    await api.store.messages.record([
      messageOf(ids, 'p1', { createdAt: minute(1) }),
      messageOf(ids, 'p2', { createdAt: minute(2), to: '+447700900002', status: 'delivered' }),
      messageOf(other, 'p3', { createdAt: minute(3), status: 'failed', reason: 'too_long', providerId: null }),
      messageOf(other, odd, { createdAt: minute(3) }),
      messageOf(ids, 'p5', {
        _id: testId,
        dispatchId: 'test/tst_1',
        campaignId: null,
        createdAt: minute(4),
        to: '+447700900002',
      }),
    ]);
  });

  it('are listed over all campaigns, the newest first, also where two were written at the same moment', async () => {
    const newest = [
      'p5',
      ...['p3', odd].sort((a, b) => (messageIdOf('', a) < messageIdOf('', b) ? 1 : -1)),
      'p2',
      'p1',
    ];
    expect(await found('')).toEqual(newest);
    const paged: string[] = [];
    for (let cursor = ''; ; ) {
      const { json } = await api.call('GET', `/v1/messages?limit=1${cursor && `&cursor=${cursor}`}`);
      paged.push(...json.items.map(({ profileId }: { profileId: string }) => profileId));
      if (json.nextCursor === null) break;
      cursor = json.nextCursor;
    }
    expect(paged).toEqual(newest);
  });

  it.each<[string, () => string, string[]]>([
    ['number, as people write it', () => 'to=%2B44%207700%20900-002', ['p5', 'p2']],
    ['number without a message', () => 'to=%2B447700900077', []],
    ['profile', () => `profileId=${encodeURIComponent(odd)}`, [odd]],
    ['campaign', () => `campaignId=${ids.campaignId}`, ['p2', 'p1']],
    ['provider', () => `providerId=${other.providerId}`, [odd]],
    ['status', () => 'status=delivered', ['p2']],
    ['reason', () => 'reason=too_long', ['p3']],
    ['first instant, included', () => `createdFrom=${minute(4).toISOString()}`, ['p5']],
    ['last instant, not included', () => `createdTo=${minute(2).toISOString()}`, ['p1']],
    ['time in another offset', () => `createdFrom=2026-05-07T12:02:00%2B02:00&createdTo=2026-05-07T10:03:00Z`, ['p2']],
    ['several at once', () => `campaignId=${ids.campaignId}&to=%2B447700900002&status=delivered`, ['p2']],
  ])('are found by %s', async (_, query, expected) => {
    expect(await found(query())).toEqual(expected);
  });

  it('are not found by a number that is none, nor by a key that reads masked numbers', async () => {
    const { status, json } = await api.call('GET', '/v1/messages?to=12');
    expect([status, json.errors[0].field]).toEqual([400, 'query: to']);
    const { key } = await api.made('/v1/api-keys', { name: 'masked', preset: 'read' });
    expect((await api.call('GET', '/v1/messages?to=%2B447700900002', { key })).status).toBe(403);
    const masked = (await api.call('GET', '/v1/messages?status=delivered', { key })).json.items[0];
    expect(masked.to).not.toContain('7700900002');
  });

  it('are read by id, whatever the id of the profile is', async () => {
    for (const id of [messageIdOf(`${other.campaignId}/1`, odd), testId]) {
      const { status, json } = await api.call('GET', `/v1/messages/${encodeURIComponent(id)}`);
      expect([status, json.messageId]).toEqual([200, id]);
    }
    expect((await api.call('GET', '/v1/messages/none')).status).toBe(404);
  });
});

import { describe, expect, it } from 'vitest';
import { ended, launch } from '../../dev/campaigns.ts';
import { campaignTo, importPeople, providerGroup, system } from '../support/system.ts';

const PEOPLE = 40;
const TEXT = 'Reply YES to get our offers.';
const phoneOf = (index: number): string => `+336599${String(index).padStart(5, '0')}`;

describe('a campaign of a topic with double opt-in', () => {
  const herald = system();

  const simulated = async (path: string, json: object): Promise<unknown> => {
    const request = { method: 'POST', body: JSON.stringify(json) };
    const response = await fetch(`${herald.simulator().url}/_sim/${path}`, request);
    expect(response.status).toBe(200);
    return await response.json();
  };

  it('goes to those who were asked and have said yes, and to nobody else', async () => {
    const client = herald.herald();
    await importPeople(herald, 5, PEOPLE);
    const { groupId, providerIds } = await providerGroup(herald, [{ kind: 'http', name: 'topics' }]);
    const { inboundUrl } = await client.getProvider({ providerId: providerIds.topics ?? '' });
    await simulated('providers/topics/inbound', { url: inboundUrl });
    await client.updateAccount({
      accountPatch: {
        topics: [
          {
            id: 'offers',
            name: 'Offers',
            optIn: 'double',
            keywords: ['OFFERS'],
            confirmation: { text: TEXT, providerGroupId: groupId },
          },
        ],
      },
    });
    const texted = async (index: number, text: string): Promise<void> => {
      expect(await simulated(`phones/${phoneOf(index)}/texts`, { provider: 'topics', text })).toMatchObject({
        status: 204,
      });
    };
    const asked = async (): Promise<string[]> =>
      (await herald.simulator().ledger()).filter(({ body }) => body === TEXT).map(({ to }) => to);

    const items = Array.from({ length: 30 }, (_, index) => ({ profileId: `s5-${String(index).padStart(5, '0')}` }));
    const subscribeInput = { items, wording: 'a form' };
    expect(await client.subscribeToTopic({ topicId: 'offers', subscribeInput })).toMatchObject({
      changed: 30,
      asked: 30,
    });
    expect(await client.subscribeToTopic({ topicId: 'offers', subscribeInput })).toMatchObject({ asked: 0 });
    expect((await asked()).toSorted()).toEqual(items.map((_, index) => phoneOf(index)));
    for (let index = 0; index < 20; index += 1) await texted(index, ['YES', 'ja', 'Oui !'][index % 3] ?? '');
    // Some leave again, one of them everything; the last one subscribes by a text.
    for (const index of [0, 1]) await texted(index, 'Stop offers');
    await texted(2, 'STOP');
    await texted(39, 'OFFERS');
    await expect.poll(async () => (await asked()).includes(phoneOf(39)), { timeout: 10_000 }).toBe(true);
    await texted(39, 'Yes please');

    const id = await launch(client, { ...campaignTo(5, groupId), topic: 'offers' });
    const report = await ended(client, id, { timeoutMs: 60_000 });
    const got = (await herald.simulator().ledger()).filter(({ body }) => body.startsWith('Hello')).map(({ to }) => to);
    const wanted = [...Array.from({ length: 17 }, (_, index) => index + 3), 39].map(phoneOf);
    expect(got.toSorted()).toEqual(wanted);
    expect(report).toMatchObject({
      sent: 18,
      audience: { qualified: PEOPLE, reachable: 18, optedOut: 1, notSubscribed: 21 },
    });
    expect(report.errorBucket).toEqual([
      { reason: 'not_subscribed', count: 21 },
      { reason: 'opted_out', count: 1 },
    ]);
  });
});

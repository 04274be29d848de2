import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ended, launch } from '../../dev/campaigns.ts';
import type { HttpProviderInput } from '../../src/domain/provider/provider.ts';
import { kannelPreset } from '../../src/providers/http/kannelPreset.ts';
import { KANNEL_PASSWORD, kannelIsInstalled, startKannel } from '../support/kannel.ts';
import { campaignTo, importPeople, system } from '../support/system.ts';

const PEOPLE = 600;
const PER_SECOND = 30;
/** How long after an opt-out was acknowledged a request may still begin. */
const GRACE_MS = 1_000;

/** Between Kannel and Herald: passes requests on, and notes when each was acknowledged. */
async function acknowledgements() {
  const at = new Map<string, number>();
  let target = '';
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '', 'http://127.0.0.1');
    const answer = await fetch(`${target}${url.search}`).catch(() => null);
    if (answer?.ok) at.set(url.searchParams.get('from') ?? '', Date.now());
    response.writeHead(answer?.status ?? 502).end(await answer?.text());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const passOnTo = (inboundUrl: string) => {
    target = inboundUrl;
  };
  return { url, at, passOnTo };
}

/** Kannel reports twice on each message, which would be most of the work here. */
function withoutReceipts(input: HttpProviderInput): HttpProviderInput {
  const { receipts: _, send, ...settings } = input.settings;
  const url = send.url.replace(/\{% if receiptUrl %\}.*$/, '');
  return { ...input, settings: { ...settings, send: { ...send, url } } };
}

describe.skipIf(!kannelIsInstalled)('a phone behind a real Kannel that sends STOP while a campaign is sent', () => {
  const herald = system({ workers: 2 });

  it('gets nothing more a second after Herald has acknowledged it, under any profile', async () => {
    const acknowledged = await acknowledgements();
    const kannel = await startKannel({ getUrl: `${acknowledged.url}/?from=%p&to=%P&text=%a&id=%I` });
    const input = withoutReceipts(
      kannelPreset({ baseUrl: kannel.baseUrl, username: 'herald', password: KANNEL_PASSWORD }),
    );
    const provider = await herald.herald().createProvider({ providerInput: { ...input, ratePerSecond: PER_SECOND } });
    expect(provider.inboundUrl).not.toBeNull();
    acknowledged.passOnTo(provider.inboundUrl ?? '');
    const group = await herald.herald().createProviderGroup({
      providerGroupInput: { name: 'kannel', members: [{ providerId: provider.id }] },
    });
    await importPeople(herald, 7, PEOPLE);
    const phoneOf = (index: number): string => `+336799${String(index).padStart(5, '0')}`;
    // Another profile of one of the numbers, which isn't in the campaign.
    await herald.herald().upsertProfile({ profileInput: { id: 'twin', phone: phoneOf(PEOPLE - 2) } });

    const id = await launch(herald.herald(), campaignTo(7, group.id));
    await expect.poll(() => kannel.arrived.length, { timeout: 60_000, interval: 50 }).toBeGreaterThan(15);
    // People who are reached at once, soon, and at the end; some are in slices that are being sent.
    const stopped = [25, 60, 100, 200, 300, 400, PEOPLE - 2, PEOPLE - 1].map(phoneOf);
    for (const phone of stopped) await kannel.text(phone, 'Stop please');
    await expect.poll(() => stopped.filter((phone) => !acknowledged.at.has(phone)), { timeout: 30_000 }).toEqual([]);
    const report = await ended(herald.herald(), id, { timeoutMs: 120_000 });
    await sleep(GRACE_MS);

    const late = kannel.arrived.filter(({ line, at }) => {
      const acknowledgedAt = acknowledged.at.get(line.split(' ')[1] ?? '');
      return acknowledgedAt !== undefined && at > acknowledgedAt + GRACE_MS;
    });
    expect(late).toEqual([]);
    const received = stopped.filter((phone) => kannel.arrived.some(({ line }) => line.split(' ')[1] === phone));
    expect(received.length, 'some of them are stopped in time').toBeLessThan(stopped.length);
    expect(received).not.toContain(phoneOf(PEOPLE - 1));
    const skipped = report.errorBucket.find(({ reason }) => reason === 'opted_out');
    expect(skipped?.count).toBe(stopped.length - received.length);
    expect(report.sent).toBe(PEOPLE - (skipped?.count ?? 0));
    expect(kannel.arrived).toHaveLength(report.sent);

    await theProfilesAndTheListShowIt();
    await theOtherProfileIsSkippedInTheNextCampaign();
    await aReplyBelongsToTheMessage();

    async function theProfilesAndTheListShowIt() {
      const { items } = await herald.herald().listInboundTexts({ phone: phoneOf(PEOPLE - 2) });
      expect(items).toMatchObject([
        { decision: 'opt_out', text: 'Stop please', profileIds: [`s7-00${PEOPLE - 2}`, 'twin'], messageId: null },
      ]);
      for (const profileId of ['twin', `s7-00${PEOPLE - 2}`, `s7-00${PEOPLE - 1}`]) {
        expect(await herald.herald().getProfile({ profileId })).toMatchObject({ optedOut: true });
        const events = await herald.herald().listEventsOfProfile({ profileId });
        expect(events.items.map(({ name }) => name)).toEqual(['reply']);
      }
    }

    async function theOtherProfileIsSkippedInTheNextCampaign() {
      const before = kannel.arrived.length;
      const who = { kind: 'event', event: 'reply' } as const;
      const next = await launch(herald.herald(), {
        ...campaignTo(7, group.id),
        name: 'to all who replied',
        who: { kind: 'condition', condition: who },
        what: { template: 'Thank you' },
      });
      const { errorBucket, sent } = await ended(herald.herald(), next, { timeoutMs: 60_000 });
      expect([sent, errorBucket.map(({ reason }) => reason)]).toEqual([0, ['opted_out']]);
      expect(kannel.arrived).toHaveLength(before);
    }

    async function aReplyBelongsToTheMessage() {
      await kannel.text(phoneOf(0), 'What time do you open?');
      const replies = async () => (await herald.herald().listInboundTexts({ phone: phoneOf(0) })).items;
      await expect
        .poll(replies, { timeout: 30_000 })
        .toMatchObject([
          { decision: 'other', campaignId: id, messageId: `${id}/1/s7-00000`, profileIds: ['s7-00000'] },
        ]);
    }
  });
});

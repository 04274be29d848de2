import { createHmac, randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Run } from '../../../src/domain/campaign/run.ts';
import type { DndWindow } from '../../../src/domain/dnd/dndSchema.ts';
import { messageIdOf, runIdOf } from '../../../src/domain/ids.ts';
import { SIZES } from '../../../src/domain/message/dispatch.ts';
import type { Message } from '../../../src/domain/message/message.ts';
import { hmacSha256, receiptAddresses } from '../../../src/providers/receiptAddress.ts';
import { RUN_DEFAULTS } from '../../support/runDefaults.ts';
import { instantSchedule } from '../../support/sending.ts';
import { HTTP_PROVIDER, type Ids, oneOfEach, TWILIO_PROVIDER } from '../fixtures.ts';
import { BOOTSTRAP_KEY, SECRET_KEY, testApi } from '../support.ts';
import { AT, messageOf } from './messageOf.ts';

function runOf(ids: Ids, occurrence: number): Run {
  return {
    ...RUN_DEFAULTS,
    _id: runIdOf(ids.campaignId, occurrence),
    campaignId: ids.campaignId,
    occurrence,
    status: 'completed',
    dueAt: AT,
    schedule: instantSchedule(AT),
    what: { template: 'x', maxSegments: 4 },
    condition: 'everyone',
    onUncertain: 'skip',
    resolveWithinSeconds: 3600,
    validityPeriodSeconds: null,
    campaignName: 'Spring',
    providerGroupId: ids.groupId,
    members: [{ providerId: ids.providerId }],
    audience: { qualified: 4, reachable: 3, optedOut: 1, noUsableNumber: 0 },
    batches: 1,
    sizes: SIZES,
    startedAt: AT,
    finishedAt: AT,
  };
}

const skipped: Partial<Message> = {
  status: 'skipped',
  reason: 'opted_out',
  to: null,
  text: null,
  encoding: null,
  segments: 0,
  providerId: null,
  providerMessageId: null,
  attempts: [],
};

describe('runs and their messages', () => {
  const api = testApi();
  let ids: Ids;
  let path = '';
  beforeAll(async () => {
    ids = await oneOfEach(api);
    path = `/v1/campaigns/${ids.campaignId}/runs`;
    for (const occurrence of [1, 2, 3]) await api.store.runs.open(runOf(ids, occurrence));
    await api.store.messages.record([
      messageOf(ids, 'p1', { text: '=HYPERLINK("http://x","y")' }),
      messageOf(ids, 'p2', {
        status: 'delivered',
        failedOver: true,
        receipts: [{ providerId: 'prv_0', providerMessageId: null, status: 'delivered', code: '0', at: AT }],
      }),
      messageOf(ids, 'p3', { text: 'two\nlines, "quoted"' }),
      messageOf(ids, 'p4', skipped),
    ]);
  });

  it('are listed with the newest first, and read by id', async () => {
    const first = (await api.call('GET', `${path}?limit=2`)).json;
    const second = (await api.call('GET', `${path}?limit=2&cursor=${first.nextCursor}`)).json;
    expect([...first.items, ...second.items].map((run) => run.occurrence)).toEqual([3, 2, 1]);
    expect((await api.call('GET', `${path}/2`)).json.runId).toBe(`${ids.campaignId}/2`);
    expect((await api.call('GET', `${path}/9`)).status).toBe(404);
    expect((await api.call('GET', `${path}/0`)).status).toBe(400);
    expect((await api.call('GET', '/v1/campaigns/cmp_none/runs')).status).toBe(404);
  });

  it('show their schedule and limits', async () => {
    const audience = { qualified: 10, reachable: 9, optedOut: 1, noUsableNumber: 0, notChosen: 4 };
    const { campaignId } = await oneOfEach(api, '-planned');
    const dnd: DndWindow[] = [{ from: '22:00', to: '08:00', days: ['MO'], zone: 'recipient', action: 'delay' }];
    const limits = { perRun: 5, ignoreProfileLimits: false, countForProfileLimits: true };
    const local = '2026-05-07T12:00';
    const at = AT.toISOString();
    const schedule = { local, zone: 'profile', defaultZone: 'UTC', late: 'skip', lastDate: null } as const;
    await api.store.runs.open({
      ...runOf({ ...ids, campaignId }, 1),
      schedule: { ...schedule, firstAt: at, lastAt: at },
      windows: dnd,
      reach: { kind: 'number', number: 5 },
      limits,
      profileLimits: [{ kind: 'calendar', max: 1, per: 'day' }],
      safetyLimit: 100,
      audience,
    });
    const planned = `/v1/campaigns/${campaignId}/runs/1`;
    expect((await api.call('GET', planned)).json).toMatchObject({
      schedule: { local, zone: 'profile' },
      reach: { kind: 'number', number: 5 },
      limits,
      profileLimits: [{ kind: 'calendar', max: 1, per: 'day' }],
      dnd,
      safetyLimit: 100,
      audience,
    });
    // Profiles that were not drawn do not count as recipients without a message.
    expect((await api.call('GET', `${planned}/report`)).json).toMatchObject({ notYet: 6, audience: { notChosen: 4 } });
  });

  it('are summarised in a report', async () => {
    const { json } = await api.call('GET', `${path}/1/report`);
    expect(json).toMatchObject({
      sent: 3,
      notYet: 0,
      failovers: 1,
      byStatus: { accepted: 2, delivered: 1, undelivered: 0, failed: 0, skipped: 1, uncertain: 0 },
      errorBucket: [{ reason: 'opted_out', count: 1 }],
      providers: [{ providerId: ids.providerId, accepted: 3, delivered: 1, segments: 3 }],
    });
  });

  it('are filtered and paginated', async () => {
    const list = async (query: string) =>
      (await api.call('GET', `${path}/1/messages?${query}`)).json.items.map(
        (item: { profileId: string }) => item.profileId,
      );
    expect(await list('')).toEqual(['p1', 'p2', 'p3', 'p4']);
    expect(await list('status=accepted')).toEqual(['p1', 'p3']);
    expect(await list('reason=opted_out')).toEqual(['p4']);
    expect(await list('profileId=p2')).toEqual(['p2']);
    expect(await list(`providerId=${ids.providerId}&limit=2`)).toEqual(['p1', 'p2']);
    const { nextCursor } = (await api.call('GET', `${path}/1/messages?limit=3`)).json;
    expect(await list(`limit=3&cursor=${nextCursor}`)).toEqual(['p4']);
  });

  it('stream as CSV in which nothing is a formula', async () => {
    const csv = await api.call('GET', `${path}/1/messages?format=csv&limit=1`);
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(csv.headers.get('content-disposition')).toBe(`attachment; filename="messages-${ids.campaignId}-1.csv"`);
    const lines = csv.text.split('\r\n');
    expect(lines[0]).toMatch(/^messageId,profileId,status,/);
    expect(lines).toHaveLength(6);
    expect(lines[1]).toContain(`,"'=HYPERLINK(""http://x"",""y"")",`);
    expect(lines[1]).toContain(',+447700900001,');
    expect(lines[3]).toContain('"two\nlines, ""quoted"""');
    const accepted = await api.call('GET', `${path}/1/messages?status=skipped`, { headers: { accept: 'text/csv' } });
    expect(accepted.text.split('\r\n')).toHaveLength(3);
    expect((await api.call('GET', `${path}/9/messages?format=csv`)).status).toBe(404);
  });
});

describe('a text in CSV', () => {
  const api = testApi();

  /** The cells of a line as a spreadsheet reads them where the list separator is a semicolon: quotes count only at the start of a cell. */
  const cellsBySemicolon = (csv: string): string[] => csv.split(/[;\t\r\n]/).map((cell) => cell.replace(/^[\s"]*/, ''));

  it('is no formula either where the spreadsheet separates cells by semicolons or tabs', async () => {
    const ids = await oneOfEach(api);
    await api.store.runs.open(runOf(ids, 1));
    const texts = [
      'a;=1+1',
      'a; =1+1',
      'a;"=1+1"',
      'a\t@SUM(A1)',
      'a\n-1+1',
      'a\r\n+1',
      'a;＝1',
      '=1;=2;=3',
      'a;b = c',
    ];
    await api.store.messages.record(texts.map((text, index) => messageOf(ids, `p${index}`, { text })));
    const { text } = await api.call('GET', `/v1/campaigns/${ids.campaignId}/runs/1/messages?format=csv`);
    const formulas = cellsBySemicolon(text).filter((cell) => /^[=+\-@＝＋－＠]/.test(cell));
    expect(formulas).toEqual([]);
    expect(text).toContain('a;b = c');
  });
});

describe('a CSV response that the client aborts', () => {
  const api = testApi();

  it('stops reading the store, and is not logged as a failure', async () => {
    const ids = await oneOfEach(api);
    await api.store.runs.open(runOf(ids, 1));
    const text = 'x'.repeat(1000);
    const messages = Array.from({ length: 5000 }, (_, index) => messageOf(ids, `p${index}`, { text }));
    await api.store.messages.record(messages);
    const hangUp = new AbortController();
    const headers = { authorization: `Bearer ${BOOTSTRAP_KEY}` };
    const path = `/v1/campaigns/${ids.campaignId}/runs/1/messages?format=csv`;
    const response = await fetch(`${api.url}${path}`, { headers, signal: hangUp.signal });
    await response.body?.getReader().read();
    hangUp.abort();
    await expect.poll(() => api.logLines.some((line) => line.includes('"aborted":true'))).toBe(true);
    expect(api.logLines.filter((line) => /"level":"(error|warn)"/.test(line))).toEqual([]);
  });
});

describe('receipts', () => {
  const clock = { aheadMs: 0 };
  const api = testApi(() => ({ now: () => new Date(Date.now() + clock.aheadMs) }));
  let ids: Ids;
  beforeAll(async () => {
    ids = await oneOfEach(api);
    await api.store.messages.record([messageOf(ids, 'p1')]);
  });
  const refOf = (profileId: string, providerId = ids.providerId) => {
    const messageId = messageIdOf(runIdOf(ids.campaignId, 1), profileId);
    const address = receiptAddresses(SECRET_KEY).addressOf({
      publicUrl: 'https://herald.example',
      providerId,
      messageId,
    });
    return address.slice('https://herald.example'.length);
  };
  const stored = (profileId: string) => api.store.messages.get(messageIdOf(runIdOf(ids.campaignId, 1), profileId));

  it('are applied to their message without an API key', async () => {
    const answer = await api.call('GET', `${refOf('p1')}?state=ok`, { key: null });
    expect([answer.status, answer.text]).toEqual([204, '']);
    expect(await stored('p1')).toMatchObject({ status: 'delivered', receipts: [{ status: 'delivered' }] });
    expect((await api.call('GET', `${refOf('p1')}?state=something-else`, { key: null })).status).toBe(204);
  });

  it('that arrive before their message wait for it', async () => {
    const body = 'state=no';
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await api.call('POST', refOf('p2'), { key: null, body, headers })).status).toBe(204);
    const message = messageOf(ids, 'p2');
    await api.store.messages.record([message]);
    await api.store.receipts.applyEarly([message._id]);
    expect((await stored('p2'))?.status).toBe('undelivered');
  });

  it('are accepted only at addresses made by Herald', async () => {
    const good = refOf('p1');
    const forged = `${good.slice(0, -1)}${good.endsWith('A') ? 'B' : 'A'}`;
    for (const path of [forged, '/v1/receipts/prv_x/abc', good.replace(ids.providerId, 'prv_other')]) {
      expect((await api.call('GET', `${path}?state=ok`, { key: null })).status).toBe(404);
    }
    expect(
      (await api.call('POST', good, { key: null, body: 'x'.repeat(70_000), headers: { 'content-type': 'text/plain' } }))
        .status,
    ).toBe(413);
  });

  it('must be signed where the provider signs, over the public address', async () => {
    const { id } = await api.made('/v1/providers', TWILIO_PROVIDER);
    await api.store.messages.record([messageOf(ids, 'p3', { providerId: id })]);
    const path = refOf('p3', id);
    const fields = { MessageSid: 'SM1', MessageStatus: 'delivered' };
    const signed = `https://herald.example${path}${Object.entries(fields)
      .map(([name, value]) => name + value)
      .join('')}`;
    const signature = createHmac('sha1', TWILIO_PROVIDER.settings.authToken).update(signed).digest('base64');
    const send = (value: string) =>
      api.call('POST', path, {
        key: null,
        body: new URLSearchParams(fields),
        headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': value },
      });
    expect((await send('forged')).status).toBe(403);
    expect((await stored('p3'))?.status).toBe('accepted');
    expect((await send(signature)).status).toBe(204);
    expect((await stored('p3'))?.status).toBe('delivered');
  });

  it('are read with the provider’s new settings once the cached ones have expired', async () => {
    await api.store.messages.record([messageOf(ids, 'p4')]);
    expect((await api.call('GET', `${refOf('p4')}?verdict=ok`, { key: null })).status).toBe(403);
    expect((await stored('p4'))?.status).toBe('accepted');
    const receipts = { status: { param: 'verdict' }, delivered: ['ok'] };
    const settings = { ...HTTP_PROVIDER.settings, receipts };
    await api.call('PUT', `/v1/providers/${ids.providerId}`, { json: { ...HTTP_PROVIDER, settings } });
    clock.aheadMs += 5000;
    expect((await api.call('GET', `${refOf('p4')}?verdict=ok`, { key: null })).status).toBe(204);
    expect((await stored('p4'))?.status).toBe('delivered');
  });
});

describe('the reference in a receipt address', () => {
  const to = { publicUrl: 'https://herald.example', providerId: 'prv_1', messageId: 'cmp_1/1/müller' };
  const addresses = receiptAddresses(SECRET_KEY);
  const ref = addresses.addressOf(to).split('/').at(-1) ?? '';

  it('gives back the message id, to whoever has the key, for the provider that it was made for', () => {
    expect(addresses.read({ ref, providerId: 'prv_1' })).toMatchObject({ messageId: to.messageId });
    expect(addresses.read({ ref, providerId: 'prv_2' })).toBeNull();
    const others = receiptAddresses(Buffer.alloc(32).toString('base64'));
    expect(others.read({ ref, providerId: 'prv_1' })).toBeNull();
  });

  it('is still read after a rotation, as long as the key that it was made with is kept', () => {
    const newer = randomBytes(32).toString('base64');
    const rotated = receiptAddresses(`new:${newer},old:${SECRET_KEY}`);
    expect(rotated.read({ ref, providerId: 'prv_1' })).toMatchObject({ messageId: to.messageId });
    const fresh = rotated.addressOf(to).split('/').at(-1) ?? '';
    expect(rotated.read({ ref: fresh, providerId: 'prv_1' })).toMatchObject({ messageId: to.messageId });
    expect(addresses.read({ ref: fresh, providerId: 'prv_1' })).toBeNull();
    expect(receiptAddresses(newer).read({ ref, providerId: 'prv_1' })).toBeNull();
  });

  it('is invalid in any other form', () => {
    for (const other of ['', 'a', ref.slice(1), `${ref}A`, `${ref}=`, ref.toLowerCase(), '%00', 'A'.repeat(22)]) {
      expect(addresses.read({ ref: other, providerId: 'prv_1' }), other).toBeNull();
    }
  });

  it('is signed as Node’s own HMAC does it, byte for byte', () => {
    for (const length of [0, 1, 31, 32, 63, 64]) {
      const key = randomBytes(length);
      const hmac = hmacSha256(key);
      for (const text of ['', 'a', 'müller 🎉', 'x'.repeat(55), 'x'.repeat(64), 'x'.repeat(1000)]) {
        expect(hmac(text)).toEqual(createHmac('sha256', key).update(text).digest());
      }
    }
  });
});

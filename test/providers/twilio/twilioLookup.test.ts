import { describe, expect, it } from 'vitest';
import { fingerprintOf } from '../../../src/content/fingerprint.ts';
import type { LookupQuery } from '../../../src/providers/provider.ts';
import { httpServer, provider, query, SENDER, twilioInput } from '../support.ts';

interface Listed {
  sid: string;
  to: string;
  from: string | null;
  messaging_service_sid: string | null;
  body: string;
  date_created: string;
}

const SERVICE = `MG${'1'.repeat(32)}`;

const listed = (sid: string, changes: Partial<Listed> & { ageMs?: number } = {}): Listed => {
  const { ageMs = 1_000, ...rest } = changes;
  return {
    sid,
    to: '+447700900001',
    from: SENDER,
    messaging_service_sid: null,
    body: 'Hello Anna',
    date_created: new Date(Date.now() - ageMs).toUTCString().replace('GMT', '+0000'),
    ...rest,
  };
};

/** The outcome of a lookup when the account's list is `messages`, newest first. */
async function lookup(messages: readonly Listed[], changes: Partial<LookupQuery> = {}, settings = {}) {
  const { url } = await httpServer({ body: { messages, next_page_uri: null } });
  return await provider(twilioInput(url, { settings })).lookup?.(query(changes));
}

const found = (providerMessageId: string) => ({ kind: 'found', providerMessageId });
const notFound = { kind: 'not_found' };

describe('a lookup at Twilio', () => {
  it('finds the message with the text', async () => {
    expect(await lookup([listed('SM2', { body: 'Another' }), listed('SM1')])).toEqual(found('SM1'));
  });

  it.each([
    ['+525512345678', '+5215512345678'],
    ['+5491123456789', '+541123456789'],
    ['+5511987654321', '+551187654321'],
  ])('finds the message to %s that is listed as one to %s', async (to, listedTo) => {
    expect(await lookup([listed('SM1', { to: listedTo })], { to })).toEqual(found('SM1'));
    expect(await lookup([listed('SM1', { to: '+447700900002' })], { to })).toEqual(notFound);
  });

  it('finds nothing in an empty list', async () => {
    expect(await lookup([])).toEqual(notFound);
  });

  it('does not accept another text, because the recipient would never get the message', async () => {
    expect(await lookup([listed('SM1', { body: 'Your code is 1234' })])).toEqual(notFound);
  });

  it('ignores messages that belong to another reference', async () => {
    const claimed = async (ids: readonly string[]) => new Set(ids.filter((id) => id === 'SM1'));
    expect(await lookup([listed('SM1')], { claimed })).toEqual(notFound);
    expect(await lookup([listed('SM2'), listed('SM1')], { claimed })).toEqual(found('SM2'));
  });

  it('ignores messages that are older than the attempt, with a tolerance of a minute', async () => {
    const since = new Date(Date.now() - 5_000);
    expect(await lookup([listed('SM1', { ageMs: 70_000 })], { since })).toEqual(notFound);
    expect(await lookup([listed('SM1', { ageMs: 50_000 })], { since })).toEqual(found('SM1'));
  });

  it('ignores messages from another sender', async () => {
    expect(await lookup([listed('SM1', { from: '+15005550007' })])).toEqual(notFound);
    const settings = { messagingServiceSid: SERVICE };
    expect(await lookup([listed('SM1')], {}, settings)).toEqual(notFound);
    expect(await lookup([listed('SM1', { from: null, messaging_service_sid: SERVICE })], {}, settings)).toEqual(
      found('SM1'),
    );
  });

  it('takes the oldest of several equal ones', async () => {
    const messages = [listed('SM2', { ageMs: 1_000 }), listed('SM1', { ageMs: 4_000 })];
    expect(await lookup(messages)).toEqual(found('SM1'));
  });

  it.each([
    ['smart encoding made it plain', 'Anna’s “offer” – ends…', 'Anna\'s "offer" - ends...'],
    ['its link was shortened', 'Sale: https://shop.example/spring?u=77 now', 'Sale: https://twil.io/aB3 now'],
    ['white space at its end was cut', 'Hello Anna \n', 'Hello Anna'],
    ['a trial account put words before it', 'Hello Anna', 'Sent from your Twilio trial account - Hello Anna'],
  ])('knows our text where %s', async (_why, text, body) => {
    expect(await lookup([listed('SM1', { body })], { fingerprint: fingerprintOf(text) })).toEqual(found('SM1'));
  });

  it('takes an exact text before a rewritten one', async () => {
    const messages = [listed('SM2', { body: 'Hello Anna' }), listed('SM1', { body: 'Hello, Anna!', ageMs: 4_000 })];
    expect(await lookup(messages)).toEqual(found('SM2'));
  });

  describe.each([
    ['a link without a scheme was shortened', 'Sale at www.shop.example now', 'Sale at https://twil.io/aB3 now'],
    ['nothing but a link was sent', 'https://shop.example/a', 'https://twil.io/aB3'],
    ['smart encoding replaced letters', 'Łódź: 5 zł', 'Lodz: 5 zl'],
    ['smart encoding replaced all of it', '🎉', '?'],
  ])('where %s beyond recognition', (_why, text, body) => {
    const fingerprint = fingerprintOf(text);
    const other = listed('SM2', { body: 'Your code is 1234' });

    it('takes the only message that it can be', async () => {
      expect(await lookup([listed('SM1', { body })], { fingerprint })).toEqual(found('SM1'));
      const claimed = async (ids: readonly string[]) => new Set(ids.filter((id) => id === 'SM2'));
      expect(await lookup([other, listed('SM1', { body })], { fingerprint, claimed })).toEqual(found('SM1'));
    });

    it('can not tell which of several it is, and finds none where there is none', async () => {
      expect(await lookup([other, listed('SM1', { body })], { fingerprint })).toEqual({ kind: 'cannot_tell' });
      expect(await lookup([], { fingerprint })).toEqual(notFound);
      const claimed = async (ids: readonly string[]) => new Set(ids);
      expect(await lookup([listed('SM1', { body })], { fingerprint, claimed })).toEqual(notFound);
      expect(await lookup([listed('SM1', { body, ageMs: 1e6 })], { fingerprint })).toEqual(notFound);
      expect(await lookup([listed('SM1', { body, from: '+15005550007' })], { fingerprint })).toEqual(notFound);
    });

    it('takes its text where that is left as it is', async () => {
      expect(await lookup([other, listed('SM1', { body: text })], { fingerprint })).toEqual(found('SM1'));
    });
  });

  it('reads on over the pages until they are older than the attempt', async () => {
    const { url, seen } = await httpServer(({ url: path }) => {
      const number = Number(new URLSearchParams(path.split('?')[1]).get('Page') ?? '0');
      const next = `/2010-04-01/Accounts/AC/Messages.json?Page=${number + 1}`;
      const messages =
        number < 2 ? [listed(`SM${number}`, { body: 'other' })] : [listed('SM9', { body: 'x', ageMs: 1e8 })];
      return { body: { messages, next_page_uri: next } };
    });
    expect(await provider(twilioInput(url)).lookup?.(query())).toEqual(notFound);
    expect(seen).toHaveLength(3);
    expect(seen[0]?.url).toContain('To=%2B447700900001');
  });

  it('fails instead of not finding: too many pages, errors, invalid answers, no connection', async () => {
    const endless = await httpServer({
      body: { messages: [listed('SM1', { body: 'other' })], next_page_uri: '/more' },
    });
    expect(await provider(twilioInput(endless.url)).lookup?.(query())).toEqual({ kind: 'failed', code: 'too_many' });
    const failing = await httpServer({ status: 503 });
    expect(await provider(twilioInput(failing.url)).lookup?.(query())).toEqual({ kind: 'failed', code: '503' });
    const odd = await httpServer({ body: { messages: 'none' } });
    expect(await provider(twilioInput(odd.url)).lookup?.(query())).toEqual({
      kind: 'failed',
      code: 'unreadable_answer',
    });
    expect(await provider(twilioInput('http://127.0.0.1:1')).lookup?.(query())).toEqual({
      kind: 'failed',
      code: 'connection_refused',
    });
  });
});

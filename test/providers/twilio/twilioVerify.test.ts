import { describe, expect, it } from 'vitest';
import type { TwilioProviderInput } from '../../../src/domain/provider/provider.ts';
import { httpServer, provider, simulator, twilioInput } from '../support.ts';

const SERVICE = `MG${'a'.repeat(32)}`;

async function verify(settings: Partial<TwilioProviderInput['settings']>) {
  const { url, accountSid, authToken } = await (await simulator()).addProvider({
    kind: 'twilio',
    name: 'acme',
    numbers: ['+15005550006'],
    messagingServices: [SERVICE],
  });
  return await provider(twilioInput(url, { settings: { accountSid, authToken, ...settings } })).verify();
}

describe('verifying a Twilio account', () => {
  it('succeeds with valid credentials and a number of the account', async () => {
    expect(await verify({ from: '+15005550006' })).toEqual([
      { name: 'credentials', ok: true, detail: 'the account is active' },
      { name: 'sender', ok: true, detail: "the number is the account's and can send SMS" },
    ]);
  });

  it('succeeds with a messaging service of the account, and with no other', async () => {
    expect(await verify({ messagingServiceSid: SERVICE })).toMatchObject([{ ok: true }, { ok: true }]);
    const other = await verify({ messagingServiceSid: `MG${'b'.repeat(32)}` });
    expect(other[1]).toEqual({ name: 'sender', ok: false, detail: 'not found' });
  });

  it('reports a number that is not the account’s', async () => {
    const checks = await verify({ from: '+15005550007' });
    expect(checks[1]).toEqual({ name: 'sender', ok: false, detail: "the number isn't one of the account's" });
  });

  it('reports an impossible sender', async () => {
    expect((await verify({ from: 'Herald' }))[1]).toMatchObject({ ok: true });
    expect((await verify({ from: 'Herald & Sons Ltd' }))[1]).toMatchObject({ ok: false });
  });

  it('reports invalid credentials, and checks nothing else', async () => {
    expect(await verify({ authToken: 'not the token' })).toEqual([
      { name: 'credentials', ok: false, detail: 'the account SID or the auth token is wrong' },
    ]);
  });

  it('reports when the server does not answer, and when the account is suspended', async () => {
    const nobody = await provider(twilioInput('http://127.0.0.1:1')).verify();
    expect(nobody).toEqual([{ name: 'credentials', ok: false, detail: 'no answer: connection_refused' }]);
    const { url } = await httpServer({ body: { status: 'suspended' } });
    const suspended = await provider(twilioInput(url)).verify();
    expect(suspended).toEqual([{ name: 'credentials', ok: false, detail: 'the account is suspended' }]);
  });
});

import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { httpProviderInput, type ProviderInput, twilioProviderInput } from '../../src/domain/provider/provider.ts';
import { ensureIndexes } from '../../src/store/collections.ts';
import { providerIndexes, providerStore, publicProvider } from '../../src/store/providers.ts';
import { SecretError, secretBox } from '../../src/store/secrets.ts';
import { freshDatabase } from '../support/database.ts';

const { db } = freshDatabase();
const box = secretBox(randomBytes(32).toString('base64'));
const providers = providerStore(db, box);
const [monday, tuesday] = [new Date('2026-05-04T10:00:00Z'), new Date('2026-05-05T10:00:00Z')];
const MARKER = '********';

const twilio = (changes: object = {}, settings: object = {}): ProviderInput =>
  twilioProviderInput.parse({
    kind: 'twilio',
    name: 'acme',
    ratePerSecond: 50,
    ...changes,
    settings: { accountSid: `AC${'0'.repeat(32)}`, authToken: 'token-of-acme', from: '+15005550006', ...settings },
  });

const gateway = (settings: object = {}): ProviderInput =>
  httpProviderInput.parse({
    kind: 'http',
    name: 'gateway',
    settings: {
      secrets: { key: 'the-key', user: 'the-user' },
      send: { url: 'https://gateway.example/send', headers: { authorization: 'Bearer {{ secrets.key }}' } },
      ...settings,
    },
  });

beforeEach(async () => {
  await db.collection('providers').deleteMany({});
  await ensureIndexes(db, 'providers', providerIndexes);
});

describe('the store of providers', () => {
  it.each([
    ['twilio', twilio(), ['token-of-acme']],
    ['http', gateway(), ['the-key', 'the-user']],
  ])('returns a %s provider unchanged, and stores its secrets encrypted', async (_kind, input, secrets) => {
    expect(await providers.insert({ id: 'p1', input, now: monday })).toBe('inserted');
    expect(await providers.get('p1')).toEqual({
      _id: 'p1',
      input,
      revision: 1,
      retiredAt: null,
      redirectedAt: null,
      createdAt: monday,
      updatedAt: monday,
    });
    const raw = JSON.stringify(await db.collection('providers').find().toArray());
    for (const secret of secrets) expect(raw).not.toContain(secret);
  });

  it('shows markers instead of secrets', async () => {
    await providers.insert({ id: 'p1', input: twilio(), now: monday });
    await providers.insert({ id: 'p2', input: gateway(), now: monday });
    const listed = await providers.list();
    expect(listed.map(({ input }) => input)).toMatchObject([
      { name: 'acme', settings: { authToken: MARKER } },
      { name: 'gateway', settings: { secrets: { key: MARKER, user: MARKER } } },
    ]);
    const got = await providers.get('p1');
    expect(got && publicProvider(got)).toEqual(listed[0]);
  });

  it('keeps a secret whose marker is sent back, and increases the revision', async () => {
    await providers.insert({ id: 'p1', input: twilio(), now: monday });
    const input = twilio({ name: 'renamed', ratePerSecond: undefined }, { authToken: MARKER });
    expect(await providers.replace({ id: 'p1', input, now: tuesday })).toBe('replaced');
    expect(await providers.get('p1')).toEqual({
      _id: 'p1',
      input: twilio({ name: 'renamed', ratePerSecond: undefined }),
      revision: 2,
      retiredAt: null,
      redirectedAt: null,
      createdAt: monday,
      updatedAt: tuesday,
    });
    expect(await providers.revision('p1')).toBe(2);
  });

  it.each([
    ['a name and a rate', twilio(), twilio({ name: 'renamed', ratePerSecond: 3 }), false],
    ['an auth token', twilio(), twilio({}, { authToken: 'another-token' }), false],
    ['a sender', twilio(), twilio({}, { from: '+447700900999' }), true],
    ['an account', twilio(), twilio({}, { accountSid: `AC${'2'.repeat(32)}` }), true],
    ['the reading of answers', gateway(), gateway({ messageId: { json: 'id' } }), false],
    ['an address', gateway(), gateway({ send: { url: 'https://other.example/send' } }), true],
    ['a secret, which may be a user', gateway(), gateway({ secrets: { key: 'the-key', user: 'other' } }), true],
  ])('notes whether messages go elsewhere after a change of %s', async (_what, before, after, isRedirected) => {
    await providers.insert({ id: 'p1', input: before, now: monday });
    await providers.replace({ id: 'p1', input: after, now: tuesday });
    expect((await providers.get('p1'))?.redirectedAt).toEqual(isRedirected ? tuesday : null);
    await providers.replace({ id: 'p1', input: { ...after, name: 'once more' }, now: new Date(tuesday.getTime() + 1) });
    await providers.setRetired('p1', tuesday, tuesday);
    expect((await providers.get('p1'))?.redirectedAt).toEqual(isRedirected ? tuesday : null);
  });

  it('keeps some secrets, stores new ones, and removes those that are left out', async () => {
    await providers.insert({ id: 'p1', input: gateway(), now: monday });
    const changed = gateway({ secrets: { key: MARKER, extra: 'new' } });
    await providers.replace({ id: 'p1', input: changed, now: tuesday });
    expect((await providers.get('p1'))?.input).toEqual(gateway({ secrets: { key: 'the-key', extra: 'new' } }));
  });

  it('refuses a marker for a secret that is not stored', async () => {
    expect(await providers.insert({ id: 'p1', input: twilio({}, { authToken: MARKER }), now: monday })).toBe(
      'secret_missing',
    );
    await providers.insert({ id: 'p1', input: gateway(), now: monday });
    const unknown = gateway({ secrets: { other: MARKER } });
    expect(await providers.replace({ id: 'p1', input: unknown, now: tuesday })).toBe('secret_missing');
    const otherKind = twilio({}, { authToken: MARKER });
    expect(await providers.replace({ id: 'p1', input: otherKind, now: tuesday })).toBe('secret_missing');
    expect((await providers.get('p1'))?.revision).toBe(1);
  });

  it('sends no stored secret to another host', async () => {
    await providers.insert({ id: 'p1', input: twilio(), now: monday });
    const away = twilio({}, { authToken: MARKER, baseUrl: 'https://evil.example' });
    expect(await providers.replace({ id: 'p1', input: away, now: tuesday })).toBe('secret_missing');

    await providers.insert({ id: 'p2', input: gateway(), now: monday });
    const kept = { key: MARKER };
    const to = (url: string, more: object = {}) => gateway({ secrets: kept, send: { url }, ...more });
    const replace = (input: ProviderInput) => providers.replace({ id: 'p2', input, now: tuesday });
    expect(await replace(to('https://evil.example/send'))).toBe('secret_missing');
    expect(await replace(to('https://gateway.example@evil.example/'))).toBe('secret_missing');
    expect(await replace(to('https://gateway.example.evil.example/'))).toBe('secret_missing');
    expect(await replace(to('https://gateway.example{{ to }}/'))).toBe('secret_missing');
    const verify = { url: 'https://evil.example/verify' };
    expect(await replace(to('https://gateway.example/send', { verify }))).toBe('secret_missing');
    expect(await replace(to('https://gateway.example/v2/send?to={{ to }}'))).toBe('replaced');
  });

  describe('sends a stored secret only to where it was sent before:', () => {
    const authorization = 'Bearer {{ secrets.key }}';
    const send = {
      url: 'https://gateway.example/send',
      headers: { authorization, 'x-app': 'herald' },
      body: 'to={{ to }}',
    };
    const verify = { url: 'https://gateway.example/account', headers: { authorization } };
    const replacedWith = async (changes: { send?: object; verify?: object; secrets?: object }) => {
      await providers.insert({ id: 'p1', input: gateway({ send, verify }), now: monday });
      const input = gateway({
        send: { ...send, ...changes.send },
        verify: { ...verify, ...changes.verify },
        secrets: { key: MARKER, user: MARKER, ...changes.secrets },
      });
      return await providers.replace({ id: 'p1', input, now: tuesday });
    };

    it.each([
      ['another path', { send: { url: 'https://gateway.example/echo' } }],
      ['another scheme', { send: { url: 'http://gateway.example/send' } }],
      ['another port', { send: { url: 'https://gateway.example:8443/send' } }],
      ['a secret in the address', { send: { url: 'https://gateway.example/send?key={{ secrets.key }}' } }],
      ['another header', { send: { headers: { 'x-debug': authorization } } }],
      ['one more header', { send: { headers: { ...send.headers, 'x-debug': '{{ secrets.user }}' } } }],
      ['another secret in the header', { send: { headers: { authorization: 'Bearer {{ secrets.user }}' } } }],
      ['the text of a message', { send: { body: 'to=%2B15550009999&text={{ secrets.key }}' } }],
      ['a computed name', { send: { body: '{% assign n = "sec" | append: "rets" %}to={{ to }}&text={{ [n].key }}' } }],
      ['a tag that seems to end earlier', { send: { body: 'text={{ "}}" | append: secrets.key }}' } }],
      ['another request', { verify: { url: 'https://gateway.example/send', body: '{{ secrets.key | json }}' } }],
    ])('not to %s', async (_receiver, changes) => {
      expect(await replacedWith(changes)).toBe('secret_missing');
      expect((await providers.get('p1'))?.revision).toBe(1);
    });

    it.each([
      ['everything stays', {}],
      ['a header without secrets changes', { send: { headers: { authorization, 'x-app': 'other', 'x-new': '1' } } }],
      ['a body without secrets changes', { send: { body: 'to={{ to }}&text={{ text }}' } }],
      ['the secrets are given again', { send: { url: 'https://other.example/' }, secrets: { key: 'a', user: 'b' } }],
    ])('but they stay when %s', async (_change, changes) => {
      expect(await replacedWith(changes)).toBe('replaced');
    });
  });

  it('has each name once', async () => {
    await providers.insert({ id: 'p1', input: twilio(), now: monday });
    expect(await providers.insert({ id: 'p2', input: twilio(), now: monday })).toBe('name_taken');
    expect(await providers.insert({ id: 'p1', input: twilio({ name: 'x' }), now: monday })).toBe('id_taken');
    await providers.insert({ id: 'p2', input: twilio({ name: 'other' }), now: monday });
    expect(await providers.replace({ id: 'p2', input: twilio(), now: tuesday })).toBe('name_taken');
    expect((await providers.list()).map(({ input }) => input.name)).toEqual(['acme', 'other']);
  });

  it('loses no change when two write at once', async () => {
    await providers.insert({ id: 'p1', input: twilio(), now: monday });
    const writes = Array.from({ length: 8 }, (_, index) =>
      providers.replace({
        id: 'p1',
        input: twilio({}, { authToken: index === 3 ? 'a-new-token' : MARKER }),
        now: tuesday,
      }),
    );
    expect(new Set(await Promise.all(writes))).toEqual(new Set(['replaced']));
    expect(await providers.get('p1')).toMatchObject({ revision: 9, input: { settings: { authToken: 'a-new-token' } } });
  });

  it('reports a wrong key', async () => {
    await providers.insert({ id: 'p1', input: twilio(), now: monday });
    const others = providerStore(db, secretBox(randomBytes(32).toString('base64')));
    await expect(others.get('p1')).rejects.toThrow(SecretError);
    expect(await others.list()).toHaveLength(1);
  });

  it('encrypts all secrets anew after a rotation, and nothing else changes', async () => {
    const [older, newer] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')];
    const before = providerStore(db, secretBox(`old:${older}`));
    await before.insert({ id: 'p1', input: twilio(), now: monday });
    await before.insert({ id: 'p2', input: gateway(), now: tuesday });
    const [first, second] = [await before.get('p1'), await before.get('p2')];
    const both = providerStore(db, secretBox(`new:${newer},old:${older}`));
    expect([await both.reseal(), await both.reseal()]).toEqual([2, 2]);
    const after = providerStore(db, secretBox(`new:${newer}`));
    expect([await after.get('p1'), await after.get('p2')]).toEqual([first, second]);
    await expect(before.get('p1')).rejects.toThrow(SecretError);
  });

  it('finds nothing that never existed or was removed', async () => {
    expect(await providers.get('p1')).toBeNull();
    expect(await providers.revision('p1')).toBeNull();
    expect(await providers.replace({ id: 'p1', input: twilio(), now: monday })).toBe('not_found');
    await providers.insert({ id: 'p1', input: twilio(), now: monday });
    expect(await providers.remove('p1')).toBe(true);
    expect(await providers.remove('p1')).toBe(false);
    expect(await providers.get('p1')).toBeNull();
  });
});

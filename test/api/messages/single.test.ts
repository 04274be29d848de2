import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { singleDispatchId, singleMessageId } from '../../../src/domain/ids.ts';
import { TemporalUnreachableError } from '../../../src/temporal/campaigns.ts';
import { type Ids, oneOfEach } from '../fixtures.ts';
import { testApi } from '../support.ts';
import { messageOf } from './messageOf.ts';

const NUMBER = '+447700900123';

describe('a single message', () => {
  const api = testApi();
  let ids: Ids;
  let count = 0;
  const text = 'Your code is 1234';
  const body = (changes: object = {}) => ({ to: NUMBER, text, providerGroupId: ids.groupId, ...changes });
  const send = (
    changes: object = {},
    { query = '', ...options }: { query?: string; key?: string; headers?: Record<string, string> } = {},
  ) => api.call('POST', `/v1/messages${query}`, { json: body(changes), ...options });
  /** A number that no other test uses. */
  const fresh = (): string => `+4477009${String(10_000 + count++).padStart(5, '0')}`;

  beforeAll(async () => {
    ids = await oneOfEach(api);
  });
  beforeEach(() => {
    api.singles.failure = null;
    api.singles.onStart = async () => undefined;
    api.singles.started.length = 0;
  });

  it('is stored and started before it is answered, and can be read while it is queued', async () => {
    const { status, json } = await send();
    expect(status).toBe(202);
    expect(json).toMatchObject({ status: 'queued', reason: null, encoding: 'GSM-7', segments: 1 });
    expect(json.messageId).toBe(singleMessageId(json.id));
    expect(api.singles.started).toEqual([json.id]);
    const { request, members } = (await api.store.dispatches.get(singleDispatchId(json.id))) ?? {};
    expect(request).toMatchObject({ to: NUMBER, country: 'GB', text, profileId: null, evenIfOptedOut: null });
    expect(members).toEqual([{ providerId: ids.providerId }]);
    for (const id of [json.id, json.messageId]) {
      const read = await api.call('GET', `/v1/messages/${encodeURIComponent(id)}`);
      expect(read.json).toMatchObject({ messageId: json.messageId, status: 'queued', to: NUMBER, text });
    }
  });

  it('is answered with its outcome if that is there in time', async () => {
    api.singles.onStart = async (id) => {
      const message = messageOf(ids, '', {
        _id: singleMessageId(id),
        dispatchId: singleDispatchId(id),
        campaignId: null,
      });
      setTimeout(() => void api.store.messages.record([message]), 100);
    };
    const { status, json } = await send({ to: fresh() }, { query: '?wait=5s' });
    expect([status, json.status]).toEqual([200, 'accepted']);
    const read = await api.call('GET', `/v1/messages/${json.id}`);
    expect(read.json).toMatchObject({ status: 'accepted', providerId: ids.providerId });
  });

  it('goes to the number of a profile', async () => {
    await api.made('/v1/profiles', { id: 'ada', phone: '+447700900555' });
    const { json } = await send({ to: undefined, profileId: 'ada' });
    const dispatch = await api.store.dispatches.get(singleDispatchId(json.id));
    expect(dispatch?.request).toMatchObject({ to: '+447700900555', profileId: 'ada' });
  });

  it('is sent once for one Idempotency-Key, also if Temporal was away at first', async () => {
    const headers = { 'Idempotency-Key': 'otp-1' };
    const to = fresh();
    api.singles.failure = new TemporalUnreachableError('away', { cause: null });
    expect((await send({ to }, { headers })).status).toBe(503);
    api.singles.failure = null;
    const first = await send({ to }, { headers });
    const second = await send({ to }, { headers });
    expect(second.json).toEqual(first.json);
    expect(new Set(api.singles.started)).toEqual(new Set([first.json.id]));
    const dispatches = await api.store.db.collection('dispatches').countDocuments({ 'request.to': to });
    expect(dispatches).toBe(1);
    expect((await send({ to, text: 'other' }, { headers })).status).toBe(422);
  });

  it.each<[string, object, string]>([
    ['a number that is none', { to: '12' }, '/to'],
    ['neither a number nor a profile', { to: undefined }, ''],
    ['a number and a profile', { profileId: 'ada' }, ''],
    ['an unknown profile', { to: undefined, profileId: 'nobody' }, '/profileId'],
    ['an unknown group', { providerGroupId: 'grp_none' }, '/providerGroupId'],
    ['an unknown topic', { topic: 'offers' }, '/topic'],
    ['no text', { text: '' }, '/text'],
    ['a life of no use', { expiresInSeconds: 1 }, '/expiresInSeconds'],
  ])('is refused with %s, and nothing is stored', async (_, changes, field) => {
    const before = await api.store.db.collection('dispatches').countDocuments();
    const { status, json } = await send(changes);
    expect([status, json.errors[0].field]).toEqual([400, field]);
    expect(await api.store.db.collection('dispatches').countDocuments()).toBe(before);
    expect(api.singles.started).toEqual([]);
  });

  it('needs a scope of its own, and another one where it goes to numbers that have opted out', async () => {
    const keyWith = async (name: string, scopes: string[]) => (await api.made('/v1/api-keys', { name, scopes })).key;
    const author = await keyWith('author', ['author', 'read']);
    const sender = await keyWith('sender', ['send']);
    const both = await keyWith('transactional', ['send', 'send:transactional']);
    const why = { transactional: 'one-time password' };
    expect((await send({ to: fresh() }, { key: author })).status).toBe(403);
    expect((await send({ to: fresh() }, { key: sender })).status).toBe(202);
    expect((await send({ to: fresh(), ...why }, { key: sender })).json).toMatchObject({ code: 'missing_scope' });
    const { json } = await send({ to: fresh(), ...why }, { key: both });
    const dispatch = await api.store.dispatches.get(singleDispatchId(json.id));
    expect(dispatch?.request?.evenIfOptedOut).toBe('one-time password');
  });

  it('of a sandbox key goes to the sandbox, whatever group it names', async () => {
    const { key } = await api.made('/v1/api-keys', { name: 'sandbox', preset: 'admin', sandbox: true });
    const { json } = await send({ to: fresh() }, { key });
    expect((await api.store.dispatches.get(singleDispatchId(json.id)))?.members).toEqual([{ providerId: 'sandbox' }]);
  });

  describe('with limits', () => {
    const limited = async (singleMessages: object): Promise<void> => {
      const { status } = await api.call('PATCH', '/v1/account', { json: { singleMessages } });
      expect(status).toBe(200);
    };

    it('is refused when the number has had as many in the hour, and repeated requests take no further place', async () => {
      await limited({ perNumberAndHour: 2, perCountryAndHour: 1000 });
      const to = fresh();
      const headers = { 'Idempotency-Key': 'limited-1' };
      expect((await send({ to }, { headers })).status).toBe(202);
      expect((await send({ to }, { headers })).status).toBe(202);
      expect((await send({ to })).status).toBe(202);
      const { status, headers: answered, json } = await send({ to });
      expect([status, json.code]).toEqual([429, 'too_many_requests']);
      expect(Number(answered.get('retry-after'))).toBeGreaterThan(0);
      expect((await send({ to: fresh() })).status).toBe(202);
    });

    it('is refused when the country has had as many, exactly, whoever asks at the same time', async () => {
      await limited({ perNumberAndHour: 100, perCountryAndHour: 3 });
      const answers = await Promise.all(Array.from({ length: 8 }, (_, index) => send({ to: `+3361234567${index}` })));
      expect(answers.filter(({ status }) => status === 202)).toHaveLength(3);
      expect(answers.filter(({ status }) => status === 429)).toHaveLength(5);
    });

    it('goes only to the countries that the account lists', async () => {
      await limited({ perNumberAndHour: 100, perCountryAndHour: 1000, countries: ['FR'] });
      expect((await send({ to: fresh() })).json.errors[0]).toMatchObject({ field: '/to', got: 'a number of GB' });
      expect((await send({ to: '+4915123456789' })).status).toBe(400);
      await limited({ perNumberAndHour: 100, perCountryAndHour: 1000, countries: ['GB'] });
      expect((await send({ to: fresh() })).status).toBe(202);
    });
  });
});

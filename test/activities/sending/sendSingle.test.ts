import { afterEach, describe, expect, it } from 'vitest';
import { erasePerson } from '../../../src/activities/erasePerson.ts';
import { removeMessages } from '../../../src/activities/retention/removeMessages.ts';
import type { ChunkContext } from '../../../src/activities/sending/chunk/chunkServices.ts';
import { providerPool } from '../../../src/activities/sending/providers/providerPool.ts';
import { sendSingle } from '../../../src/activities/sending/sendSingle.ts';
import { FAILURES } from '../../../src/domain/failures.ts';
import { singleDispatchId, singleMessageId } from '../../../src/domain/ids.ts';
import { dispatchOfSingle, type RequestedMessage } from '../../../src/domain/message/singleMessage.ts';
import { providerInput } from '../../../src/domain/provider/provider.ts';
import { storeOf } from '../../../src/store/store.ts';
import { freshDatabase } from '../../support/database.ts';
import {
  ACCEPT,
  LOST_AFTER_ACCEPTING,
  REFUSE_OPTED_OUT,
  type ScriptedProvider,
  scriptedProvider,
  TROUBLE,
} from '../../support/scriptedProvider.ts';
import { QUICK, TEST_SECRET_KEY } from '../../support/sending.ts';

const NUMBER = '+447700900001';
const { db } = freshDatabase();
const store = storeOf(db, TEST_SECRET_KEY);

afterEach(async () => {
  await db.dropDatabase();
});

/** A single message through scripted providers, stored as the API does; returns what sends it once. */
async function requested(
  providers: readonly ScriptedProvider[],
  changes: Partial<RequestedMessage> & { id?: string; onUncertain?: 'skip' | 'resend'; topic?: 'offers' } = {},
) {
  const { id = 'msg_1', onUncertain = 'skip', topic, ...request } = changes;
  const now = new Date();
  const byName = new Map(providers.map((provider, index) => [`provider ${index}`, provider]));
  for (const [index] of providers.entries()) {
    const input = providerInput.parse({
      kind: 'http',
      name: `provider ${index}`,
      requestTimeoutMs: 100,
      consistencyDelayMs: 0,
      settings: { send: { url: 'http://127.0.0.1:9/' } },
    });
    await store.providers.insert({ id: `prv_${index}`, input, now });
  }
  const dispatch = dispatchOfSingle({
    id,
    request: {
      to: NUMBER,
      country: 'GB',
      text: 'Your code is 1234',
      profileId: null,
      evenIfOptedOut: null,
      expiresAt: new Date(now.getTime() + 60_000),
      ...request,
    },
    members: providers.map((_, index) => ({ providerId: `prv_${index}` })),
    topic: topic && { id: topic, optIn: 'single' },
    onUncertain,
    now,
  });
  await store.dispatches.open(dispatch);
  let executions = 0;
  const newPool = () =>
    providerPool({
      providers: store.providers,
      rates: store.rates,
      policy: QUICK,
      createProvider: ({ name }) => byName.get(name) as ScriptedProvider,
    });
  return (options: Partial<Omit<ChunkContext, 'prepared'>> = {}) => {
    executions += 1;
    return sendSingle(singleDispatchId(id), {
      store,
      pool: newPool(),
      policy: QUICK,
      owner: `owner-${executions}`,
      signal: new AbortController().signal,
      receiptUrl: null,
      ...options,
    });
  };
}

const message = (id = 'msg_1') => store.messages.get(singleMessageId(id));
const counted = (counts: object) => ({ state: 'done', counts: expect.objectContaining(counts) });

describe('a single message', () => {
  it('is sent once, is in the ledger, and its request is kept no longer', async () => {
    const provider = scriptedProvider({ react: () => ACCEPT });
    const send = await requested([provider], { profileId: 'ada' });
    expect(await send()).toEqual(counted({ accepted: 1 }));
    expect(await send()).toEqual(counted({ accepted: 1 }));
    expect(provider.requests).toHaveLength(1);
    expect(await message()).toMatchObject({
      status: 'accepted',
      profileId: 'ada',
      to: NUMBER,
      text: 'Your code is 1234',
      segments: 1,
      campaignId: null,
    });
    const dispatch = await store.dispatches.get(singleDispatchId('msg_1'));
    expect([dispatch?.request, dispatch?.finishedAt]).toEqual([undefined, expect.any(Date)]);
  });

  it('fails over, and waits while no provider accepts it', async () => {
    let isDown = true;
    const dead = scriptedProvider({ react: () => TROUBLE });
    const other = scriptedProvider({ react: () => (isDown ? TROUBLE : ACCEPT) });
    const send = await requested([dead, other]);
    expect(await send()).toMatchObject({ state: 'later', reason: 'providers_unavailable' });
    isDown = false;
    expect(await send()).toEqual(counted({ accepted: 1 }));
    expect(await message()).toMatchObject({ providerId: 'prv_1', failedOver: true });
  });

  it('is not sent to a number that has opted out, unless it says why it is sent nevertheless', async () => {
    const provider = scriptedProvider({ react: () => ACCEPT });
    await store.suppressions.add({ number: NUMBER, source: 'stop', at: new Date() });
    expect(await (await requested([provider]))()).toEqual(counted({ skipped: 1 }));
    expect(await message()).toMatchObject({ status: 'skipped', reason: 'opted_out' });
    const anyway = await requested([provider], { id: 'msg_2', evenIfOptedOut: 'one-time password' });
    expect(await anyway()).toEqual(counted({ accepted: 1 }));
    expect(provider.requests).toHaveLength(1);
  });

  it('of a topic goes to subscribers only', async () => {
    const provider = scriptedProvider({ react: () => ACCEPT });
    expect(await (await requested([provider], { topic: 'offers' }))()).toEqual(counted({ skipped: 1 }));
    expect(await message()).toMatchObject({ reason: 'not_subscribed' });
  });

  it('is not sent once it has expired, also if it waited for a provider meanwhile', async () => {
    let isDown = true;
    const provider = scriptedProvider({ react: () => (isDown ? TROUBLE : ACCEPT) });
    const send = await requested([provider], { expiresAt: new Date(Date.now() + 1000) });
    expect(await send()).toMatchObject({ state: 'later' });
    isDown = false;
    const later = new Date(Date.now() + 1001);
    const before = provider.requests.length;
    expect(await send({ now: () => later })).toEqual(counted({ skipped: 1 }));
    expect(await message()).toMatchObject({ status: 'skipped', reason: 'expired' });
    expect(provider.requests).toHaveLength(before);
  });

  it('tells the provider for how long it is of use', async () => {
    const provider = scriptedProvider({ react: () => ACCEPT });
    await (await requested([provider], { expiresAt: new Date(Date.now() + 30_000) }))();
    expect(provider.requests[0]?.validitySeconds).toBeGreaterThan(25);
    expect(provider.requests[0]?.validitySeconds).toBeLessThanOrEqual(30);
  });

  it('suppresses the number if the carrier says that it has opted out', async () => {
    const provider = scriptedProvider({ react: () => REFUSE_OPTED_OUT });
    expect(await (await requested([provider]))()).toEqual(counted({ failed: 1 }));
    expect(await store.suppressions.among([NUMBER])).toEqual(new Set([NUMBER]));
  });

  it('whose answer was lost is looked up, and not sent twice', async () => {
    const provider = scriptedProvider({ react: () => LOST_AFTER_ACCEPTING, lookup: true });
    const send = await requested([provider]);
    let result = await send();
    for (let tries = 0; result.state === 'later' && tries < 20; tries += 1) result = await send();
    expect(result).toEqual(counted({ accepted: 1 }));
    expect(provider.requests).toHaveLength(1);
    expect(await message()).toMatchObject({ status: 'accepted', resolution: 'found' });
  });

  it.each(['skip', 'resend'] as const)(
    'whose lost answer nobody can tell is decided by onUncertain: %s',
    async (onUncertain) => {
      const provider = scriptedProvider({ react: (_, n) => (n === 1 ? LOST_AFTER_ACCEPTING : ACCEPT) });
      const send = await requested([provider], { onUncertain });
      if (onUncertain === 'resend') expect(await send()).toMatchObject({ state: 'later' });
      expect(await send()).toEqual(counted(onUncertain === 'skip' ? { uncertain: 1 } : { accepted: 1 }));
      expect(provider.requests).toHaveLength(onUncertain === 'skip' ? 1 : 2);
    },
  );

  it('is sent once by two workers at the same time', async () => {
    const provider = scriptedProvider({ react: () => ACCEPT });
    const send = await requested([provider]);
    await Promise.all([send(), send(), send()]);
    expect(provider.requests).toHaveLength(1);
    expect(await send()).toEqual(counted({ accepted: 1 }));
  });
});

describe('what is stored of a single message', () => {
  const DAY_MS = 86_400_000;

  it('is removed by retention, with its dispatch', async () => {
    const send = await requested([scriptedProvider({ react: () => ACCEPT })]);
    await send();
    const removal = (days: number) =>
      removeMessages(30, { store, now: new Date(Date.now() + days * DAY_MS), pause: async () => undefined });
    expect(await removal(29)).toEqual({ messages: 0, heldBack: 0 });
    expect(await removal(31)).toEqual({ messages: 1, heldBack: 0 });
    expect(await message()).toBeNull();
    expect(await store.dispatches.get(singleDispatchId('msg_1'))).toBeNull();
  });

  it('is forgotten a day after it has expired if nobody was told that it would be sent', async () => {
    await requested([scriptedProvider({ react: () => ACCEPT })]);
    const at = (ms: number) => new Date(Date.now() + ms);
    await store.dispatches.finishExpired(at(0), at(0));
    expect((await store.dispatches.get(singleDispatchId('msg_1')))?.request).toBeDefined();
    await store.dispatches.finishExpired(at(DAY_MS), at(DAY_MS));
    const dispatch = await store.dispatches.get(singleDispatchId('msg_1'));
    expect([dispatch?.request, dispatch?.finishedAt]).toEqual([undefined, expect.any(Date)]);
  });

  it.each([null, 'ada'])(
    'shows nothing of a person who is erased, profile %s in the request; a queued one is awaited',
    async (profileId) => {
      const now = new Date();
      await store.profiles.upsert({ id: 'ada', phone: NUMBER }, now);
      const send = await requested([scriptedProvider({ react: () => ACCEPT })], { profileId });
      const erasure = await store.erasures.request({ profileId: 'ada', reason: null, keyId: null, now });
      const services = { store, signal: new AbortController().signal, tell: () => undefined };
      await expect(erasePerson(erasure._id, services)).rejects.toMatchObject({ type: FAILURES.runsAreOpen });
      await send();
      await erasePerson(erasure._id, services);
      const stored = await store.db.collection('messages').find({}).toArray();
      expect(stored).toMatchObject([{ to: null, text: null, status: 'accepted' }]);
      expect(JSON.stringify(stored)).not.toContain('ada');
    },
  );
});

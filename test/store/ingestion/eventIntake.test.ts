import { beforeEach, describe, expect, it } from 'vitest';
import type { EventInput, ProfileEvent } from '../../../src/domain/audience/event.ts';
import type { Trigger } from '../../../src/domain/live/trigger.ts';
import { ingestion } from '../../../src/store/ingestion/ingestion.ts';
import { type Store, storeOf } from '../../../src/store/store.ts';
import { freshDatabases } from '../../support/database.ts';
import { liveCampaign } from '../../support/liveCampaign.ts';
import { TEST_SECRET_KEY } from '../../support/sending.ts';
import { Crashed, crashingDb } from '../crashingDb.ts';

const NOW = new Date('2026-05-07T10:00:00Z');
const PURCHASE = { kind: 'event', event: 'purchase' };

describe('events that come in', () => {
  const databases = freshDatabases();
  let store: Store;
  let told: [string, Date][];
  let heard: ProfileEvent[][];
  beforeEach(() => {
    store = storeOf(databases.next(), TEST_SECRET_KEY);
    [told, heard] = [[], []];
  });
  const intake = (of: Store = store, now: Date = NOW) =>
    ingestion({
      store: of,
      onTriggers: (campaignId, dueAt) => void told.push([campaignId, dueAt]),
      onEvents: async (events) => void heard.push([...events]),
      now: () => now,
    });
  const waiting = async (): Promise<Trigger[]> =>
    await store.db.collection<Trigger>('triggers').find().sort({ _id: 1 }).toArray();
  const purchase = (
    profileId: string,
    id: string,
    changes: Omit<Partial<EventInput>, 'id'> = {},
  ): EventInput & { id: string } => ({
    id,
    profileId,
    name: 'purchase',
    ...changes,
  });

  it('have a trigger in each campaign under way that they match, due by their own time', async () => {
    await store.campaigns.insert(liveCampaign('all', { ...PURCHASE, delaySeconds: 60 }));
    const where = [{ property: 'amount', operator: 'gte', value: 100 }];
    await store.campaigns.insert(liveCampaign('large', { ...PURCHASE, where }));
    await store.campaigns.insert(liveCampaign('other', { kind: 'event', event: 'visit' }));
    await store.campaigns.insert({ ...liveCampaign('stopped', PURCHASE), status: 'stopped' });
    await store.campaigns.insert({ ...liveCampaign('draft', PURCHASE), status: 'draft' });
    const events = [
      purchase('u1', 'o1', { properties: { amount: 99 } }),
      purchase('u2', 'o1', { properties: { amount: 100 }, at: '2026-05-07T09:30:00Z' }),
    ];
    expect(await intake().events.insertMany(events, NOW)).toEqual(['stored', 'stored']);
    expect(
      (await waiting()).map(({ campaignId, profileId, dueAt }) => [campaignId, profileId, dueAt.toISOString()]),
    ).toEqual([
      ['all', 'u1', '2026-05-07T10:01:00.000Z'],
      ['all', 'u2', '2026-05-07T09:31:00.000Z'],
      ['large', 'u2', '2026-05-07T09:30:00.000Z'],
    ]);
    expect(told).toEqual([
      ['all', new Date('2026-05-07T09:31:00Z')],
      ['large', new Date('2026-05-07T09:30:00Z')],
    ]);
    expect(heard.flat().map(({ _id, profileId }) => [profileId, _id])).toEqual([
      ['u1', 'o1'],
      ['u2', 'o1'],
    ]);
  });

  it('without an id have the one under which they are stored', async () => {
    await store.campaigns.insert(liveCampaign('all', PURCHASE));
    let count = 0;
    const events = ['u1', 'u2', 'u1'].map((profileId) => ({ profileId, name: 'purchase' }));
    await intake().events.insertMany([...events, purchase('u1', 'own')], NOW, { newId: () => `evt_${++count}` });
    expect((await waiting()).map(({ event }) => event?.id).toSorted()).toEqual(['evt_1', 'evt_2', 'evt_3', 'own']);
    const stored = await store.events.ofProfile({ profileId: 'u1', limit: 10 });
    expect(stored.map(({ _id }) => _id).toSorted()).toEqual(['evt_1', 'evt_3', 'own']);
  });

  it('keep their triggers apart, whatever their ids and names look like', async () => {
    await store.campaigns.insert(liveCampaign('c', { kind: 'event', event: 'a/b' }));
    await store.campaigns.insert(liveCampaign('c/u', { kind: 'event', event: 'a/b' }));
    const event = (profileId: string, id: string) => ({ profileId, name: 'a/b', id });
    await intake().events.insertMany(
      [event('u', 'x/y'), event('u/a', 'x'), event('u/a/b', 'y'), event('u%2Fa', 'x')],
      NOW,
    );
    expect(await waiting()).toHaveLength(8);
  });

  it('that are known have no second trigger, and those of one request with one id have one', async () => {
    await store.campaigns.insert(liveCampaign('all', PURCHASE));
    const event = purchase('u1', 'o1', { properties: { amount: 1 } });
    const other = { ...event, properties: { amount: 2 } };
    expect(await intake().events.insertMany([event, event, other], NOW)).toEqual(['stored', 'known', 'differs']);
    expect(await intake().events.insert(event, NOW)).toBe('known');
    expect(await intake().events.insert(other, NOW)).toBe('differs');
    expect(await waiting()).toHaveLength(1);
    // An earlier attempt may have ended before anybody was told.
    expect(told).toHaveLength(3);
    expect(heard.map((events) => events.length)).toEqual([2, 1]);
  });

  it('of an erased person trigger nothing', async () => {
    await store.campaigns.insert(liveCampaign('all', PURCHASE));
    await store.erasures.request({ profileId: 'gone', reason: null, keyId: null, now: NOW });
    const events = [purchase('gone', 'o1'), purchase('u1', 'o1')];
    expect(await intake().events.insertMany(events, NOW)).toEqual(['erased', 'stored']);
    expect((await waiting()).map(({ profileId }) => profileId)).toEqual(['u1']);
    expect(heard.flat().map(({ profileId }) => profileId)).toEqual(['u1']);
  });

  it('have their triggers first: whatever request a process dies at, no stored event lacks one, and a repetition is whole', async () => {
    const events = [
      purchase('u1', 'o1'),
      purchase('u2', 'o2', { at: '2026-05-07T09:00:00Z' }),
      { profileId: 'u3', name: 'visit', id: 'v1' },
    ];
    let crashes = 0;
    for (const when of ['before', 'after'] as const) {
      for (let request = 1; ; request += 1) {
        store = storeOf(databases.next(), TEST_SECRET_KEY);
        await store.campaigns.insert(liveCampaign('all', PURCHASE));
        const dying = storeOf(crashingDb(store.db, { request, when }), TEST_SECRET_KEY);
        const outcome = await intake(dying)
          .events.insertMany(events, NOW)
          .catch((error: unknown) => error);
        const has = async (id: string, profileId: string) =>
          (await store.events.ofProfile({ profileId, limit: 10 })).some(({ _id }) => _id === id);
        const triggered = (await waiting()).map(({ event }) => event?.id);
        for (const { id, profileId } of events.slice(0, 2)) {
          if (await has(id, profileId)) expect(triggered, `${when} request ${request}`).toContain(id);
        }
        if (!(outcome instanceof Crashed)) break;
        crashes += 1;
        told = [];
        await intake().events.insertMany(events, NOW);
        expect((await waiting()).map(({ event }) => event?.id)).toEqual(['o1', 'o2']);
        for (const { id, profileId } of events) expect(await has(id, profileId)).toBe(true);
        expect(told).toEqual([['all', new Date('2026-05-07T09:00:00Z')]]);
      }
    }
    expect(crashes).toBeGreaterThan(6);
  });

  it.each(['before', 'after'])(
    'that come again keep a trigger that is being dropped %s their repetition is noted',
    async (when) => {
      await store.campaigns.insert(liveCampaign('all', PURCHASE));
      const stopped = { ...store.events, insertMany: () => Promise.reject(new Crashed()) };
      const first = intake({ ...store, events: stopped }).events.insertMany([purchase('u1', 'o1')], NOW);
      await expect(first).rejects.toThrow(Crashed);
      const read = await waiting();
      expect(read).toHaveLength(1);
      const later = new Date(NOW.getTime() + 100_000);
      const noteRepeated: Store['triggers']['noteRepeated'] = async (...args) => {
        if (when === 'before') await store.triggers.drop(read);
        await store.triggers.noteRepeated(...args);
        if (when === 'after') await store.triggers.drop(read);
      };
      const triggers = { ...store.triggers, noteRepeated };
      await intake({ ...store, triggers }, later).events.insertMany([purchase('u1', 'o1')], later);
      expect(await waiting()).toMatchObject([
        { event: { id: 'o1' }, [when === 'before' ? 'createdAt' : 'repeatedAt']: later },
      ]);
    },
  );

  it('that are stored very slowly have their triggers inserted once more, since they may have been dropped', async () => {
    await store.campaigns.insert(liveCampaign('all', PURCHASE));
    const events = { ...store.events };
    events.insertMany = async (...args) => {
      expect(await waiting()).toHaveLength(1);
      await store.triggers.remove((await waiting()).map(({ _id }) => _id));
      skip += 21_000;
      return await store.events.insertMany(...args);
    };
    let skip = 0;
    const clock = performance.now.bind(performance);
    performance.now = () => clock() + skip;
    try {
      await intake({ ...store, events }).events.insertMany([purchase('u1', 'o1')], NOW);
    } finally {
      performance.now = clock;
    }
    expect(await waiting()).toHaveLength(1);
  });

  it('are triggered by a definition at most a second old, and at once by what this process has changed', async () => {
    const campaign = liveCampaign('all', PURCHASE);
    await store.campaigns.insert(campaign);
    const elsewhere = storeOf(store.db, TEST_SECRET_KEY);
    const record = async (id: string) => {
      await intake().events.insert(purchase('u1', id), NOW);
      await intake(elsewhere).events.insert(purchase('u2', id), NOW);
      return (await waiting()).flatMap(({ profileId, event }) => (event?.id === id ? [profileId] : []));
    };
    expect(await record('o1')).toEqual(['u1', 'u2']);
    const edit = async (event: string, revision: number) => {
      const { _id, status, actions, createdAt, updatedAt, ...input } = campaign;
      const when = { kind: 'event', event, delaySeconds: 0 } as const;
      await store.campaigns.replace({ id: 'all', input: { ...input, when }, revision, now: NOW });
    };
    await edit('visit', 0);
    expect(await record('o2')).not.toContain('u1');
    await new Promise((resolve) => setTimeout(resolve, 1050));
    expect(await record('o3')).toEqual([]);
    await edit('purchase', 1);
    expect(await record('o4')).toContain('u1');
    await store.campaigns.setStatus({ id: 'all', status: 'paused', now: NOW });
    expect(await record('o5')).toContain('u1');
    await store.campaigns.setStatus({ id: 'all', status: 'stopped', now: NOW });
    expect(await record('o6')).not.toContain('u1');
    await new Promise((resolve) => setTimeout(resolve, 1050));
    expect(await record('o7')).toEqual([]);
  });

  it('tell campaigns of their triggers, whatever becomes of others who are told; the request fails, so that it is repeated', async () => {
    await store.campaigns.insert(liveCampaign('all', PURCHASE));
    const onTriggers = (campaignId: string, dueAt: Date) => void told.push([campaignId, dueAt]);
    const onEvents = () => Promise.reject(new Error('Temporal is away'));
    const failing = ingestion({ store, onTriggers, onEvents, now: () => NOW });
    await expect(failing.events.insert(purchase('u1', 'o1'), NOW)).rejects.toThrow('away');
    expect(told).toHaveLength(1);
    expect(await intake().events.insert(purchase('u1', 'o1'), NOW)).toBe('known');
    expect(heard.flat()).toHaveLength(1);
  });

  it('that no campaign names cost no request', async () => {
    await store.campaigns.insert(liveCampaign('all', PURCHASE));
    await intake().events.insert(purchase('u1', 'o1'), NOW);
    const refused = () => Promise.reject(new Error('asked'));
    const asking = {
      ...store,
      erasures: { ...store.erasures, among: refused },
      profiles: { ...store.profiles, contacts: refused },
    };
    const visit = { profileId: 'u1', name: 'visit', id: 'v1' };
    expect(await intake(asking).events.insert(visit, NOW)).toBe('stored');
  });
});

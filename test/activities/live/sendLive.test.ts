import { describe, expect, it } from 'vitest';
import { finishLive } from '../../../src/activities/live/sendLive.ts';
import { accountInput } from '../../../src/domain/account/account.ts';
import { FINAL_REVISION } from '../../../src/domain/campaign/steeringRevision.ts';
import { freshDatabases } from '../../support/database.ts';
import { ACCEPT, scriptedProvider, TROUBLE } from '../../support/scriptedProvider.ts';
import { type GivenEvent, liveSetup } from './support.ts';

const database = freshDatabases();
const accepting = () => scriptedProvider({ react: () => ACCEPT });

/** Purchases of the first `count` people, a millisecond apart. */
const purchases = (count: number, since = Date.now() - 1000): GivenEvent[] =>
  Array.from({ length: count }, (_, index) => ({
    profileId: `p${String(index).padStart(5, '0')}`,
    name: 'purchase',
    id: `e${index}`,
    at: new Date(since + index),
    properties: { item: `item ${index}` },
  }));

describe('sending what triggers of a live campaign are due for', () => {
  it('sends each once, with its own event in the text, in the order of the events', async () => {
    const provider = accepting();
    const { receive, send, messages, store, campaignId } = await liveSetup({
      db: database.next(),
      count: 300,
      providers: [provider],
    });
    const events = purchases(300);
    await receive([...events.slice(150), ...events.slice(0, 150)]);
    const result = await send();
    expect(result).toMatchObject({ state: 'waiting', waiting: 0, nextAt: null, inAll: { accepted: 300 } });
    expect(provider.ledger.map(({ text }) => text)).toEqual(events.map((_, i) => `Thank you N${i} for item ${i}`));
    expect(await messages()).toHaveLength(300);
    expect(await store.runs.get(`${campaignId}/1`)).toMatchObject({
      audience: { qualified: 300, reachable: 300 },
      batches: 1,
    });
    expect((await send()).inAll.accepted).toBe(300);
    // A repetition of the same events, by a caller that had no answer.
    await receive(events);
    expect(await send()).toMatchObject({ state: 'waiting', waiting: 0, inAll: { accepted: 300 } });
    expect(provider.requests).toHaveLength(300);
  });

  it('sends nothing for an event that was never stored, and what is due later only then', async () => {
    const provider = accepting();
    const when = { kind: 'event', event: 'purchase', delaySeconds: 60 } as const;
    const { receive, send } = await liveSetup({
      db: database.next(),
      count: 2,
      providers: [provider],
      campaign: { when },
    });
    const [first, second] = purchases(2) as [GivenEvent, GivenEvent];
    await receive([first]);
    await receive([second], { withoutEvents: true });
    const early = await send();
    expect(early).toMatchObject({ state: 'waiting', waiting: 2 });
    expect(early.nextAt).toBe(new Date(first.at.getTime() + 60_000).toISOString());
    const later = (): Date => new Date(Date.now() + 120_000);
    expect(await send({ now: later })).toMatchObject({
      waiting: 0,
      inAll: { accepted: 1 },
      today: { dropped: { no_event: 1 } },
    });
    expect(provider.ledger).toHaveLength(1);
  });

  it.each(['batches', 'noteCut', 'remove', 'sendChunk', 'close'])(
    'is continued by another worker after a crash: %s',
    async (where) => {
      const provider = accepting();
      const { receive, send, store, messages } = await liveSetup({
        db: database.next(),
        count: 20,
        providers: [provider],
      });
      await receive(purchases(20));
      const crash = (): never => {
        throw new Error('killed');
      };
      const crashing = {
        ...store,
        ...(where === 'batches' && { batches: { ...store.batches, insert: crash } }),
        ...(where === 'noteCut' && { triggers: { ...store.triggers, noteCut: crash } }),
        ...(where === 'remove' && {
          triggers: { ...store.triggers, remove: async (ids: string[]) => (ids.length > 0 ? crash() : undefined) },
        }),
        ...(where === 'close' && {
          liveStates: {
            ...store.liveStates,
            write: async (state: never) =>
              (state as { batches: unknown[]; today: { messages: { accepted: number } } }).today.messages.accepted > 0
                ? crash()
                : await store.liveStates.write(state),
          },
        }),
      } as typeof store;
      const onChunk = where === 'sendChunk' ? async () => crash() : undefined;
      await expect(send({ store: crashing, ...(onChunk && { onChunk }) })).rejects.toThrow('killed');
      const result = await send();
      expect(result).toMatchObject({ state: 'waiting', waiting: 0 });
      expect(provider.requests).toHaveLength(20);
      expect(await messages()).toHaveLength(20);
      const { audience } = (await store.runs.get('cmp_live/1')) ?? {};
      expect(audience?.qualified).toBe(20);
    },
  );

  it('keeps the triggers of two executions at once apart', async () => {
    const provider = accepting();
    const { receive, send, messages } = await liveSetup({ db: database.next(), count: 200, providers: [provider] });
    await receive(purchases(200));
    const results = await Promise.all([send(), send(), send()]);
    const last = await send();
    expect([...results, last].some(({ state }) => state === 'waiting')).toBe(true);
    expect(provider.requests).toHaveLength(200);
    expect(await messages()).toHaveLength(200);
  });

  it('ends when the total is reached: the first ones in the order of their events', async () => {
    const provider = accepting();
    const { receive, send, store, campaignId } = await liveSetup({
      db: database.next(),
      count: 400,
      providers: [provider],
      campaign: { limits: { total: 150 } },
    });
    const events = purchases(400);
    await receive(events.toReversed());
    await expect.poll(async () => (await send()).state).toBe('over');
    expect(provider.ledger.map(({ text }) => text)).toEqual(
      events.slice(0, 150).map((_, i) => `Thank you N${i} for item ${i}`),
    );
    await finishLive({ campaignId, status: 'completed' }, { store });
    expect(await store.triggers.waiting(campaignId)).toBe(0);
    expect(await store.runs.get(`${campaignId}/1`)).toMatchObject({ status: 'completed' });
  });

  it.each([{ total: 30 }, { perDay: 30 }])(
    'keeps the order of the events where a limit ends it, whatever the hours of the profiles: %o',
    async (limits) => {
      const provider = accepting();
      const { receive, send, store } = await liveSetup({
        db: database.next(),
        count: 100,
        providers: [provider],
        timeZones: ['Asia/Tokyo', 'Europe/Paris'],
        campaign: { limits, dnd: [{ from: '02:00', to: '03:00', zone: 'recipient', action: 'delay' }] },
      });
      const now = (): Date => new Date('2030-05-07T10:00:00Z');
      const events = purchases(100, now().getTime() - 1000);
      await receive(events.toReversed(), { now: now() });
      await store.profiles.upsert({ id: 'p00003', phone: null }, now());
      await send({ now });
      const sent = provider.ledger.map(({ text }) => Number(text.split(' ')[2]?.slice(1)));
      expect(new Set(sent)).toEqual(new Set(Array.from({ length: 31 }, (_, i) => i).filter((i) => i !== 3)));
    },
  );

  it('is not over before the last events from before its end are stored', async () => {
    const campaign = { end: '2030-05-07T10:00:00Z' };
    const { receive, send } = await liveSetup({ db: database.next(), count: 1, providers: [accepting()], campaign });
    const end = Date.parse(campaign.end);
    expect(await send({ now: () => new Date(end + 1) })).toMatchObject({
      state: 'waiting',
      nextAt: new Date(end + 90_000).toISOString(),
    });
    await receive(purchases(1, end - 5), { now: new Date(end - 4) });
    expect((await send({ now: () => new Date(end + 500) })).inAll.accepted).toBe(1);
    expect(await send({ now: () => new Date(end + 90_000) })).toMatchObject({ state: 'over' });
  });

  it('drops no trigger whose event comes again while it is cut', async () => {
    const { receive, send, store, campaignId } = await liveSetup({
      db: database.next(),
      count: 1,
      providers: [accepting()],
    });
    await receive(purchases(1), { withoutEvents: true, now: new Date(Date.now() - 100_000) });
    const interrupt = new AbortController();
    const ofProfiles: typeof store.events.ofProfiles = async (...args) => {
      const found = await store.events.ofProfiles(...args);
      const [trigger] = await store.triggers.due({ campaignId, now: new Date(), limit: 1 });
      await store.triggers.noteRepeated([trigger?._id ?? ''], new Date());
      interrupt.abort();
      return found;
    };
    const own = { ...store, events: { ...store.events, ofProfiles } };
    expect(await send({ store: own, signal: interrupt.signal })).toMatchObject({ state: 'later', waiting: 1 });
  });

  it('sends no more in an hour than the safety check allows, until it is approved or the limit is raised', async () => {
    const provider = accepting();
    const { receive, send, store, campaignId } = await liveSetup({
      db: database.next(),
      count: 30,
      providers: [provider],
      campaign: { safetyCheck: { maxPerHour: 10 } },
    });
    const now = (): Date => new Date('2030-05-07T10:20:00Z');
    const at = Date.parse('2030-05-07T10:19:00Z');
    await receive(purchases(30, at), { now: now() });
    expect(await send({ now })).toMatchObject({ state: 'held', heldHour: '2030-05-07T10:00:00.000Z', waiting: 20 });
    expect(provider.ledger).toHaveLength(10);
    await store.campaigns.raiseSafetyLimit(campaignId, 15, now());
    expect(await send({ now })).toMatchObject({ state: 'held', waiting: 15 });
    expect(await send({ now, approvedAt: '2030-05-07T10:20:00.000Z' })).toMatchObject({
      state: 'waiting',
      waiting: 0,
    });
    expect(provider.ledger).toHaveLength(30);
  });

  it('sends everything that was due when it was approved, also in the next hour, and counts only what has become due since', async () => {
    const provider = accepting();
    const { receive, send } = await liveSetup({
      db: database.next(),
      count: 42,
      providers: [provider],
      campaign: { safetyCheck: { maxPerHour: 10 } },
    });
    const [first, second] = [new Date('2030-05-07T10:59:00Z'), new Date('2030-05-07T11:00:30Z')];
    await receive(purchases(30, first.getTime() - 1000), { now: first });
    expect(await send({ now: () => first })).toMatchObject({ state: 'held', waiting: 20 });
    await receive(purchases(42, second.getTime() - 1000).slice(30), { now: second });
    const approvedAt = '2030-05-07T10:59:59.900Z';
    expect(await send({ now: () => second, approvedAt })).toMatchObject({ state: 'held', waiting: 2 });
    expect(provider.ledger).toHaveLength(40);
  });

  it('leaves out those whom filter, portion or frequency exclude', async () => {
    const provider = accepting();
    const { receive, send } = await liveSetup({
      db: database.next(),
      count: 200,
      providers: [provider],
      campaign: {
        frequency: { kind: 'once' },
        percentage: 50,
        filter: {
          kind: 'property',
          property: 'name',
          operator: 'not_in',
          value: ['N0', 'N1', 'N2', 'N3', 'N4', 'N5', 'N6', 'N7'],
        },
      },
    });
    const again = purchases(200).map((event) => ({ ...event, id: `again-${event.id}` }));
    await receive(purchases(200));
    const { today: first } = await send();
    await receive(again);
    const { today } = await send();
    const sent = provider.ledger.length;
    expect(sent).toBeGreaterThan(60);
    expect(sent).toBeLessThan(130);
    expect(new Set(provider.ledger.map(({ to }) => to)).size).toBe(sent);
    expect(first.dropped).toMatchObject({ not_chosen: expect.any(Number), filter: expect.any(Number) });
    expect(today.dropped).toMatchObject({ frequency: sent });
    expect(provider.ledger.some(({ text }) => /N[0-7] /.test(text))).toBe(false);
  });

  it('fails for good, and drops nothing, if its filter can not be resolved any more', async () => {
    const provider = accepting();
    const { receive, send, store, campaignId } = await liveSetup({
      db: database.next(),
      count: 3,
      providers: [provider],
      campaign: { filter: { kind: 'segment', segmentId: 'seg_gone' } },
    });
    await receive(purchases(3));
    await expect(send()).rejects.toMatchObject({
      nonRetryable: true,
      message: expect.stringContaining('the campaign is for'),
    });
    expect(await store.triggers.waiting(campaignId)).toBe(3);
  });

  it('waits while no provider accepts anything, and skips what has waited too long', async () => {
    let works = false;
    const provider = scriptedProvider({ react: () => (works ? ACCEPT : TROUBLE) });
    const { receive, send, messages } = await liveSetup({ db: database.next(), count: 5, providers: [provider] });
    await receive(purchases(3));
    expect(await send()).toMatchObject({ state: 'later', reason: 'providers_unavailable' });
    works = true;
    await receive(purchases(5, Date.now() - 500).slice(3));
    const tomorrow = (): Date => new Date(Date.now() + 86_400_000 + 60_000);
    await expect.poll(async () => (await send({ now: tomorrow })).waiting).toBe(0);
    const found = await messages();
    expect(found.filter(({ reason }) => reason === 'expired')).toHaveLength(5);
  });

  it('skips what has waited too long in a batch, each by its own time', async () => {
    let works = false;
    const provider = scriptedProvider({ react: () => (works ? ACCEPT : TROUBLE) });
    const { receive, send, messages } = await liveSetup({
      db: database.next(),
      count: 3,
      providers: [provider],
      campaign: { expireAfterSeconds: 600 },
    });
    const now = Date.now();
    const [first, second, third] = purchases(3, now - 300_000) as [GivenEvent, GivenEvent, GivenEvent];
    await receive([first, second, { ...third, at: new Date(now - 1000) }]);
    expect(await send()).toMatchObject({ state: 'later', reason: 'providers_unavailable' });
    works = true;
    const inFiveMinutes = (): Date => new Date(now + 301_000);
    await expect.poll(async () => (await send({ now: inFiveMinutes })).state).toBe('waiting');
    const found = await messages();
    expect(
      found
        .filter(({ reason }) => reason === 'expired')
        .map(({ profileId }) => profileId)
        .sort(),
    ).toEqual([first.profileId, second.profileId]);
    expect(provider.ledger.map(({ text }) => text)).toEqual(['Thank you N2 for item 2']);
  });

  it('delays messages for do-not-disturb hours of each profile', async () => {
    const provider = accepting();
    const { receive, send } = await liveSetup({
      db: database.next(),
      count: 4,
      providers: [provider],
      timeZones: ['Asia/Tokyo', 'Europe/Paris'],
      campaign: {
        dnd: [
          {
            days: ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'],
            from: '21:00',
            to: '09:00',
            zone: 'recipient',
            action: 'delay',
          },
        ],
      },
    });
    // 22:00 in Tokyo, 15:00 in Paris.
    const now = (): Date => new Date('2030-05-07T13:00:00Z');
    await receive(purchases(4, now().getTime() - 1000), { now: now() });
    const result = await send({ now });
    expect(provider.ledger.map(({ text }) => text.split(' ')[2])).toEqual(['N1', 'N3']);
    expect(result).toMatchObject({ state: 'waiting', waiting: 2, nextAt: '2030-05-08T00:00:00.000Z' });
    expect(await send({ now: () => new Date('2030-05-08T00:00:01Z') })).toMatchObject({
      waiting: 0,
      inAll: { accepted: 4 },
    });
  });

  it('opens another run for another day and after an edit, and ends the runs before', async () => {
    const provider = accepting();
    const { receive, send, store, campaignId } = await liveSetup({
      db: database.next(),
      count: 4,
      providers: [provider],
    });
    const at = Date.parse('2030-05-07T10:00:00Z');
    const events = purchases(4, at);
    await receive(events.slice(0, 1), { now: new Date(at + 10) });
    await send({ now: () => new Date(at + 1000) });
    const campaign = await store.campaigns.get(campaignId);
    if (campaign?.type !== 'live') throw new Error('wanted: a live campaign');
    const input = { ...campaign, what: { template: 'Changed {{ event.item }}', maxSegments: 4 } };
    const { name, type, tags, metadata, what, providerGroupId, when, limits, frequency, onUncertain } = input;
    const { resolveWithinSeconds, expireAfterSeconds } = input;
    const definition = {
      name,
      type,
      tags,
      metadata,
      what,
      providerGroupId,
      when,
      limits,
      frequency,
      onUncertain,
      resolveWithinSeconds,
      expireAfterSeconds,
    };
    await store.campaigns.replace({ id: campaignId, input: definition, revision: 1, now: new Date() });
    await receive(events.slice(1, 2), { now: new Date(at + 2000) });
    await send({ now: () => new Date(at + 3000) });
    await receive(events.slice(2, 3), { now: new Date(at + 4000) });
    await send({ now: () => new Date(at + 86_400_000 - 60_000) });
    expect(provider.ledger.map(({ text }) => text)).toEqual([
      'Thank you N0 for item 0',
      'Changed item 1',
      'Changed item 2',
    ]);
    const runs = await store.runs.list({ campaignId, limit: 10 });
    expect(runs.map(({ occurrence, status, schedule }) => [occurrence, status, schedule.local])).toEqual([
      [3, 'sending', '2030-05-08T00:00'],
      [2, 'completed', '2030-05-07T00:00'],
      [1, 'completed', '2030-05-07T00:00'],
    ]);
  });

  it('looks again at what waits after an edit of what triggers, and after another time zone of the account', async () => {
    const when = (delaySeconds: number) => ({ kind: 'event' as const, event: 'purchase', delaySeconds });
    const { receive, send, store, campaignId } = await liveSetup({
      db: database.next(),
      count: 2,
      providers: [accepting()],
      campaign: { when: when(7200) },
    });
    await receive(purchases(2));
    expect(await send()).toMatchObject({ waiting: 2, inAll: { accepted: 0 } });
    const campaign = await store.campaigns.get(campaignId);
    if (campaign?.type !== 'live') throw new Error('wanted: a live campaign');
    const { _id, status, revision, actions, createdAt, updatedAt, ...input } = campaign;
    await store.campaigns.replace({ id: _id, input: { ...input, when: when(3600) }, revision, now: new Date() });
    const { nextAt } = await send();
    expect(Date.parse(nextAt ?? '')).toBeLessThan(Date.now() + 3_600_000);
    expect(await send({ now: () => new Date(Date.now() + 3_600_000) })).toMatchObject({ inAll: { accepted: 2 } });
    await receive([{ profileId: 'p00000', name: 'purchase', id: 'later', at: new Date() }]);
    for await (const { _id } of store.triggers.ofProfile('p00000')) {
      await store.triggers.postpone([{ _id, dueAt: new Date('2100-01-01') }]);
    }
    expect((await send()).nextAt).toBe('2100-01-01T00:00:00.000Z');
    await store.account.replace(accountInput.parse({ timeZone: 'Asia/Tokyo' }), new Date());
    expect(Date.parse((await send()).nextAt ?? '')).toBeLessThan(Date.now() + 3_600_000);
  });

  it('looks again at a trigger whose profile is written while it is looked at', async () => {
    const offsets = [{ days: 0 }];
    const { receive, send, store } = await liveSetup({
      db: database.next(),
      count: 1,
      providers: [accepting()],
      timeZones: ['Europe/Paris'],
      campaign: { when: { kind: 'event_date', event: 'purchase', property: 'day', offsets, time: '09:00' } },
    });
    const now = (): Date => new Date('2030-05-07T20:00:00Z');
    const [event] = purchases(1, Date.parse('2030-05-01T10:00:00Z')) as [GivenEvent];
    await receive([{ ...event, properties: { day: { date: '2030-05-08' } } }], { now: event.at });
    let isMoved = false;
    const getMany: typeof store.profiles.getMany = async (...args) => {
      const read = await store.profiles.getMany(...args);
      if (isMoved) return read;
      isMoved = true;
      await store.profiles.upsert({ id: event.profileId, timeZone: 'Asia/Tokyo' }, now());
      await store.triggers.lookAgain(
        (await store.triggers.due({ campaignId: 'cmp_live', now: now(), limit: 1 })).map(({ _id }) => _id),
        now(),
      );
      return read;
    };
    const result = await send({ now, store: { ...store, profiles: { ...store.profiles, getMany } } });
    expect(result).toMatchObject({ waiting: 1, nextAt: '2030-05-08T00:00:00.000Z' });
  });

  it('is halted, and continued', async () => {
    const abort = new AbortController();
    const provider = scriptedProvider({
      react: () => {
        abort.abort(FINAL_REVISION);
        return ACCEPT;
      },
    });
    const { receive, send, messages } = await liveSetup({ db: database.next(), count: 300, providers: [provider] });
    await receive(purchases(300));
    expect(await send({ signal: abort.signal })).toMatchObject({ state: 'later', reason: 'interrupted' });
    expect(provider.requests.length).toBeLessThan(300);
    expect(await send()).toMatchObject({ state: 'waiting', waiting: 0 });
    expect(provider.requests).toHaveLength(300);
    expect(await messages()).toHaveLength(300);
  });
});

import type { Document } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { retentionTimer } from '../../../src/activities/retention/retentionTimer.ts';
import { auditIdAt } from '../../../src/store/audit.ts';
import { NO_LAST } from '../../../src/store/eventDocuments.ts';
import { type Store, storeOf } from '../../../src/store/store.ts';
import { Crashed, crashingDb } from '../../store/crashingDb.ts';
import { freshDatabases } from '../../support/database.ts';
import { TEST_SECRET_KEY } from '../../support/sending.ts';
import { DAY_MS, keepFor, removeAt } from './support.ts';

const databases = freshDatabases();
const NOW = new Date('2027-03-01T12:00:00Z');
const LONG_AGO = new Date(NOW.getTime() - 400 * DAY_MS);
/** Just old enough, and just not. */
const [OLD, YOUNG] = [-1, 0].map((offset) => (days: number) => new Date(NOW.getTime() - days * DAY_MS + offset));

function opened() {
  const db = databases.next();
  const store = storeOf(db, TEST_SECRET_KEY);
  const put = (name: string, ...documents: (Document & { _id: string })[]) =>
    db.collection<Document & { _id: string }>(name).insertMany(documents);
  const ids = async (name: string): Promise<string[]> => {
    const found = await db.collection<{ _id: string }>(name).find().sort({ _id: 1 }).toArray();
    return found.map(({ _id }) => _id);
  };
  return { db, store, put, ids };
}

describe('what is kept for a time', () => {
  it.each([
    ['inboundTexts', { inboundTexts: 30 }, 'at', 30, { review: null }],
    ['journeyPeople', { journeyPeople: 30 }, 'endedAt', 30, {}],
    ['alerts', { alerts: 45 }, 'at', 45, {}],
    ['imports', { imports: 7 }, 'createdAt', 7, { finishedAt: LONG_AGO }],
    ['importRefusals', { imports: 7 }, 'createdAt', 7, {}],
    ['receipts', {}, 'at', 30, {}],
    ['providerMessageIds', {}, 'at', 30, {}],
    ['idempotency', {}, 'createdAt', 1, {}],
  ] as const)('of %s is removed to the millisecond', async (name, retention, field, days, rest) => {
    const { store, put, ids } = opened();
    await keepFor(store, retention, LONG_AGO);
    await put(name, { _id: 'old', [field]: OLD?.(days), ...rest }, { _id: 'young', [field]: YOUNG?.(days), ...rest });
    await removeAt(store, NOW);
    expect(await ids(name)).toEqual(['young']);
  });

  it('is somebody in a journey for as long as it lasts', async () => {
    const { store, put, ids } = opened();
    await keepFor(store, { journeyPeople: 30 }, LONG_AGO);
    await put('journeyPeople', { _id: 'in it', enteredAt: LONG_AGO, endedAt: null });
    expect(await removeAt(store, NOW)).toEqual({ journeyPeople: 0 });
    expect(await ids('journeyPeople')).toEqual(['in it']);
  });

  it('is removed in portions, between which others come through, also when there is far more than one', async () => {
    const { store, put, ids } = opened();
    await keepFor(store, { alerts: 30 }, LONG_AGO);
    const many = Array.from({ length: 1234 }, (_, index) => ({ _id: `alert ${index}`, at: LONG_AGO }));
    await put('alerts', ...many, { _id: 'young', at: NOW });
    const sizes: number[] = [];
    await removeAt(store, NOW, async () => void sizes.push((await ids('alerts')).length));
    expect(sizes).toEqual([735, 235, 1]);
    expect(await ids('alerts')).toEqual(['young']);
  });

  it('goes by the time in its id in the audit log, which records the removal and its counts', async () => {
    const { store, ids } = opened();
    await keepFor(store, { audit: 90 }, LONG_AGO);
    const entry = async (at: Date, rest: string) => {
      await store.audit.recordActions(rest, [{ action: 'pause', by: 'Ada', at: at.toISOString() }]);
    };
    await entry(OLD?.(90) as Date, 'cmp_old');
    await entry(YOUNG?.(90) as Date, 'cmp_young');
    expect(await removeAt(store, NOW)).toEqual({ audit: 1 });
    const found = await store.audit.find({}).toArray();
    expect(
      found.map(({ operation, source, outcome, counts, resourceIds }) => ({
        operation,
        source,
        outcome,
        counts,
        resourceIds,
      })),
    ).toEqual([
      { operation: 'removeExpired', source: 'retention', outcome: 'done', counts: { audit: 1 }, resourceIds: [] },
      { operation: 'pauseCampaign', source: 'workflow', outcome: 'done', counts: null, resourceIds: ['cmp_young'] },
    ]);
    expect(found[0]?.after).toEqual({ retention: { audit: 90 } });
    expect((await ids('audit'))[1]?.startsWith(auditIdAt(NOW, ''))).toBe(true);
  });

  it('is everything that has no time set, and for a day longer what has a shorter one', async () => {
    const { store, put, ids } = opened();
    await put('alerts', { _id: 'old', at: LONG_AGO });
    expect(await removeAt(store, NOW)).toEqual({});
    await keepFor(store, { alerts: 30 }, NOW);
    const grace = NOW.getTime() + DAY_MS;
    expect(await removeAt(store, new Date(grace - 1))).toEqual({});
    expect(await store.audit.find({}).toArray()).toEqual([]);
    expect(await ids('alerts')).toEqual(['old']);
    await keepFor(store, { alerts: 500 }, NOW);
    expect(await removeAt(store, new Date(grace))).toEqual({ alerts: 0 });
    await keepFor(store, { alerts: 30 }, new Date(grace));
    expect(await removeAt(store, new Date(grace + DAY_MS))).toEqual({ alerts: 1 });
  });

  it('is an inbound text that a person has to read, and an import that has not ended', async () => {
    const { store, put, ids } = opened();
    await keepFor(store, { inboundTexts: 30, imports: 1 }, LONG_AGO);
    await put('inboundTexts', { _id: 'open', at: LONG_AGO, review: { status: 'open' } });
    await put('inboundTexts', { _id: 'read', at: LONG_AGO, review: { status: 'dismissed' } });
    await put('imports', { _id: 'running', createdAt: YOUNG?.(2), finishedAt: null });
    expect(await removeAt(store, NOW)).toEqual({ inboundTexts: 1, imports: 0 });
    expect(await ids('inboundTexts')).toEqual(['open']);
    expect(await ids('imports')).toEqual(['running']);
  });
});

describe('events', () => {
  const at = (days: number) => new Date(NOW.getTime() - days * DAY_MS).toISOString();
  const setUp = async (store: Store) => {
    await keepFor(store, { events: 30 }, LONG_AGO);
    const event = (profileId: string, name: string, id: string, days: number) => ({
      id,
      profileId,
      name,
      at: at(days),
    });
    await store.events.insertMany(
      [
        event('ada', 'purchase', 'e.1', 31),
        event('ada', 'purchase', 'e2', 29),
        event('ada', 'visit/shop', 'e3', 300),
        event('bob', 'purchase', 'constructor', 31),
        event('cy', 'purchase', 'e4', 1),
      ],
      NOW,
    );
  };
  const all = async (store: Store) =>
    (await Promise.all(['ada', 'bob', 'cy'].map((profileId) => store.events.ofProfile({ profileId, limit: 99 }))))
      .flat()
      .map(({ _id }) => _id);

  it('are removed one by one, and their documents with the last one', async () => {
    const { store, ids } = opened();
    await setUp(store);
    expect(await removeAt(store, NOW)).toEqual({ events: 3 });
    expect(await all(store)).toEqual(['e2', 'e4']);
    expect(await ids('events')).toEqual(['purchase/ada', 'purchase/cy']);
    expect(await store.events.insert({ id: 'constructor', profileId: 'bob', name: 'purchase' }, NOW)).toBe('stored');
    expect(await all(store)).toEqual(['e2', 'constructor', 'e4']);
  });

  it('exactly as old as they are kept stay', async () => {
    const { store } = opened();
    await keepFor(store, { events: 30 }, LONG_AGO);
    await store.events.insert({ id: 'x', profileId: 'ada', name: 'visit', at: at(30) }, NOW);
    expect(await removeAt(store, NOW)).toEqual({ events: 0 });
    expect(await removeAt(store, new Date(NOW.getTime() + 1))).toEqual({ events: 1 });
  });

  it('of a profile with very many of one name are removed from all documents, and later ones are found', async () => {
    const { store, db } = opened();
    await keepFor(store, { events: 30 }, LONG_AGO);
    const many = Array.from({ length: 900 }, (_, index) => ({
      id: `e${index}`,
      profileId: 'ada',
      name: 'visit',
      at: at(index < 700 ? 31 : 1),
      properties: { text: 'x'.repeat(300) },
    }));
    for (let from = 0; from < 900; from += 100) await store.events.insertMany(many.slice(from, from + 100), NOW);
    expect(await db.collection('eventShares').countDocuments()).toBe(1);
    expect(await removeAt(store, NOW)).toEqual({ events: 700 });
    expect(await store.events.countOfProfile('ada')).toBe(200);
    expect(await removeAt(store, new Date(NOW.getTime() + 40 * DAY_MS))).toEqual({ events: 200 });
    expect(await db.collection('events').countDocuments({ last: NO_LAST })).toBeGreaterThan(1);
    await store.events.insertMany([{ ...many[0], at: NOW.toISOString() } as never], NOW);
    expect(await store.events.countOfProfile('ada')).toBe(1);
  });

  it('that are written while others are removed stay', async () => {
    const { store } = opened();
    await keepFor(store, { events: 30 }, LONG_AGO);
    const profiles = Array.from({ length: 300 }, (_, index) => `p${index}`);
    await store.events.insertMany(
      profiles.map((profileId) => ({ id: 'old', profileId, name: 'visit', at: at(31) })),
      NOW,
    );
    const write = async () => {
      for (const profileId of profiles) {
        await store.events.insert({ id: 'new', profileId, name: 'visit', at: at(1) }, NOW);
      }
    };
    await Promise.all([write(), removeAt(store, NOW), removeAt(store, NOW)]);
    await removeAt(store, NOW);
    for (const profileId of profiles) {
      expect((await store.events.ofProfile({ profileId, limit: 9 })).map(({ _id }) => _id)).toEqual(['new']);
    }
  });

  it('are removed by the next attempt, whenever the first one crashes', async () => {
    for (let request = 1; ; request += 1) {
      const { db, store } = opened();
      await setUp(store);
      const dying = storeOf(crashingDb(db, { request, when: request % 2 === 0 ? 'before' : 'after' }), TEST_SECRET_KEY);
      const died = await removeAt(dying, NOW).then(
        () => false,
        (error: unknown) => error instanceof Crashed,
      );
      await removeAt(store, NOW);
      expect(await all(store)).toEqual(['e2', 'e4']);
      expect(await db.collection('events').countDocuments()).toBe(2);
      if (!died) return;
    }
  });
});

/** A busy machine takes its time. */
const LONG = { timeout: 20_000 };

describe('the timer of a worker', () => {
  it('has one of several workers remove, once a day, and goes on with what another left', async () => {
    const { store, put, ids } = opened();
    await keepFor(store, { alerts: 30 }, LONG_AGO);
    await put('alerts', { _id: 'old', at: LONG_AGO });
    const log = { info: () => undefined, warn: () => undefined };
    const timers = [1, 2, 3].map(() => retentionTimer({ store, log, lookMs: 20 }));
    await expect.poll(() => ids('alerts'), LONG).toEqual([]);
    await expect
      .poll(async () => (await store.audit.find({}).toArray()).map(({ outcome }) => outcome), LONG)
      .toEqual(['done']);
    await put('alerts', { _id: 'later', at: LONG_AGO });
    await new Promise((resolve) => setTimeout(resolve, 200));
    for (const timer of timers) await timer.stop();
    expect(await ids('alerts')).toEqual(['later']);
    expect(await store.retention.claim({ owner: 'another', now: new Date() })).toBe(false);
    expect(await store.retention.claim({ owner: 'another', now: new Date(Date.now() + DAY_MS) })).toBe(true);
  });

  it('that is stopped in the middle leaves the rest to the next one, at once', async () => {
    const { store, put, ids } = opened();
    await keepFor(store, { alerts: 30 }, LONG_AGO);
    await put('alerts', ...Array.from({ length: 3000 }, (_, index) => ({ _id: `alert ${index}`, at: LONG_AGO })));
    const log = { info: () => undefined, warn: () => undefined };
    const first = retentionTimer({ store, log, lookMs: 20 });
    await expect.poll(async () => (await ids('alerts')).length, { ...LONG, interval: 2 }).toBeLessThan(3000);
    await first.stop();
    expect((await ids('alerts')).length).toBeGreaterThan(0);
    const second = retentionTimer({ store, log, lookMs: 20 });
    await expect.poll(async () => (await ids('alerts')).length, LONG).toBe(0);
    await second.stop();
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import type { Alert } from '../../src/domain/account/alerts.ts';
import { alertIndexes, alertStore } from '../../src/store/alerts.ts';
import { ensureIndexes } from '../../src/store/collections.ts';
import { freshDatabase } from '../support/database.ts';

const { db } = freshDatabase();
const store = alertStore(db);
const now = new Date('2026-05-07T15:00:00Z');
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);
const mail = { subject: 'the subject', text: 'the text' };

const alertOf = (campaignId: string, occurrence = 1, at = now): Alert => ({
  kind: 'safety_stop',
  campaignId,
  occurrence,
  at: at.toISOString(),
  qualified: 10,
  reachable: 9,
  limit: 5,
});
const claim = (alert: Alert, owner: string, at = now) =>
  store.claim({ alert, mail, to: 'ada@example.com', owner, now: at, leasedUntil: new Date(at.getTime() + 60_000) });

beforeAll(() => ensureIndexes(db, 'alerts', alertIndexes));

describe('an alert', () => {
  it('is stored with its text before it is mailed', async () => {
    expect(await claim(alertOf('c1'), 'first')).toBe('claimed');
    expect(await store.get('c1/1/safety_stop')).toEqual({
      _id: 'c1/1/safety_stop',
      campaignId: 'c1',
      alert: alertOf('c1'),
      at: now,
      ...mail,
      status: 'sending',
      code: null,
      to: 'ada@example.com',
      attempts: 1,
      owner: 'first',
      leasedUntil: later(60),
      updatedAt: now,
    });
  });

  it('is mailed by one attempt at a time, and taken over from a dead one', async () => {
    await claim(alertOf('c2'), 'first');
    expect(await claim(alertOf('c2'), 'second', later(59))).toBe('in_progress');
    expect(await claim(alertOf('c2'), 'second', later(60))).toBe('claimed');
    // The first attempt was only slow, not dead; its outcome no longer counts.
    await store.recordOutcome({
      id: 'c2/1/safety_stop',
      owner: 'first',
      status: 'failed',
      code: '550',
      now: later(61),
    });
    expect(await store.get('c2/1/safety_stop')).toMatchObject({ status: 'sending', owner: 'second', attempts: 2 });
  });

  it('is not mailed again once it is sent', async () => {
    await claim(alertOf('c3'), 'first');
    await store.recordOutcome({ id: 'c3/1/safety_stop', owner: 'first', status: 'sent', code: null, now: later(1) });
    expect(await claim(alertOf('c3'), 'second', later(3600))).toBe('sent');
    expect(await store.get('c3/1/safety_stop')).toMatchObject({ status: 'sent', attempts: 1, updatedAt: later(1) });
  });

  it.each(['failed', 'unknown', 'no_address', 'no_mail'] as const)(
    'that is %s can be tried again at once',
    async (status) => {
      const id = `c4-${status}/1/safety_stop`;
      await claim(alertOf(`c4-${status}`), 'first');
      await store.recordOutcome({ id, owner: 'first', status, code: '451', now: later(1) });
      expect(await store.get(id)).toMatchObject({ status, code: '451' });
      expect(await claim(alertOf(`c4-${status}`), 'second', later(2))).toBe('claimed');
      expect(await store.get(id)).toMatchObject({ status: 'sending', code: null, attempts: 2 });
    },
  );

  it('is claimed by one of several attempts', async () => {
    const claims = await Promise.all(Array.from({ length: 20 }, (_, index) => claim(alertOf('c5'), `owner ${index}`)));
    expect(claims.filter((claimed) => claimed === 'claimed')).toHaveLength(1);
    expect(claims.filter((claimed) => claimed === 'in_progress')).toHaveLength(19);
  });
});

describe('alerts', () => {
  it('are listed the newest first, of all campaigns or of one, page after page', async () => {
    for (const occurrence of [1, 2, 3, 4, 5]) {
      // Two at the same instant are ordered by their ids.
      const at = later(10_000 + Math.floor(occurrence / 2) * 60);
      await claim(alertOf('l1', occurrence, at), 'first');
      await claim(alertOf('l2', occurrence, at), 'first');
    }
    const seen: string[] = [];
    let before: { at: Date; id: string } | undefined;
    for (;;) {
      const page = await store.list({ campaignId: 'l1', before, limit: 2 });
      seen.push(...page.map(({ _id }) => _id));
      const last = page.at(-1);
      if (!last) break;
      before = { at: last.at, id: last._id };
    }
    expect(seen).toEqual([5, 4, 3, 2, 1].map((occurrence) => `l1/${occurrence}/safety_stop`));
    const all = await store.list({ limit: 4 });
    expect(all.map(({ _id }) => _id)).toEqual(['l2/5', 'l2/4', 'l1/5', 'l1/4'].map((run) => `${run}/safety_stop`));
  });
});

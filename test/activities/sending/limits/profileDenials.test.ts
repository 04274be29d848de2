import { beforeEach, describe, expect, it } from 'vitest';
import { profileDenials } from '../../../../src/activities/sending/limits/profileDenials.ts';
import type { CountedMessage } from '../../../../src/domain/limits/limitWindows.ts';
import type { Message } from '../../../../src/domain/message/message.ts';
import { storeOf } from '../../../../src/store/store.ts';
import { freshDatabase } from '../../../support/database.ts';
import { TEST_SECRET_KEY } from '../../../support/sending.ts';

const HOUR_MS = 3_600_000;
const NOON = Date.parse('2026-05-07T12:00:00Z');
const at = (minutes: number): Date => new Date(NOON + minutes * 60_000);
/** Counted at noon; it was sent within the hour. */
const counted = (id: string): CountedMessage => ({ id, from: at(0), to: at(60) });
/** A gap of an hour, for a message at so many minutes past noon. */
const gapAt = (minutes: number) => ({
  max: 1,
  tag: null,
  after: at(minutes).getTime() - HOUR_MS + 1,
  before: at(minutes).getTime() + HOUR_MS,
});

describe('a message that another one, counted at noon, leaves no room for', () => {
  const { db } = freshDatabase();
  const store = storeOf(db, TEST_SECRET_KEY);
  beforeEach(() => db.dropDatabase());

  const denialAt = async (minutes: number): Promise<{ final: boolean } | undefined> => {
    const full = [{ window: gapAt(minutes), messages: [counted('cmp_1/1/p')] }];
    return (await profileDenials([{ profileId: 'p', messageId: 'cmp_2/1/p', full }], store)).get('cmp_2/1/p');
  };
  const record = (more: Partial<Message>) =>
    store.db.collection<Message>('messages').insertOne({
      _id: 'cmp_1/1/p',
      status: 'delivered',
      resolution: null,
      attempts: [
        { providerId: 'a', at: at(1), outcome: 'trouble', code: '503' },
        { providerId: 'b', at: at(2), outcome: 'accepted', code: null },
      ],
      createdAt: at(3),
      ...more,
    } as Message);

  it('is denied until the gap after the time has passed at which that one was really sent', async () => {
    await record({});
    expect(await denialAt(62)).toEqual({ final: true });
    expect(await denialAt(62.99)).toEqual({ final: true });
    expect(await denialAt(63)).toBeUndefined();
  });

  it.each<[string, Partial<Message>]>([
    ['a lost answer was resolved', { resolution: 'found' }],
    ['it is uncertain', { status: 'uncertain', resolution: 'policy' }],
    ['a clock was wrong', { createdAt: at(-10), attempts: [] }],
    [
      'an answer was lost on the way',
      { attempts: [{ providerId: 'a', at: at(1), outcome: 'unknown', code: 'timeout' }] },
    ],
  ])('is denied for the whole time in which that one may have been sent if %s', async (_, more) => {
    await record(more);
    expect(await denialAt(119)).toEqual({ final: true });
  });

  it('waits while that one is under way, and if it has failed, which releases its slot', async () => {
    await db.collection('dispatches').insertOne({ _id: 'cmp_1/1' as never, finishedAt: null });
    expect(await denialAt(119)).toEqual({ final: false });
    await db.collection<{ _id: string }>('dispatches').updateOne({ _id: 'cmp_1/1' }, { $set: { finishedAt: at(0) } });
    expect(await denialAt(119)).toEqual({ final: true });
    await store.profileCaps.count([{ profileId: 'p', message: counted('cmp_1/1/p') }], {
      countedForMs: HOUR_MS,
      now: at(0),
    });
    await record({ status: 'failed', attempts: [] });
    expect(await denialAt(119)).toEqual({ final: false });
    expect((await store.profileCaps.read(['p'])).get('p')).toEqual([]);
  });
});

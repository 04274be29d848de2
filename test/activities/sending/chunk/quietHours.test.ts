import type { Db } from 'mongodb';
import { describe, expect, it } from 'vitest';
import type { DndWindow } from '../../../../src/domain/dnd/dndSchema.ts';
import { dndWindow } from '../../../../src/domain/dnd/dndSchema.ts';
import { messageIdOf } from '../../../../src/domain/ids.ts';
import type { Batch } from '../../../../src/domain/message/batch.ts';
import type { Dispatch } from '../../../../src/domain/message/dispatch.ts';
import type { Store } from '../../../../src/store/store.ts';
import { freshDatabase } from '../../../support/database.ts';
import { ACCEPT, scriptedProvider } from '../../../support/scriptedProvider.ts';
import { expectEverybodyOnce, numbersOf, sendingSetup } from '../../../support/sending.ts';

const FLORIDA = { timeZone: 'America/New_York', properties: { name: 'Ada' } };
const floridians = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    id: `p${String(index).padStart(5, '0')}`,
    phone: `+1305555${String(index).padStart(4, '0')}`,
    ...FLORIDA,
  }));
/** Thursday, 7 May 2026, by the clocks of New York, which are 4 hours behind. */
const newYork = (time: string): Date => new Date(`2026-05-07T${time}-04:00`);
const NEXT_MORNING = '2026-05-08T12:00:00.000Z';
const quietHours = { quietHours: 'law' } as const;

const batchesOf = (db: Db) => db.collection<Batch>('batches').find({}).sort({ ordinal: 1 }).toArray();

/** Another number, a while after the run started. */
const renumber = (store: Store, id: string, phone: string | null, timeZone: string | null = FLORIDA.timeZone) =>
  store.profiles.upsert({ id, phone, timeZone }, new Date(Date.now() + 1000));

const reasonOf = async (store: Store, runId: string, profileId: string) =>
  (await store.messages.get(messageIdOf(runId, profileId)))?.reason;

describe('quiet hours of a batch', () => {
  describe('that begin while it is being sent', () => {
    const { db } = freshDatabase();

    it('stop it a minute ahead, as a window does; the rest is sent the next morning', async () => {
      let now = newYork('19:58:30');
      const provider = scriptedProvider({
        react: (_, requestNumber) => {
          if (requestNumber === 40) now = newYork('19:59:30');
          return ACCEPT;
        },
      });
      const sizes = { batch: 1000, chunk: 1000, slice: 20 };
      const { send, store, runId } = await sendingSetup({
        ...{ db, profiles: floridians(100), providers: [provider], campaign: quietHours, sizes },
      });
      expect((await batchesOf(db)).map(({ zone }) => zone)).toEqual(['America/New_York']);
      expect(await send({ now: () => now })).toMatchObject({ state: 'later', reason: 'dnd', resumeAt: NEXT_MORNING });
      const { accepted = 0 } = await store.messages.countByStatus(runId);
      expect([accepted >= 40, accepted < 100]).toEqual([true, true]);
      now = newYork('23:00:00');
      expect(await send({ now: () => now })).toMatchObject({ reason: 'dnd', resumeAt: NEXT_MORNING });
      expect(provider.ledger).toHaveLength(accepted);
      now = new Date(NEXT_MORNING);
      expect(await send({ now: () => now })).toMatchObject({ state: 'done', counts: { accepted: 100 } });
      expectEverybodyOnce(100, provider);
    });
  });

  describe('together with windows of the campaign', () => {
    const { db } = freshDatabase();

    it('are waited for until neither applies, and what discards discards', async () => {
      const provider = scriptedProvider({ react: () => ACCEPT });
      const { send, store, runId } = await sendingSetup({
        ...{ db, profiles: floridians(3), providers: [provider], campaign: quietHours },
      });
      const windows = (action: DndWindow['action']) => [dndWindow.parse({ from: '08:00', to: '09:30', action })];
      const hold = (action: DndWindow['action']) =>
        db.collection<Dispatch>('dispatches').updateOne({ _id: runId }, { $set: { windows: windows(action) } });
      await hold('delay');
      expect(await send({ now: () => newYork('07:00:00') })).toMatchObject({
        resumeAt: newYork('09:30').toISOString(),
      });
      await hold('discard');
      expect(await send({ now: () => newYork('07:00:00') })).toMatchObject({ state: 'later', reason: 'dnd' });
      expect(await send({ now: () => newYork('08:10:00') })).toMatchObject({ state: 'done', counts: { skipped: 3 } });
      expect(await reasonOf(store, runId, 'p00000')).toBe('dnd');
    });
  });

  describe('of a state, beside recipients of a country without an entry', () => {
    const { db } = freshDatabase();

    it('hold up only those in the state', async () => {
      const provider = scriptedProvider({ react: () => ACCEPT });
      const profiles = [
        ...floridians(2),
        { id: 'q', phone: '+447700900001', timeZone: 'America/New_York', properties: { name: 'Bo' } },
      ];
      const { send } = await sendingSetup({ db, profiles, providers: [provider], campaign: quietHours });
      const batches = await batchesOf(db);
      const night = () => newYork('23:00:00');
      for (const { ordinal } of batches) await send({ ordinal, now: night });
      expect(numbersOf(provider)).toEqual(['+447700900001']);
      for (const { ordinal } of batches) await send({ ordinal, now: () => newYork('12:00:00') });
      expectEverybodyOnce(3, provider);
    });
  });
});

describe('a number that a profile gets after the freezing', () => {
  describe('whose quiet hours have begun', () => {
    const { db } = freshDatabase();

    it('gets nothing, whatever the hours of the profile’s batch are', async () => {
      const provider = scriptedProvider({ react: () => ACCEPT });
      const british = Array.from({ length: 5 }, (_, index) => ({
        ...{ id: `p${index}`, phone: `+44770090000${index}`, ...FLORIDA },
      }));
      const { send, store, runId } = await sendingSetup({
        ...{ db, profiles: british, providers: [provider], campaign: quietHours },
      });
      await renumber(store, 'p0', '+13055550100');
      // Texas has another hour, and the number's zone stands in for the profile's.
      await renumber(store, 'p1', '+12145550100', null);
      await renumber(store, 'p2', '+447700900009');
      // 20:30 in New York, 19:30 in Texas; Florida is quiet.
      expect(await send({ now: () => newYork('20:30:00') })).toMatchObject({
        ...{ state: 'done', counts: { accepted: 4, skipped: 1 } },
      });
      expect(await reasonOf(store, runId, 'p0')).toBe('dnd');
      expect(numbersOf(provider).toSorted()).toEqual([
        ...['+12145550100', '+447700900003', '+447700900004', '+447700900009'],
      ]);
    });
  });

  describe('that another profile of the run had', () => {
    const { db } = freshDatabase();

    it('is not sent to in the quiet hours of its state, under either profile', async () => {
      const provider = scriptedProvider({ react: () => ACCEPT });
      const profiles = [
        { id: 'a', phone: '+13055550100', ...FLORIDA },
        { id: 'b', phone: '+447700900001', ...FLORIDA },
      ];
      const { send, store, runId } = await sendingSetup({ db, profiles, providers: [provider], campaign: quietHours });
      await renumber(store, 'a', null);
      await renumber(store, 'b', '+13055550100');
      const ordinals = (await batchesOf(db)).map(({ ordinal }) => ordinal);
      for (const ordinal of ordinals) await send({ ordinal, now: () => newYork('23:00:00') });
      for (const ordinal of ordinals) await send({ ordinal, now: () => newYork('12:00:00') });
      expect(provider.ledger).toEqual([]);
      expect([await reasonOf(store, runId, 'a'), await reasonOf(store, runId, 'b')]).toEqual([
        'no_usable_number',
        'dnd',
      ]);
    });
  });

  describe('while the batch waits for its own hours', () => {
    const { db } = freshDatabase();

    it('waits with it, and is judged then', async () => {
      const provider = scriptedProvider({ react: () => ACCEPT });
      const { send, store } = await sendingSetup({
        ...{ db, profiles: floridians(3), providers: [provider], campaign: quietHours },
      });
      await renumber(store, 'p00001', '+12065550100', 'America/New_York');
      expect(await send({ now: () => newYork('23:00:00') })).toMatchObject({ state: 'later', reason: 'dnd' });
      expect(await send({ now: () => newYork('12:00:00') })).toMatchObject({
        ...{ state: 'done', counts: { accepted: 3, skipped: 0 } },
      });
      expect(numbersOf(provider)).toContain('+12065550100');
    });
  });
});

describe('without quiet hours', () => {
  const { db } = freshDatabase();

  it('a number in any state gets its message at night', async () => {
    const provider = scriptedProvider({ react: () => ACCEPT });
    const { send } = await sendingSetup({ db, profiles: floridians(3), providers: [provider] });
    expect(await send({ now: () => newYork('23:00:00') })).toMatchObject({ state: 'done', counts: { accepted: 3 } });
  });
});

import { describe, expect, it } from 'vitest';
import type { DndWindow } from '../../../src/domain/dnd/dndSchema.ts';
import { dndWindows } from '../../../src/domain/dnd/dndSchema.ts';
import type { WhenInput } from '../../../src/domain/schedule/whenSchema.ts';
import { estimateReach } from '../../../src/store/segmentQuery/reachEstimate.ts';
import { freshDatabase } from '../../support/database.ts';
import { crowd, event, frozen, linesOf, occurrenceOf, peopled, person, runOf } from '../../support/freezing.ts';

const night = (zone: DndWindow['zone'], action: DndWindow['action']): DndWindow[] =>
  dndWindows.parse([{ from: '21:00', to: '09:30', zone, action }]);

/** 7 May at 10:00 in each profile's zone. */
const atTen: WhenInput = { kind: 'dates', dates: ['2026-05-07T10:00'], zone: 'profile' };

const PARIS = 'Europe/Paris';
const BERLIN = 'Europe/Berlin';
const NEW_YORK = 'America/New_York';
const KOLKATA = 'Asia/Kolkata';

describe('an audience that is due at one time', () => {
  const { db } = freshDatabase();

  it('is in batches in order of ids, including profiles that can not be reached', async () => {
    const profiles = crowd(9, (index) => ({ optedOut: index === 2, ...(index === 5 && { number: null }) }));
    const store = await peopled(db, { profiles, suppressed: [person('p007').number ?? ''] });
    const { written, ...result } = await frozen(store, runOf('one'));
    expect(linesOf(written)).toEqual([
      '2026-05-07T08:00 Europe/Paris p000 p001 p002 p003',
      '2026-05-07T08:00 Europe/Paris p004 p005 p006 p007',
      '2026-05-07T08:00 Europe/Paris p008',
    ]);
    const audience = { qualified: 9, reachable: 6, optedOut: 2, noUsableNumber: 1 };
    expect(result).toEqual({ audience, batches: 3, due: [{ at: '2026-05-07T08:00:00.000Z', batches: 3 }] });
    expect(written.map(({ counts }) => counts)).toEqual([
      { qualified: 4, reachable: 3, optedOut: 1, noUsableNumber: 0 },
      { qualified: 4, reachable: 2, optedOut: 1, noUsableNumber: 1 },
      { qualified: 1, reachable: 1, optedOut: 0, noUsableNumber: 0 },
    ]);
    expect(await store.runs.get('one')).toMatchObject({ status: 'sending', audience, batches: 3 });
  });

  it('has each number once, with its first reachable profile', async () => {
    const shared = '+447700900001';
    const profiles = [
      person('a', { number: shared, optedOut: true }),
      person('b', { number: shared }),
      person('c', { number: shared }),
      person('d', { number: '+447700900002' }),
      person('e', { number: '+447700900002' }),
      person('f', { number: shared }),
    ];
    const store = await peopled(db, { profiles, suppressed: ['+447700900002'] });
    const { written } = await frozen(store, runOf('duplicates'));
    expect(linesOf(written)).toEqual([
      '2026-05-07T08:00 Europe/Paris a b c(duplicate_number) d',
      '2026-05-07T08:00 Europe/Paris e f(duplicate_number)',
    ]);
    const estimate = await estimateReach(store, 'everyone', { now: new Date(), sampleSize: 0 });
    expect(estimate).toMatchObject({ recipients: 1, optedOut: 3, duplicateNumbers: 2 });
  });

  it('can be sent before all of it is known: a partial result has final batches, which a later call continues', async () => {
    const duplicate = { number: '+447700900001' };
    const profiles = [person('a', duplicate), ...crowd(7), person('z', duplicate)];
    const store = await peopled(db, { profiles });
    // The batch that is sent first has one chunk.
    const run = runOf('partial', { sizes: { batch: 4, chunk: 2, slice: 2 } });
    const first = await frozen(store, run, { stopAfterBatches: 1 });
    expect(first).toMatchObject({ isPartial: true, batches: 1, due: [{ batches: 1 }] });
    expect(linesOf(first.written)).toEqual(['2026-05-07T08:00 Europe/Paris a p000']);
    expect(await store.runs.get('partial')).toMatchObject({ status: 'freezing', audience: null });
    expect(await frozen(store, run, { stopAfterBatches: 1 })).toEqual(first);

    const whole = await frozen(store, run);
    expect(whole).not.toHaveProperty('isPartial');
    expect(whole).toMatchObject({ audience: { qualified: 9 }, batches: 3, due: [{ batches: 3 }] });
    expect(linesOf(whole.written).join('\n')).toMatch(
      /^.* a p000\n.* p001 p002 p003 p004\n.* p005 p006 z\(duplicate_number\)$/,
    );
  });

  it('is whole at once where it fits into the first batches, or is due at several times', async () => {
    const store = await peopled(db, { profiles: crowd(4) });
    const small = await frozen(store, runOf('small'), { stopAfterBatches: 2 });
    expect(small).toMatchObject({ audience: { qualified: 4 }, batches: 1 });
    expect(small).not.toHaveProperty('isPartial');
    const zoned = await frozen(store, runOf('zoned', { schedule: occurrenceOf(atTen) }), { stopAfterBatches: 1 });
    expect(zoned).not.toHaveProperty('isPartial');
  });

  it('may be empty', async () => {
    const store = await peopled(db, { profiles: [] });
    const audience = { qualified: 0, reachable: 0, optedOut: 0, noUsableNumber: 0 };
    expect(await frozen(store, runOf('nobody'))).toEqual({ audience, batches: 0, due: [], written: [] });
    const nobodyToo = await frozen(store, runOf('nobody too', { schedule: occurrenceOf(atTen) }));
    expect(nobodyToo).toEqual({ audience, batches: 0, due: [], written: [] });
    expect(await store.runs.get('nobody too')).toMatchObject({ status: 'sending', batches: 0 });
  });

  it("is due at the end of DND in the account's zone", async () => {
    const store = await peopled(db, { profiles: crowd(2) });
    const schedule = occurrenceOf({ kind: 'at', at: '2026-05-07T06:00:00Z' });
    const { written } = await frozen(store, runOf('delayed', { schedule, windows: night('account', 'delay') }));
    expect(linesOf(written)).toEqual(['2026-05-07T07:30 Europe/Paris p000 p001']);
  });

  it('is skipped with the reason when DND discards it', async () => {
    const profiles = [
      person('a', { number: '+4470' }),
      person('b', { number: '+4470' }),
      person('c', { optedOut: true }),
    ];
    const store = await peopled(db, { profiles });
    const schedule = occurrenceOf({ kind: 'at', at: '2026-05-07T06:00:00Z' });
    const { written } = await frozen(store, runOf('discarded', { schedule, windows: night('account', 'discard') }));
    expect(linesOf(written)).toEqual(['2026-05-07T06:00 Europe/Paris a(dnd) b(duplicate_number) c(dnd)']);
  });
});

describe('an audience in many zones', () => {
  const { db } = freshDatabase();
  const zones = [PARIS, NEW_YORK, KOLKATA, null, 'Mars/Base', BERLIN];
  const travellers = crowd(18, (index) => ({ timeZone: zones[index % zones.length] ?? null }));

  it('is due zone by zone; profiles without a known zone use the default one', async () => {
    const store = await peopled(db, { profiles: travellers });
    const { written, ...result } = await frozen(store, runOf('zones', { schedule: occurrenceOf(atTen) }));
    expect(linesOf(written)).toEqual([
      '2026-05-07T04:30 Asia/Kolkata p002 p008 p014',
      '2026-05-07T08:00 Europe/Paris p000 p003 p004 p005',
      '2026-05-07T08:00 Europe/Paris p006 p009 p010 p011',
      '2026-05-07T08:00 Europe/Paris p012 p015 p016 p017',
      '2026-05-07T14:00 America/New_York p001 p007 p013',
    ]);
    expect(result).toEqual({
      audience: { qualified: 18, reachable: 18, optedOut: 0, noUsableNumber: 0 },
      batches: 5,
      due: [
        { at: '2026-05-07T04:30:00.000Z', batches: 1 },
        { at: '2026-05-07T08:00:00.000Z', batches: 3 },
        { at: '2026-05-07T14:00:00.000Z', batches: 1 },
      ],
    });
    expect(await db.collection('audiencePages').countDocuments()).toBe(0);
  });

  it('has the zones of its numbers where profiles have none, if the account says so', async () => {
    const profiles = [
      person('a', { number: '+919876543210', country: 'IN', timeZone: null }),
      person('b', { number: '+919876543211', country: 'IN', timeZone: NEW_YORK }),
      person('c', { number: '+12125550123', country: 'US', timeZone: null }),
      // Spain has several clocks.
      person('d', { number: '+34612345678', country: 'ES', timeZone: null }),
    ];
    const store = await peopled(db, { profiles });
    const run = runOf('numbers', { schedule: occurrenceOf(atTen) });
    const off = await frozen(store, run);
    expect(linesOf(off.written)).toEqual([
      '2026-05-07T08:00 Europe/Paris a c d',
      '2026-05-07T14:00 America/New_York b',
    ]);
    const on = await frozen(store, { ...run, _id: 'numbers-on', zoneFromNumber: true });
    expect(linesOf(on.written)).toEqual([
      '2026-05-07T04:30 Asia/Kolkata a',
      '2026-05-07T08:00 Europe/Paris d',
      '2026-05-07T14:00 America/New_York b c',
    ]);
  });

  it('is divided where DND decides differently, also when it is due at the same instant', async () => {
    const store = await peopled(db, { profiles: travellers });
    const schedule = occurrenceOf({ kind: 'at', at: '2026-05-07T17:00:00Z' });
    const { written, due } = await frozen(store, runOf('apart', { schedule, windows: night('recipient', 'delay') }));
    expect(linesOf(written)).toEqual([
      '2026-05-07T17:00 America/New_York p001 p007 p013',
      '2026-05-07T17:00 Europe/Paris p000 p003 p004 p005',
      '2026-05-07T17:00 Europe/Paris p006 p009 p010 p011',
      '2026-05-07T17:00 Europe/Paris p012 p015 p016 p017',
      '2026-05-08T04:00 Asia/Kolkata p002 p008 p014',
    ]);
    expect(due).toEqual([
      { at: '2026-05-07T17:00:00.000Z', batches: 1 },
      { at: '2026-05-07T17:00:00.000Z', batches: 3 },
      { at: '2026-05-08T04:00:00.000Z', batches: 1 },
    ]);
  });

  it('is divided by the quiet hours of countries and states, also when it is due at the same instant', async () => {
    const profiles = [
      person('a', { number: '+13055550101', country: 'US', timeZone: NEW_YORK }),
      person('b', { number: '+14105550101', country: 'US', timeZone: NEW_YORK }),
      person('c', { number: '+12165550101', country: 'US', timeZone: NEW_YORK }),
      person('d', { number: '+12145550101', country: 'US', timeZone: null }),
      person('e', { number: '+33639980001', country: 'FR', timeZone: PARIS }),
      person('f', { number: '+919876543210', country: 'IN', timeZone: null }),
      person('g', { timeZone: PARIS }),
      person('h', { number: null, country: null, timeZone: PARIS }),
      // An Indian number of somebody who lives in Florida's zone: its country's hours, by the person's clock.
      person('i', { number: '+919876543211', country: 'IN', timeZone: NEW_YORK }),
    ];
    const store = await peopled(db, { profiles });
    // Sunday, 20:30 in New York, 19:30 in Dallas; Monday, 02:30 in Paris, 06:00 in Kolkata.
    const schedule = occurrenceOf({ kind: 'at', at: '2026-05-11T00:30:00Z' });
    const all = await frozen(store, runOf('all', { schedule, quietHours: 'all', zoneFromNumber: true }));
    expect(linesOf(all.written)).toEqual([
      '2026-05-11T00:30 Europe/Paris g h',
      '2026-05-11T00:30 America/New_York c',
      '2026-05-11T00:30 America/New_York i',
      '2026-05-11T00:30 America/Chicago d',
      '2026-05-11T04:30 Asia/Kolkata f',
      '2026-05-11T06:00 Europe/Paris e',
      '2026-05-11T12:00 America/New_York a b',
    ]);
    expect(all.written.map(({ quietHours }) => quietHours !== undefined)).toEqual([
      ...[false, true, true, true, true, true, true],
    ]);
    // Batches that are due together, and decide differently later, are apart for the campaign as well.
    expect(all.due.map(({ at, batches }) => `${at.slice(11, 16)} ${batches}`)).toEqual([
      ...['00:30 1', '00:30 1', '00:30 1', '00:30 1', '04:30 1', '06:00 1', '12:00 1'],
    ]);
    const law = await frozen(store, runOf('law', { schedule, quietHours: 'law', zoneFromNumber: true }));
    expect(linesOf(law.written)).toContain('2026-05-11T00:30 Europe/Paris e g h');
  });

  it('is not divided by quiet hours that are off, and stores nothing for them', async () => {
    const profiles = [person('a', { number: '+13055550101', country: 'US', timeZone: NEW_YORK }), person('b')];
    const store = await peopled(db, { profiles });
    const { written } = await frozen(store, runOf('off'));
    expect(linesOf(written)).toEqual(['2026-05-07T08:00 Europe/Paris a b']);
    expect(written.filter((batch) => 'quietHours' in batch)).toEqual([]);
  });

  it('waits for windows and quiet hours together, and is skipped where they leave no time', async () => {
    const profiles = [
      person('a', { number: '+13055550101', country: 'US', timeZone: NEW_YORK }),
      person('b', { number: '+447700900001', timeZone: NEW_YORK }),
    ];
    const store = await peopled(db, { profiles });
    const schedule = occurrenceOf({ kind: 'at', at: '2026-05-07T10:00:00Z' });
    const windows = dndWindows.parse([{ from: '08:00', to: '13:00', action: 'delay' }]);
    const both = await frozen(store, runOf('both', { schedule, windows, quietHours: 'law' }));
    expect(linesOf(both.written)).toEqual([
      '2026-05-07T10:00 America/New_York b',
      '2026-05-07T17:00 America/New_York a',
    ]);
    const evenings = dndWindows.parse([{ from: '22:00', to: '20:00', action: 'delay' }]);
    const none = await frozen(store, runOf('none', { schedule, windows: evenings, quietHours: 'law' }));
    expect(linesOf(none.written)).toEqual([
      '2026-05-07T10:00 Europe/Paris a(dnd)',
      '2026-05-08T00:00 America/New_York b',
    ]);
  });

  it('is skipped at once when its hour has passed, and so are duplicates', async () => {
    const profiles = travellers.map((one, index) => (index === 13 ? { ...one, number: '+447700000001' } : one));
    const store = await peopled(db, { profiles });
    const startedAt = new Date('2026-05-07T09:00:00Z');
    const run = runOf('late', { schedule: occurrenceOf(atTen), startedAt, sizes: { batch: 100, chunk: 1, slice: 1 } });
    const { written, due } = await frozen(store, run);
    const late = [0, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 14, 15, 16, 17].map((index) => travellers[index]?._id);
    expect(linesOf(written)).toEqual([
      '2026-05-07T09:00 Europe/Paris p013(duplicate_number)',
      `2026-05-07T09:00 Europe/Paris ${late.map((id) => `${id}(hour_passed)`).join(' ')}`,
      '2026-05-07T14:00 America/New_York p001 p007',
    ]);
    expect(due).toEqual([
      { at: '2026-05-07T09:00:00.000Z', batches: 2 },
      { at: '2026-05-07T14:00:00.000Z', batches: 1 },
    ]);
  });

  it('skips recipients who are late or after the last date, even unreachable ones', async () => {
    const schedule = occurrenceOf({
      kind: 'recurring',
      rule: { kind: 'daily' },
      time: '10:00',
      zone: 'profile',
      late: 'next_day',
      start: '2026-05-07',
      end: { kind: 'on', date: '2026-05-07' },
    });
    const profiles = crowd(4, (index) => ({ timeZone: index < 2 ? KOLKATA : NEW_YORK, optedOut: index % 2 === 1 }));
    const store = await peopled(db, { profiles });
    const { written } = await frozen(store, runOf('ended', { schedule, startedAt: new Date('2026-05-07T09:00:00Z') }));
    expect(linesOf(written)).toEqual([
      '2026-05-07T09:00 Europe/Paris p000(after_end) p001(after_end)',
      '2026-05-07T14:00 America/New_York p002 p003',
    ]);
    expect(written.map(({ counts }) => counts)).toEqual([
      { qualified: 2, reachable: 1, optedOut: 1, noUsableNumber: 0 },
      { qualified: 2, reachable: 1, optedOut: 1, noUsableNumber: 0 },
    ]);
  });

  it("uses the account's calendar for anniversaries", async () => {
    // In Auckland it is already the 8th.
    const profiles = crowd(3, (index) => ({ properties: { born: new Date(`1990-05-0${index + 6}`) } }));
    const store = await peopled(db, { profiles });
    const condition = {
      kind: 'property',
      property: 'born',
      operator: 'anniversary',
      value: { fromDay: 0, toDay: 0 },
    } as const;
    const { written } = await frozen(
      store,
      runOf('birthday', { condition, accountZone: 'Pacific/Auckland', startedAt: new Date('2026-05-07T13:00:00Z') }),
    );
    expect(written.flatMap(({ recipients }) => recipients)).toEqual(['p002']);
  });
});

describe('an audience at the best time of each profile', () => {
  const { db } = freshDatabase();
  const schedule = occurrenceOf({ kind: 'dates', dates: ['2026-05-07T10:00'], zone: 'best_time' });
  /** The beginning of the 7th in the earliest time zone; 90 days before, Paris has winter time. */
  const startedAt = new Date(schedule.firstAt);

  it('has batches in the order of the hours in which profiles were active, in local time', async () => {
    const profiles = crowd(8, (index) => ({ timeZone: index < 6 ? PARIS : KOLKATA }));
    const events = [
      // Active at 18 twice, once in winter and once in summer, and at 9 once.
      event('1', 'p000', '2026-02-20T17:10:00Z'),
      event('2', 'p000', '2026-04-20T16:50:00Z'),
      event('3', 'p000', '2026-04-21T07:00:00Z'),
      // Activity more than 90 days ago, or after the run began, does not count.
      event('4', 'p001', '2026-02-05T05:00:00Z'),
      event('5', 'p001', '2026-05-06T12:00:00Z'),
      event('6', 'p004', '2026-03-01T07:00:00Z'),
      // Activity at half past counts for its hour.
      event('7', 'p006', '2026-03-01T12:45:00Z'),
      // An event without a profile.
      event('8', 'p005x', '2026-03-01T12:45:00Z'),
    ];
    const store = await peopled(db, { profiles, events });
    const { written } = await frozen(store, runOf('best', { schedule, startedAt }));
    expect(linesOf(written)).toEqual([
      '2026-05-07T04:30 Asia/Kolkata p007',
      '2026-05-07T06:00 Europe/Paris p004',
      '2026-05-07T08:00 Europe/Paris p001 p002 p003 p005',
      '2026-05-07T12:30 Asia/Kolkata p006',
      '2026-05-07T16:00 Europe/Paris p000',
    ]);
  });

  it('is outside DND', async () => {
    const profiles = [person('a', { timeZone: PARIS })];
    const events = [
      event('1', 'a', '2026-03-01T22:00:00Z'),
      event('2', 'a', '2026-03-02T22:00:00Z'),
      event('3', 'a', '2026-03-02T12:00:00Z'),
    ];
    const store = await peopled(db, { profiles, events });
    const { written } = await frozen(
      store,
      runOf('awake', { schedule, startedAt, windows: night('recipient', 'delay') }),
    );
    expect(linesOf(written)).toEqual(['2026-05-07T11:00 Europe/Paris a']);
  });
});

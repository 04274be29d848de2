import { describe, expect, it } from 'vitest';
import type { Profile } from '../../../src/domain/audience/profile.ts';
import { isChosen, rankOf } from '../../../src/domain/audience/reach.ts';
import { SIZES } from '../../../src/domain/message/dispatch.ts';
import type { Store } from '../../../src/store/store.ts';
import { freshDatabase } from '../../support/database.ts';
import { batchesOf, crowd, frozen, linesOf, occurrenceOf, peopled, person, runOf } from '../../support/freezing.ts';

const sizes = { ...SIZES, batch: 1000 };
const twoZones = { schedule: occurrenceOf({ kind: 'dates', dates: ['2026-05-07T10:00'], zone: 'profile' }), sizes };

/** Of 200 profiles, every 5th has the number of the previous one, every 10th has opted out, every 25th number is suppressed. */
const mixed = crowd(200, (index) => ({
  timeZone: index % 2 === 0 ? 'Europe/Paris' : 'Asia/Kolkata',
  ...(index % 5 === 1 && { number: person(`p${index - 1}`).number }),
  ...(index % 10 === 7 && { optedOut: true }),
}));
const suppressed = mixed.filter((_, index) => index % 25 === 3).flatMap(({ number }) => number ?? []);

/** The eligible profiles. */
const pool = mixed.filter((_, index) => index % 5 !== 1 && index % 10 !== 7 && index % 25 !== 3).map(({ _id }) => _id);

const byRank = (seed: string, ids: readonly string[]): string[] =>
  ids.toSorted((a, b) => rankOf({ seed, profileId: a }) - rankOf({ seed, profileId: b }));

describe('a reach of a fixed number', () => {
  const { db } = freshDatabase();

  /** The profiles that are sent a message, and the number of duplicates among the recipients. */
  async function drawn(id: string, number: number) {
    const store = await peopled(db, { profiles: mixed, suppressed });
    const run = runOf(id, { ...twoZones, reach: { kind: 'number', number } });
    const { written, audience } = await frozen(store, run);
    const skipped = new Set(written.flatMap(({ skips = [] }) => skips.map(({ key }) => key)));
    const recipients = written.flatMap((batch) => batch.recipients);
    const sent = recipients.filter((profileId) => pool.includes(profileId) && !skipped.has(profileId));
    return { sent: sent.sort(), recipients, skipped, audience };
  }

  it.each([1, 17, 100, pool.length])('is exactly %d eligible profiles', async (number) => {
    const { sent, recipients, skipped, audience } = await drawn(`exactly ${number}`, number);
    expect(sent).toEqual(byRank(`exactly ${number}`, pool).slice(0, number).sort());
    // A profile that shares its number with a drawn one is a duplicate; with one that isn't drawn, it isn't drawn either.
    const wanted = mixed.filter(({ _id }, index) => index % 5 === 1 && sent.includes(mixed[index - 1]?._id ?? _id));
    expect([...skipped].sort()).toEqual(wanted.map(({ _id }) => _id));
    const unreachable = mixed.filter((_, index) => index % 10 === 7 || index % 25 === 3);
    expect(recipients).toHaveLength(number + wanted.length + unreachable.length);
    expect(audience).toEqual({
      qualified: 200,
      reachable: 200 - unreachable.length,
      optedOut: unreachable.length,
      noUsableNumber: 0,
      notChosen: 200 - recipients.length,
    });
  });

  it('is everyone when there are no more', async () => {
    const { sent, audience } = await drawn('more than all', 5000);
    expect(sent).toEqual(pool);
    expect(audience).toMatchObject({ notChosen: 0 });
  });

  it('is the same when repeated, and different in another run', async () => {
    const { sent } = await drawn('again/1', 20);
    await db.collection('batches').deleteMany({});
    await db.collection<{ _id: string }>('runs').deleteOne({ _id: 'again/1' });
    expect((await drawn('again/1', 20)).sent).toEqual(sent);
    expect((await drawn('again/2', 20)).sent).not.toEqual(sent);
  });

  it('is stored with the run and never exceeded, even when more profiles qualify that would have been drawn', async () => {
    const store = await peopled(db, { profiles: mixed, suppressed });
    const run = runOf('joined', { ...twoZones, reach: { kind: 'number', number: 10 } });
    const more = crowd(400).flatMap(({ _id, number }) => [
      person(`a${_id}`, { number: `${number}1` }),
      person(`q${_id}`, { number: `${number}2` }),
    ]);
    let readings = 0;
    const among: Store['suppressions']['among'] = async (numbers) => {
      readings += 1;
      // The draw reads all profiles twice; the new ones are added in between.
      if (readings === 2) await db.collection<Profile>('profiles').insertMany(more);
      return await store.suppressions.among(numbers);
    };
    const { written, audience } = await frozen({ ...store, suppressions: { ...store.suppressions, among } }, run);
    const { cut } = (await store.runs.get('joined')) ?? {};
    expect(cut).toMatchObject({ profileId: expect.any(String) });
    const recipients = written.flatMap((batch) => batch.recipients);
    const skipped = written.flatMap(({ skips = [] }) => skips.map(({ key }) => key));
    expect(audience.qualified).toBe(1000);
    const reachable = [...pool, ...more.map(({ _id }) => _id)];
    expect(recipients.filter((id) => reachable.includes(id) && !skipped.includes(id))).toHaveLength(10);
  });
});

describe('a reach of a percentage', () => {
  const { db } = freshDatabase();

  it('depends on the run and is the same however often it is drawn', async () => {
    const store = await peopled(db, { profiles: mixed, suppressed });
    const reach = { kind: 'percentage', percentage: 40 } as const;
    const sent = async (id: string) => {
      const { written } = await frozen(store, runOf(id, { sizes, reach }));
      const skipped = new Set(written.flatMap(({ skips = [] }) => skips.map(({ key }) => key)));
      return written.flatMap((batch) => batch.recipients).filter((one) => pool.includes(one) && !skipped.has(one));
    };
    const first = await sent('percent/1');
    expect(first).toEqual(pool.filter((profileId) => isChosen({ seed: 'percent/1', profileId, percentage: 40 })));
    expect(first.length).toBeGreaterThan(20);
    await db.collection('batches').deleteMany({});
    await db.collection('runs').deleteMany({});
    expect(await sent('percent/1')).toEqual(first);
    expect(await sent('percent/2')).not.toEqual(first);
  });

  it('leaves out profiles that are not drawn, and only those', async () => {
    const profiles = [person('a'), person('b', { optedOut: true }), person('c', { number: person('a').number })];
    const store = await peopled(db, { profiles });
    const none = runOf('none', { reach: { kind: 'percentage', percentage: 0.000_001 } });
    expect(linesOf((await frozen(store, none)).written)).toEqual(['2026-05-07T08:00 Europe/Paris b']);
    const all = runOf('all', { reach: { kind: 'percentage', percentage: 100 } });
    expect(await frozen(store, all)).toMatchObject({
      audience: { qualified: 3, reachable: 2, optedOut: 1, noUsableNumber: 0, notChosen: 0 },
      due: [{ at: '2026-05-07T08:00:00.000Z', batches: 2 }],
    });
    expect(linesOf(await batchesOf(db, 'all'))).toEqual([
      '2026-05-07T08:00 Europe/Paris a b',
      '2026-05-07T08:00 Europe/Paris c(duplicate_number)',
    ]);
  });
});

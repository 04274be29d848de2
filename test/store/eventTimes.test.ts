import { afterEach, describe, expect, it } from 'vitest';
import { eventStore } from '../../src/store/events.ts';
import { type EventTimes, eventTimes } from '../../src/store/eventTimes.ts';
import { freshDatabase } from '../support/database.ts';
import { peopled } from '../support/freezing.ts';
import { seededRandom } from './seededRandom.ts';

const from = new Date('2026-02-01T00:00:00Z');
const to = new Date('2026-05-01T00:00:00Z');
const DAY = 86_400_000;

describe('when profiles were active', () => {
  const { db } = freshDatabase();
  const opened: EventTimes[] = [];
  const times = (): EventTimes => {
    const reading = eventStore(db).times({ from, to });
    opened.push(reading);
    return reading;
  };
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((reading) => reading.close()));
  });

  const idOf = (index: number): string => `p${String(index).padStart(4, '0')}`;

  /** The events found page by page, as lines. */
  async function visited(reading: EventTimes, pages: readonly (readonly string[])[]): Promise<string[]> {
    const lines: string[] = [];
    for (const page of pages) await reading.visit(page, (id, at) => lines.push(`${id} ${at.toISOString()}`));
    return lines.sort();
  }

  it('is returned for the requested profiles, within the period, its first and last instant included', async () => {
    const at = [from, to, new Date(from.getTime() - 1), new Date(to.getTime() + 1)];
    const events = ['a', 'b', 'c', 'd'].flatMap((profileId) =>
      at.map((instant, index) => ({
        _id: `${profileId}${index}`,
        profileId,
        name: `n${index}`,
        at: instant,
        properties: {},
      })),
    );
    await peopled(db, { profiles: [], events });
    expect(await visited(times(), [['a'], ['aa', 'b', 'bb'], ['d', 'e']])).toEqual(
      ['a', 'b', 'd'].flatMap((id) => [`${id} ${from.toISOString()}`, `${id} ${to.toISOString()}`]),
    );
    expect(await visited(times(), [['d', 'e'], ['f']])).toHaveLength(2);
    expect(await visited(times(), [['e'], ['f', 'g']])).toEqual([]);
    expect(await visited(times(), [[], ['a'], []])).toHaveLength(2);
  });

  it.each([1, 3, 40, 997])('is the same for every %dth of many profiles, read in passing or skipped', async (step) => {
    const random = seededRandom(step);
    const events = Array.from({ length: 12_000 }, (_, index) => ({
      _id: `e${index}`,
      profileId: idOf(Math.floor(random() * 2000)),
      name: 'Visit',
      at: new Date(from.getTime() + Math.floor(random() * 100) * DAY),
      properties: {},
    }));
    await peopled(db, { profiles: [], events });
    const ids = Array.from({ length: 2000 }, (_, index) => idOf(index)).filter((_, index) => index % step === 0);
    const pages = Array.from({ length: Math.ceil(ids.length / 100) }, (_, page) =>
      ids.slice(page * 100, page * 100 + 100),
    );
    const wanted = events
      .filter(({ profileId, at }) => ids.includes(profileId) && at <= to)
      .map(({ profileId, at }) => `${profileId} ${at.toISOString()}`);
    expect(await visited(times(), pages)).toEqual(wanted.sort());
  });

  it('skips to the requested profiles if many others are in between', async () => {
    const events = Array.from({ length: 9000 }, (_, index) => ({
      _id: `e${index}`,
      profileId: idOf(index),
      name: 'Visit',
      at: from,
      properties: {},
    }));
    await peopled(db, { profiles: [], events });
    const { finds, counting } = countingFinds(db);
    const reading = eventTimes(counting, { from, to });
    expect(await visited(reading, [[idOf(3)], [idOf(8500)]])).toHaveLength(2);
    await reading.close();
    expect(finds()).toBe(2);
  });
});

function countingFinds<T extends object>(db: T): { finds: () => number; counting: T } {
  let finds = 0;
  const counted = <C extends object>(target: C, name: string, around: (value: unknown) => unknown): C =>
    new Proxy(target, {
      get: (of, property) => {
        const value = Reflect.get(of, property);
        return property === name && typeof value === 'function'
          ? (...args: unknown[]) => around(value.apply(of, args))
          : value;
      },
    });
  const counting = counted(db, 'collection', (collection) =>
    counted(collection as object, 'find', (cursor) => {
      finds += 1;
      return cursor;
    }),
  );
  return { finds: () => finds, counting };
}

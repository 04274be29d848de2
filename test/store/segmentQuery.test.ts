import { beforeAll, describe, expect, it } from 'vitest';
import {
  type ResolvedCondition,
  type SegmentConditionInput,
  segmentCondition,
} from '../../src/domain/audience/segment.ts';
import { estimateReach } from '../../src/store/segmentQuery/reachEstimate.ts';
import { qualifiedProfiles } from '../../src/store/segmentQuery/segmentQuery.ts';
import { storeOf } from '../../src/store/store.ts';
import { freshDatabase } from '../support/database.ts';
import { TEST_SECRET_KEY } from '../support/sending.ts';
import { importCdnow } from './cdnow.ts';

const { db } = freshDatabase();
const now = new Date('1998-07-01T00:00:00Z');

const purchases = (operator: 'gte' | 'lt' | 'equals', value: number): SegmentConditionInput => ({
  kind: 'event',
  event: 'Purchase',
  count: { operator, value },
});
const nothingSince1998: SegmentConditionInput = {
  kind: 'event',
  event: 'Purchase',
  did: false,
  within: { from: '1998-01-01' },
};
const inParis: SegmentConditionInput = { kind: 'property', property: 'city', operator: 'equals', value: 'Paris' };
const lapsed: SegmentConditionInput = { kind: 'and', conditions: [purchases('gte', 2), nothingSince1998] };

/** None of them refers to another segment. */
const read = (condition: SegmentConditionInput) => segmentCondition.parse(condition) as ResolvedCondition;

async function reach(condition: SegmentConditionInput | 'everyone') {
  const store = storeOf(db, TEST_SECRET_KEY);
  const parsed = condition === 'everyone' ? condition : read(condition);
  const { qualified, reachable, optedOut, noUsableNumber } = await estimateReach(store, parsed, { now, sampleSize: 0 });
  return { qualified, reachable, optedOut, noUsableNumber };
}

async function idsOf(
  condition: SegmentConditionInput | 'everyone',
  more: { afterId?: string; ids?: readonly string[] } = {},
): Promise<string[]> {
  const parsed = condition === 'everyone' ? condition : read(condition);
  const ids: string[] = [];
  for await (const page of qualifiedProfiles(db, parsed, { now, fields: ['_id'], ...more })) {
    ids.push(...page.map((profile) => profile._id));
  }
  return ids;
}

describe('segments of the CDNOW customers', () => {
  beforeAll(async () => {
    expect(await importCdnow(db)).toMatchObject({
      profiles: { received: 2357, accepted: 2357, problems: [], complete: true },
      events: { received: 6919, accepted: 6919, problems: [], complete: true },
    });
  });

  it('everyone', async () => {
    expect(await reach('everyone')).toEqual({
      qualified: 2357,
      reachable: 2263,
      optedOut: 51,
      noUsableNumber: 43,
    });
  });

  it.each<[string, SegmentConditionInput, number[]]>([
    ['bought at least twice, nothing since 1998', lapsed, [637, 606, 19, 12]],
    ['at least 2 purchases', purchases('gte', 2), [1152, 1095, 31, 26]],
    [
      'spent over 100 in all',
      {
        kind: 'event',
        event: 'Purchase',
        sum: { property: 'amount', threshold: { operator: 'gt', value: 100 } },
      },
      [615, 584, 16, 15],
    ],
    ['lapsed repeat buyers in Paris', { kind: 'and', conditions: [lapsed, inParis] }, [73, 68, 5, 0]],
  ])('%s', async (_, condition, [qualified, reachable, optedOut, noUsableNumber]) => {
    expect(await reach(condition)).toEqual({ qualified, reachable, optedOut, noUsableNumber });
  });

  it('a segment and its opposite are everyone', async () => {
    const twice = await idsOf(purchases('gte', 2));
    const less = await idsOf(purchases('lt', 2));
    expect(await idsOf({ kind: 'not', condition: purchases('lt', 2) })).toEqual(twice);
    expect([...twice, ...less].sort()).toEqual(await idsOf('everyone'));
  });

  it('an "or" of a property and an event is their union', async () => {
    const either = await idsOf({ kind: 'or', conditions: [inParis, purchases('gte', 2)] });
    const union = new Set([...(await idsOf(inParis)), ...(await idsOf(purchases('gte', 2)))]);
    expect(either).toEqual([...union].sort());
  });

  it('comes in ascending order, in pages, and can continue after any id', async () => {
    const all = await idsOf(lapsed);
    expect(all).toEqual([...all].sort());
    expect(await idsOf(lapsed, { afterId: all[99] ?? '' })).toEqual(all.slice(100));
    expect(await idsOf(lapsed, { afterId: all.at(-1) ?? '' })).toEqual([]);
    const sizes: number[] = [];
    for await (const page of qualifiedProfiles(db, 'everyone', { now })) sizes.push(page.length);
    expect(sizes).toEqual([1000, 1000, 357]);
  });

  it('can be limited to some profiles', async () => {
    const all = await idsOf(lapsed);
    const some = [...all.slice(5, 8), 'nobody', ...(await idsOf('everyone')).slice(0, 20)];
    expect(await idsOf(lapsed, { ids: some })).toEqual(all.filter((id) => some.includes(id)));
    expect(await idsOf(lapsed, { ids: [] })).toEqual([]);
  });

  it('returns whole profiles, or the requested fields', async () => {
    const { value: page } = await qualifiedProfiles(db, read(inParis), { now }).next();
    expect(page?.[0]).toMatchObject({ properties: { city: 'Paris' }, timeZone: 'Europe/Paris', optedOut: false });
    const slim = await qualifiedProfiles(db, read(inParis), { now, fields: ['number'] }).next();
    expect(Object.keys(slim.value?.[0] ?? {}).sort()).toEqual(['_id', 'number']);
  });

  it('a reader that stops early closes its cursors', async () => {
    for await (const page of qualifiedProfiles(db, read(purchases('gte', 1)), { now })) {
      expect(page.length).toBeGreaterThan(0);
      break;
    }
    expect(await idsOf(lapsed)).toHaveLength(637);
  });
});

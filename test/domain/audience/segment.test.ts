import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  MAX_CONDITION_COUNT,
  MAX_CONDITION_DEPTH,
  type SegmentConditionInput,
  segmentCondition,
  segmentInput,
} from '../../../src/domain/audience/segment.ts';

const inParis: SegmentConditionInput = { kind: 'property', property: 'city', operator: 'equals', value: 'Paris' };
const deep = (depth: number): SegmentConditionInput =>
  depth === 1 ? inParis : { kind: 'not', condition: deep(depth - 1) };

/** The position and the message of the first error. */
const problem = (condition: unknown): string => {
  const issue = segmentCondition.safeParse(condition).error?.issues[0];
  return issue === undefined ? 'none' : `${issue.path.join('.')}: ${issue.message}`;
};

describe('a condition is accepted', () => {
  it.each<SegmentConditionInput>([
    inParis,
    { kind: 'property', property: 'Année de naissance', operator: 'between', value: [1970, 1980] },
    { kind: 'property', property: 'born', operator: 'lt', value: { date: '1980-05-07' } },
    { kind: 'property', property: 'tags', operator: 'not_contains', value: 'vip' },
    { kind: 'property', property: 'x', operator: 'in', value: ['a', 1, true, { date: '2026-05-07T10:00:00+02:00' }] },
    { kind: 'field', field: 'country', operator: 'in', value: ['FR', 'GB'] },
    { kind: 'field', field: 'optedOut', operator: 'equals', value: false },
    { kind: 'field', field: 'phone', operator: 'not_exists' },
    { kind: 'event', event: 'Purchase' },
    {
      kind: 'event',
      event: 'Purchase',
      within: { from: '2026-01-01', to: '2026-02-01' },
      where: [{ property: 'amount', operator: 'gte', value: 10 }],
      count: { operator: 'between', value: [2, 5] },
      sum: { property: 'amount', threshold: { operator: 'gt', value: 99.5 } },
      first: { from: '2025-01-01' },
      last: { lastDays: 30 },
    },
    { kind: 'event', event: 'Purchase', did: false, within: { lastDays: 90 } },
    { kind: 'property', property: 'born', operator: 'anniversary', value: { fromDay: -3, toDay: 7 } },
    { kind: 'field', field: 'createdAt', operator: 'anniversary', value: {} },
    { kind: 'not', condition: { kind: 'segment', segmentId: 'seg_1' } },
    { kind: 'and', conditions: [inParis, { kind: 'or', conditions: [inParis, { kind: 'not', condition: inParis }] }] },
    deep(MAX_CONDITION_DEPTH),
  ])('%j', (condition) => {
    expect(problem(condition)).toBe('none');
  });

  it.each([
    ['country', 'gb', 'GB'],
    ['number', '+44 (0)7700 900001', '+447700900001'],
    ['number', '+52 1 55 1234 5678', '+525512345678'],
    ['timeZone', 'asia/calcutta', 'Asia/Kolkata'],
  ])('and compares the %s %s in the form in which profiles have it', (field, given, canonical) => {
    const test = { kind: 'field', field, operator: 'equals' };
    expect(segmentCondition.parse({ ...test, value: given })).toEqual({ ...test, value: canonical });
    const among = { ...test, operator: 'not_in' };
    expect(segmentCondition.parse({ ...among, value: [given] })).toEqual({ ...among, value: [canonical] });
    const part = { ...test, operator: 'contains', value: given.slice(0, 3) };
    expect(segmentCondition.parse(part)).toEqual(part);
  });

  it('and an anniversary is today by default', () => {
    const test = { kind: 'property', property: 'born', operator: 'anniversary' };
    expect(segmentCondition.parse({ ...test, value: { toDay: 7 } })).toEqual({
      ...test,
      value: { fromDay: 0, toDay: 7 },
    });
  });

  it('and "did" is true by default', () => {
    expect(segmentCondition.parse({ kind: 'event', event: 'Purchase' })).toEqual({
      kind: 'event',
      event: 'Purchase',
      did: true,
    });
  });
});

describe('a condition is refused, with the expected value', () => {
  const property = { kind: 'property', property: 'p' };
  const event = { kind: 'event', event: 'Purchase' };
  it.each<[string, unknown, string]>([
    ['an unknown kind', { kind: 'propery' }, 'kind: '],
    ['an unknown operator', { ...property, operator: 'like', value: 'x' }, 'operator: '],
    ['an unknown field', { kind: 'field', field: 'city', operator: 'exists' }, 'field: '],
    [
      'a field with a value of another type',
      { kind: 'field', field: 'optedOut', operator: 'equals', value: 'no' },
      'value: wanted: a boolean, because optedOut is a boolean',
    ],
    [
      'an anniversary of what is no date',
      { kind: 'field', field: 'country', operator: 'anniversary', value: {} },
      'operator: wanted: an operator for a text, because country is a text',
    ],
    [
      'a country that does not exist',
      { kind: 'field', field: 'country', operator: 'in', value: ['FR', 'UK'] },
      'value: wanted: a country of ISO 3166-1 alpha-2, such as FR',
    ],
    [
      'a number without a country code',
      { kind: 'field', field: 'number', operator: 'not_equals', value: '07700 900001' },
      'value: wanted: a number with + and the country code; a part of it only with contains',
    ],
    ['an anniversary without a window', { ...property, operator: 'anniversary' }, 'value: '],
    ['a reference without an id', { kind: 'segment' }, 'segmentId: '],
    ['a text where order counts', { ...property, operator: 'lt', value: 'b' }, 'value: wanted: a number or {"date"'],
    [
      'a boolean where order counts',
      { ...property, operator: 'gte', value: true },
      'value: wanted: a number or {"date"',
    ],
    [
      'bounds of two types',
      { ...property, operator: 'between', value: [1, { date: '2026-01-01' }] },
      'value: wanted: two values of one type',
    ],
    [
      'bounds the wrong way round',
      { ...property, operator: 'between', value: [2, 1] },
      'value: wanted: two values of one type, the lower one first',
    ],
    [
      'dates the wrong way round',
      { ...property, operator: 'between', value: [{ date: '2026-02-01' }, { date: '2026-01-01' }] },
      'value: wanted: two values',
    ],
    ['a value for exists', { ...property, operator: 'exists', value: true }, ': '],
    ['no values', { ...property, operator: 'in', value: [] }, 'value: '],
    ['a null', { ...property, operator: 'equals', value: null }, 'value: wanted: a text'],
    ['an untagged date object', { ...property, operator: 'equals', value: { date: 'soon' } }, 'value: wanted: a text'],
    ['an empty part', { ...property, operator: 'contains', value: '' }, 'value: '],
    [
      'a name that no property can have',
      { ...property, property: 'a.b', operator: 'exists' },
      'property: wanted: a letter',
    ],
    [
      'a name that the runtime keeps',
      { ...property, property: '__proto__', operator: 'exists' },
      'property: wanted: a name other than __proto__',
    ],
    ['an operator of the store', { ...property, operator: '$where', value: 'x' }, 'operator: '],
    [
      'did: false with a count',
      { ...event, did: false, count: { operator: 'lt', value: 3 } },
      'did: wanted: count, sum, first and last only where did is true',
    ],
    ['an empty period', { ...event, within: {} }, 'within: wanted: from (included)'],
    [
      'a period that ends before it begins',
      { ...event, within: { from: '2026-02-01', to: '2026-01-01' } },
      'within.to: wanted: an instant after from',
    ],
    [
      'a period that ends where it begins, whatever the offsets',
      { ...event, first: { from: '2026-01-01T02:00:00+02:00', to: '2026-01-01' } },
      'first.to: wanted: an instant after from',
    ],
    ['both kinds of period', { ...event, within: { from: '2026-01-01', lastDays: 3 } }, 'within: '],
    ['half an event', { ...event, count: { operator: 'gte', value: 1.5 } }, 'count.value: '],
    [
      'an infinite sum',
      { ...event, sum: { property: 'x', threshold: { operator: 'lt', value: Number.POSITIVE_INFINITY } } },
      'sum.threshold.value: ',
    ],
    ['an empty group', { kind: 'and', conditions: [] }, 'conditions: '],
    [
      'what is wrong deep inside',
      { kind: 'not', condition: { kind: 'or', conditions: [inParis, { kind: 'x' }] } },
      'condition.conditions.1.kind: ',
    ],
    [
      'something too deep',
      deep(MAX_CONDITION_DEPTH + 1),
      `: wanted: conditions nested at most ${MAX_CONDITION_DEPTH} deep`,
    ],
    ['no condition at all', null, ': '],
    ['a list', [inParis], ': '],
  ])('%s', (_, condition, message) => {
    expect(problem(condition)).toContain(message);
    expect(problem(condition).startsWith(message.split(':')[0] ?? '')).toBe(true);
  });

  it('too many in all, clauses on events included', () => {
    const where = Array.from({ length: 20 }, () => ({ property: 'x', operator: 'exists' }));
    const many = (count: number) => ({
      kind: 'or',
      conditions: Array.from({ length: count }, () => ({ ...event, where })),
    });
    expect(problem(many(4))).toBe('none');
    expect(problem(many(5))).toBe(`: wanted: at most ${MAX_CONDITION_COUNT} conditions in all`);
  });

  it('a nesting that would exhaust the stack is just too deep', () => {
    let condition: unknown = inParis;
    for (let depth = 0; depth < 100_000; depth += 1) condition = { kind: 'not', condition };
    expect(problem(condition)).toContain('nested at most');
  });

  it('a group that is both wide and deep is not traversed completely', () => {
    let condition: unknown = inParis;
    for (let depth = 0; depth < 7; depth += 1) {
      const member = condition;
      condition = { kind: 'or', conditions: Array.from({ length: 50 }, () => member) };
    }
    expect(problem(condition)).toContain('conditions in all');
  });
});

describe('the schema', () => {
  it('can be shown as JSON Schema, with the recursion by reference', () => {
    const shown = z.toJSONSchema(segmentInput, { io: 'input' });
    expect(shown.properties?.condition).toMatchObject({ $ref: '#/$defs/SegmentCondition' });
    const { SegmentCondition: of, NotCondition: not } = shown.$defs ?? {};
    expect(JSON.stringify(of)).toContain('"$ref":"#/$defs/NotCondition"');
    expect(JSON.stringify(not)).toContain('"$ref":"#/$defs/SegmentCondition"');
  });

  it('a segment has a name and a condition', () => {
    expect(segmentInput.parse({ name: ' Buyers ', condition: inParis })).toEqual({
      name: 'Buyers',
      condition: inParis,
    });
    expect(segmentInput.safeParse({ name: '', condition: inParis }).success).toBe(false);
  });
});

import fc from 'fast-check';
import type { ProfileEvent } from '../../src/domain/audience/event.ts';
import type { Profile } from '../../src/domain/audience/profile.ts';
import type { Period, ResolvedCondition, Threshold, WhereClause } from '../../src/domain/audience/segment.ts';
import type { StoredValue } from '../../src/domain/values.ts';

/** A small set of values, so that conditions find matches; the instants are on and around the bounds that conditions use. */
const DAYS = ['2026-01-01', '2026-01-02', '2026-01-03', '2026-01-08'];
const INSTANTS = [...DAYS.map((day) => `${day}T00:00:00Z`), '2026-01-02T12:00:00Z', '2026-01-10T00:00:00Z'];
/** Days around New Year, and the one that most years don't have. */
const BIRTHDAYS = ['1970-12-31', '1980-01-09', '1992-02-29', '2001-01-15'];
const TEXTS = ['x', 'xy', 'X', 'a.b', 'a+b', '(', '', '2', 'true'];
const NUMBERS = [-1, 0, 2, 2.5, 3];
const NAMES = ['a', 'b c'];
const EVENTS = ['Purchase', 'Visit'];
export const NOW = new Date('2026-01-09T00:00:00Z');

const text = fc.constantFrom(...TEXTS);
const number = fc.constantFrom(...NUMBERS);
const date = fc.constantFrom(...DAYS).map((day) => ({ date: day }));
const scalar = fc.oneof(text, number, fc.boolean(), date);

const storedValue: fc.Arbitrary<StoredValue> = fc.oneof(
  text,
  number,
  fc.boolean(),
  fc.constantFrom(...DAYS, ...BIRTHDAYS).map((day) => new Date(day)),
  fc.array(text, { maxLength: 3 }),
);
const storedProperties = fc.dictionary(fc.constantFrom(...NAMES), storedValue, { maxKeys: 2 });
const instant = fc.constantFrom(...INSTANTS).map((at) => new Date(at));

const ids = Array.from({ length: 8 }, (_, index) => `p${index}`);

const profileOf = (_id: string): fc.Arbitrary<Profile> =>
  fc.record({
    _id: fc.constant(_id),
    phone: fc.constant(null),
    number: fc.constant(null),
    country: fc.constantFrom('FR', 'GB', null),
    timeZone: fc.constant(null),
    language: fc.constantFrom('fr', null),
    optedOut: fc.boolean(),
    properties: storedProperties,
    createdAt: instant,
    updatedAt: instant,
  });

export const world = fc.record({
  profiles: fc
    .tuple(...ids.map((id) => fc.option(profileOf(id), { freq: 5 })))
    .map((all) => all.filter((one) => one !== null)),
  events: fc
    .array(
      fc.record({
        profileId: fc.constantFrom(...ids, 'deleted'),
        name: fc.constantFrom(...EVENTS),
        at: instant,
        properties: storedProperties,
      }),
      { maxLength: 20 },
    )
    .map((events): ProfileEvent[] => events.map((event, index) => ({ _id: `e${index}`, ...event }))),
});

type Test = { operator: WhereClause['operator']; value?: unknown };

/** `values` ascending. */
const orderedTest = (values: readonly unknown[]) => {
  const position = fc.nat({ max: values.length - 1 });
  return fc.oneof(
    fc.record({ operator: fc.constantFrom('lt', 'lte', 'gt', 'gte'), value: fc.constantFrom(...values) }),
    fc.tuple(position, position).map(([one, other]) => ({
      operator: 'between',
      value: [values[Math.min(one, other)], values[Math.max(one, other)]],
    })),
  );
};

/** From 9 January 2026 the windows reach back over New Year and ahead to the end of February. */
const anniversary = fc
  .tuple(fc.constantFrom(-10, -9, -1, 0, 6, 50), fc.constantFrom(0, 1, 6, 40, 55))
  .map(([one, length]) => ({ operator: 'anniversary', value: { fromDay: one, toDay: one + length } }));

const test = fc.oneof(
  anniversary,
  fc.record({ operator: fc.constantFrom('equals', 'not_equals'), value: scalar }),
  fc.record({ operator: fc.constantFrom('in', 'not_in'), value: fc.array(scalar, { minLength: 1, maxLength: 3 }) }),
  orderedTest(NUMBERS),
  orderedTest(DAYS.map((day) => ({ date: day }))),
  fc.record({ operator: fc.constantFrom('contains', 'not_contains'), value: text.filter((value) => value !== '') }),
  fc.record({ operator: fc.constantFrom('exists', 'not_exists') }),
) as fc.Arbitrary<Test>;

const fieldTest = fc.oneof(
  fc.record({
    field: fc.constant('country'),
    operator: fc.constantFrom('equals', 'not_equals'),
    value: fc.constant('FR'),
  }),
  fc.record({ field: fc.constant('language'), operator: fc.constantFrom('exists', 'not_exists') }),
  fc.record({ field: fc.constant('optedOut'), operator: fc.constant('equals'), value: fc.boolean() }),
  fc.record({ field: fc.constant('createdAt'), operator: fc.constantFrom('lt', 'gte'), value: date }),
  anniversary.map((rest) => ({ field: 'updatedAt', ...rest })),
  fc.record({
    field: fc.constant('id'),
    operator: fc.constantFrom('in', 'not_in'),
    value: fc.subarray(ids, { minLength: 1 }),
  }),
);

const period: fc.Arbitrary<Period> = fc.oneof(
  fc.constantFrom(...DAYS).map((from) => ({ from })),
  fc.constantFrom(...DAYS).map((to) => ({ to })),
  fc.tuple(fc.constantFrom(...DAYS), fc.constantFrom(...DAYS)).map(([from, to]) => ({ from, to })),
  fc.constantFrom(1, 6, 7).map((lastDays) => ({ lastDays })),
);

const threshold = (values: readonly number[]): fc.Arbitrary<Threshold> =>
  fc.oneof(
    fc.record({ operator: fc.constantFrom('equals', 'lt', 'lte', 'gt', 'gte'), value: fc.constantFrom(...values) }),
    fc.tuple(fc.constantFrom(...values), fc.constantFrom(...values)).map(([one, other]) => ({
      operator: 'between' as const,
      value: [Math.min(one, other), Math.max(one, other)] as [number, number],
    })),
  );

const optional = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined, freq: 1 });
const eventTest = fc
  .record({
    event: fc.constantFrom(...EVENTS),
    did: fc.constantFrom(true, true, true, false),
    within: optional(period),
    where: optional(
      fc.array(
        fc.tuple(fc.constantFrom(...NAMES), test).map(([property, rest]) => ({ property, ...rest })),
        { minLength: 1, maxLength: 2 },
      ),
    ),
    count: optional(threshold([0, 1, 2, 3])),
    sum: optional(threshold(NUMBERS).map((of) => ({ property: 'a', threshold: of }))),
    first: optional(period),
    last: optional(period),
  })
  .map((condition) => {
    if (condition.did) return condition;
    const { event, did, within, where } = condition;
    return { event, did, within, where };
  });

const leaf = fc.oneof(
  fc.tuple(fc.constantFrom(...NAMES), test).map(([property, rest]) => ({ kind: 'property', property, ...rest })),
  fieldTest.map((rest) => ({ kind: 'field', ...rest })),
  eventTest.map((rest) => ({ kind: 'event', ...rest })),
  eventTest.map((rest) => ({ kind: 'event', ...rest })),
);

/** Conditions as JSON, to be parsed by the schema like those of a caller. */
export const condition = fc
  .letrec<{ node: unknown }>((tie) => ({
    node: fc.oneof(
      { depthSize: 'small', maxDepth: 6, withCrossShrink: true },
      leaf,
      fc.record({
        kind: fc.constantFrom('and', 'or'),
        conditions: fc.array(tie('node'), { minLength: 1, maxLength: 3 }),
      }),
      fc.record({ kind: fc.constant('not'), condition: tie('node') }),
    ),
  }))
  .node.map((value) => JSON.parse(JSON.stringify(value)) as ResolvedCondition);

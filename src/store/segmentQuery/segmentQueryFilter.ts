import type { Document } from 'mongodb';
import { type AnniversaryWindow, anniversaryDays, type Today } from '../../domain/audience/anniversary.ts';
import type { FieldCondition, Period, PropertyCondition, ResolvedCondition } from '../../domain/audience/segment.ts';
import type { ScalarValue } from '../../domain/audience/segmentTests.ts';
import { toStored } from '../../domain/values.ts';

const DAY_MS = 86_400_000;

/** The filter on `profiles` for a condition, or null if it (or a part of it) is about something else: events, or opt-outs, which are of numbers. */
export function profileFilter(condition: ResolvedCondition, today: Today): Document | null {
  switch (condition.kind) {
    case 'property':
      return testFilter(`properties.${condition.property}`, condition, today);
    case 'field':
      if (condition.field === 'optedOut') return null;
      return testFilter(condition.field === 'id' ? '_id' : condition.field, condition, today);
    case 'event':
      return null;
    case 'not': {
      const filter = profileFilter(condition.condition, today);
      return filter && { $nor: [filter] };
    }
    case 'and':
    case 'or': {
      const filters = condition.conditions.map((member) => profileFilter(member, today));
      return filters.includes(null) ? null : { [`$${condition.kind}`]: filters };
    }
  }
}

/** A period as milliseconds: `from` is in it, `before` isn't. The last days include now. */
export function periodBounds(period: Period, now: Date): { from: number; before: number } {
  if ('lastDays' in period) return { from: now.getTime() - period.lastDays * DAY_MS, before: now.getTime() + 1 };
  return {
    from: period.from === undefined ? Number.NEGATIVE_INFINITY : Date.parse(period.from),
    before: period.to === undefined ? Number.POSITIVE_INFINITY : Date.parse(period.to),
  };
}

/**
 * The same as `valueTest.ts`. MongoDB's comparisons stay within the type of the value, look into lists, and treat null as absent, as
 * conditions require.
 */
function testFilter(path: string, test: PropertyCondition | FieldCondition, today: Today): Document {
  switch (test.operator) {
    case 'equals':
      return { [path]: { $eq: stored(test.value) } };
    case 'not_equals':
      return { [path]: { $ne: stored(test.value) } };
    case 'in':
      return { [path]: { $in: test.value.map(stored) } };
    case 'not_in':
      return { [path]: { $nin: test.value.map(stored) } };
    case 'between':
      return { [path]: { $gte: stored(test.value[0]), $lte: stored(test.value[1]) } };
    case 'contains':
      return containing(path, test.value);
    case 'not_contains':
      return { $nor: [containing(path, test.value)] };
    case 'anniversary':
      return anniversary(`$${path}`, test.value, today);
    case 'exists':
      return { [path]: { $ne: null } };
    case 'not_exists':
      return { [path]: { $eq: null } };
    default:
      return { [path]: { [`$${test.operator}`]: stored(test.value) } };
  }
}

const stored = (value: ScalarValue) => toStored(value);

/** The years whose months the store can read. They also distinguish dates from other types, which all sort before or after dates. */
const DATES = [new Date('0000-01-01T00:00:00Z'), new Date('9999-12-31T23:59:59.999Z')] as const;

/** Only a date has a month: the store would fail on other types. (The embedded store has no `$type` among its expressions.) */
const anniversary = (value: string, window: AnniversaryWindow, today: Today): Document => ({
  $expr: {
    $in: [
      {
        $cond: [
          { $and: [{ $gte: [value, DATES[0]] }, { $lte: [value, DATES[1]] }] },
          { $add: [{ $multiply: [{ $month: value }, 100] }, { $dayOfMonth: value }] },
          0,
        ],
      },
      anniversaryDays(window, today),
    ],
  },
});

/** The type is a condition of its own, because the embedded store matches the text of a number or a boolean, too. */
const containing = (path: string, part: string): Document => ({
  $and: [{ [path]: { $type: 'string' } }, { [path]: { $regex: part.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&') } }],
});

import type { Document } from 'mongodb';
import type {
  EventCondition,
  FieldCondition,
  Period,
  PropertyCondition,
  ScalarValue,
  SegmentCondition,
  WhereClause,
} from '../../domain/segment.ts';
import { toStored } from '../../domain/values.ts';

const DAY_MS = 86_400_000;

/** The filter on `profiles` that a condition means, or null where it (or a part of it) is about events. */
export function profileFilter(condition: SegmentCondition): Document | null {
  switch (condition.kind) {
    case 'property':
      return testFilter(`properties.${condition.property}`, condition);
    case 'field':
      return testFilter(condition.field === 'id' ? '_id' : condition.field, condition);
    case 'event':
      return null;
    case 'not': {
      const filter = profileFilter(condition.condition);
      return filter && { $nor: [filter] };
    }
    case 'and':
    case 'or': {
      const filters = condition.conditions.map(profileFilter);
      return filters.includes(null) ? null : { [`$${condition.kind}`]: filters };
    }
  }
}

/** The filter on `events` for those that a condition counts. */
export function eventFilter(condition: Pick<EventCondition, 'event' | 'within' | 'where'>, now: Date): Document {
  const where = (condition.where ?? []).map((clause) => testFilter(`properties.${clause.property}`, clause));
  return {
    name: condition.event,
    ...(condition.within && { at: periodFilter(condition.within, now) }),
    ...(where.length > 0 && { $and: where }),
  };
}

/** A period as milliseconds: `from` is in it, `before` isn't. Now itself is in the last days. */
export function periodBounds(period: Period, now: Date): { from: number; before: number } {
  if ('lastDays' in period) return { from: now.getTime() - period.lastDays * DAY_MS, before: now.getTime() + 1 };
  return {
    from: period.from === undefined ? Number.NEGATIVE_INFINITY : Date.parse(period.from),
    before: period.to === undefined ? Number.POSITIVE_INFINITY : Date.parse(period.to),
  };
}

function periodFilter(period: Period, now: Date): Document {
  const { from, before } = periodBounds(period, now);
  return {
    ...(Number.isFinite(from) && { $gte: new Date(from) }),
    ...(Number.isFinite(before) && { $lt: new Date(before) }),
  };
}

/**
 * MongoDB's comparisons stay within the type of the value, look into lists, and take null for absent: that is what
 * conditions promise.
 */
function testFilter(path: string, test: PropertyCondition | FieldCondition | WhereClause): Document {
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
    case 'exists':
      return { [path]: { $ne: null } };
    case 'not_exists':
      return { [path]: { $eq: null } };
    default:
      return { [path]: { [`$${test.operator}`]: stored(test.value) } };
  }
}

const stored = (value: ScalarValue) => toStored(value);

/** The type is asked for apart, because the embedded store matches the text of a number or a boolean, too. */
const containing = (path: string, part: string): Document => ({
  $and: [{ [path]: { $type: 'string' } }, { [path]: { $regex: part.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&') } }],
});

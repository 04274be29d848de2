import type { ResolvedCondition, WhereClause } from './segment.ts';

/** A property that a condition takes for a number; `event` null: of profiles. */
export interface NumericProperty {
  readonly event: string | null;
  readonly property: string;
}

/** The properties that a condition compares with numbers, or adds up, each once. */
export function numericProperties(condition: ResolvedCondition | 'everyone'): NumericProperty[] {
  const found = condition === 'everyone' ? [] : numericIn(condition);
  return [...new Map(found.map((each) => [JSON.stringify([each.event, each.property]), each])).values()];
}

function numericIn(condition: ResolvedCondition): NumericProperty[] {
  switch (condition.kind) {
    case 'property':
      return isNumeric(condition) ? [{ event: null, property: condition.property }] : [];
    case 'field':
      return [];
    case 'event': {
      const tested = (condition.where ?? []).filter(isNumeric).map(({ property }) => property);
      const added = condition.sum ? [condition.sum.property] : [];
      return [...tested, ...added].map((property) => ({ event: condition.event, property }));
    }
    case 'not':
      return numericIn(condition.condition);
    case 'and':
    case 'or':
      return condition.conditions.flatMap(numericIn);
  }
}

function isNumeric(test: WhereClause): boolean {
  if (!('value' in test)) return false;
  const values: readonly unknown[] = Array.isArray(test.value) ? test.value : [test.value];
  return values.some((value) => typeof value === 'number');
}

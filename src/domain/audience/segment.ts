import { z } from 'zod';
import { fieldName, isoInstant, label } from '../values.ts';
import { canonicalZone } from '../zones.ts';
import { isCountry, usableNumber } from './phone.ts';
import { type ScalarValue, tests } from './segmentTests.ts';

/** How deep conditions may be nested: a leaf has depth 1, a group has one more than its deepest member. */
export const MAX_CONDITION_DEPTH = 8;
/** How many conditions, including groups and `where` clauses, one segment may have. */
export const MAX_CONDITION_COUNT = 100;

/** Fields that every profile has. They are addressed by kind `field`, so that a property of the same name doesn't hide them. */
export const PROFILE_FIELDS = {
  id: 'text',
  phone: 'text',
  number: 'text',
  country: 'text',
  timeZone: 'text',
  language: 'text',
  optedOut: 'boolean',
  createdAt: 'date',
  updatedAt: 'date',
} as const;
export type ProfileField = keyof typeof PROFILE_FIELDS;
const profileField = z.enum(Object.keys(PROFILE_FIELDS) as [ProfileField, ...ProfileField[]]);

const propertyCondition = tests({
  kind: z.literal('property'),
  property: fieldName.describe("name of the profile's property"),
});
const fieldCondition = tests({
  kind: z.literal('field'),
  field: profileField.describe('a field that every profile has; it takes values of its own type only'),
});
export const whereClause = tests({ property: label.describe("name of the event's property") });

/** A test of one of the profile's properties. */
export type PropertyCondition = z.infer<typeof propertyCondition>;
/** A test of one of the fields that every profile has. */
export type FieldCondition = z.infer<typeof fieldCondition>;
/** A test of one of an event's properties. */
export type WhereClause = z.infer<typeof whereClause>;

const period = z
  .union([
    z
      .strictObject({
        from: isoInstant.optional().describe('the first instant; left out: as far back as there are events'),
        to: isoInstant.optional().describe('the instant after the last one; left out: no end'),
      })
      .meta({ title: 'Between instants' }),
    z
      .strictObject({ lastDays: z.int().min(1).max(36_500).describe('days of 24 hours, counted back from now') })
      .meta({ title: 'Last days' }),
  ])
  .refine((value) => 'lastDays' in value || value.from !== undefined || value.to !== undefined, {
    message: 'wanted: from (included), to (not included), both, or lastDays',
  })
  .refine(
    (value) =>
      'lastDays' in value ||
      value.from === undefined ||
      value.to === undefined ||
      Date.parse(value.from) < Date.parse(value.to),
    { message: 'wanted: an instant after from', path: ['to'] },
  )
  .describe('from an instant (included) to another (not included), or the last N times 24 hours up to now');
/** A period of time: `from` is included, `to` is not; `lastDays` counts back from now in days of 24 hours. */
export type Period = z.infer<typeof period>;

const thresholdOf = (value: z.ZodNumber) =>
  z.discriminatedUnion('operator', [
    z
      .strictObject({
        operator: z.enum(['equals', 'lt', 'lte', 'gt', 'gte']).describe('how the figure is compared with value'),
        value: value.describe('the figure to compare with'),
      })
      .meta({ title: 'Compare' }),
    z
      .strictObject({
        operator: z.literal('between'),
        value: z
          .tuple([value, value])
          .refine(([low, high]) => low <= high, 'wanted: the lower bound first')
          .describe('lower and upper bound, both included'),
      })
      .meta({ title: 'Between' }),
  ]);
const countThreshold = thresholdOf(z.int().min(0).max(1_000_000));
const sumThreshold = thresholdOf(z.number());
export type Threshold = z.infer<typeof sumThreshold>;

const eventCondition = z
  .strictObject({
    kind: z.literal('event'),
    event: label.describe('name of the events'),
    did: z.boolean().default(true).describe('false: the profile has no matching event'),
    within: period.optional().describe('only events of this period match; left out: of any time'),
    where: z.array(whereClause).min(1).max(20).optional().describe('tests that a single event must all pass'),
    count: countThreshold.optional().describe('the number of matching events'),
    sum: z
      .strictObject({
        property: label.describe('property of the events; those in which it is no number add nothing'),
        threshold: sumThreshold.describe('what the sum has to be'),
      })
      .optional()
      .describe('the sum of a number property over the matching events'),
    first: period.optional().describe('the period of the first matching event'),
    last: period.optional().describe('the period of the last matching event'),
  })
  .refine(
    ({ did, count, sum, first, last }) =>
      did || (count === undefined && sum === undefined && first === undefined && last === undefined),
    {
      message: 'wanted: count, sum, first and last only where did is true; did: false means that no event matches',
      path: ['did'],
    },
  );
/**
 * A condition over past events. An event matches by name, `within` and `where`; `count`, `sum`, `first` and `last` apply to the
 * matching events and must all hold. With none of them, at least one event must match. A profile without matching events has a count
 * of 0 and a sum of 0, so `count lt 3` and `sum lt 100` hold for it; `first` and `last` don't.
 */
export type EventCondition = z.infer<typeof eventCondition>;

const segmentReference = z
  .strictObject({ kind: z.literal('segment'), segmentId: z.string().min(1).max(128).describe('id of the segment') })
  .meta({ id: 'SegmentReference', title: 'Segment' })
  .describe('profiles in another saved segment, as it is defined when the condition is used');
/** Stands for the condition of a saved segment, as it is defined when the condition is used. */
export type SegmentReference = z.infer<typeof segmentReference>;

interface Group<Member> {
  kind: 'and' | 'or';
  conditions: Member[];
}
interface Negation<Member> {
  kind: 'not';
  condition: Member;
}

/** A condition over profiles as it is saved, possibly with references to saved segments. */
export type SegmentCondition =
  | PropertyCondition
  | FieldCondition
  | EventCondition
  | SegmentReference
  | Group<SegmentCondition>
  | Negation<SegmentCondition>;

/** A condition without references, as `resolveReferences` makes it: only this kind can be evaluated. */
export type ResolvedCondition =
  | PropertyCondition
  | FieldCondition
  | EventCondition
  | Group<ResolvedCondition>
  | Negation<ResolvedCondition>;

const nested: z.ZodType<SegmentCondition, SegmentConditionInput> = z
  .lazy(() => anyCondition)
  .meta({
    id: 'SegmentCondition',
    description:
      'A condition over profiles. A test of a list of texts holds when it holds for one of them. An absent value, or one of ' +
      'another type, fails every test except the negated ones (not_equals, not_in, not_contains, not_exists). An event condition ' +
      'counts the events that match by name, within and where; a profile without such events has a count of 0 and a sum of 0. ' +
      'For geography, test the field country or timeZone, or a property such as city.',
  });
const anyCondition = z.discriminatedUnion('kind', [
  propertyCondition.meta({ id: 'PropertyCondition', title: 'Property', description: "a test of a profile's property" }),
  fieldCondition
    .superRefine(checkFieldType)
    .overwrite(withCanonicalValues)
    .meta({ id: 'FieldCondition', title: 'Field', description: 'a test of a field that every profile has' }),
  eventCondition.meta({ id: 'EventCondition', title: 'Event', description: 'a test of past events' }),
  segmentReference,
  z
    .strictObject({
      kind: z.enum(['and', 'or']).describe('whether all of the conditions have to hold, or at least one'),
      conditions: z.array(nested).min(1).max(50).describe('1 to 50 conditions'),
    })
    .meta({ id: 'GroupCondition', title: 'And, or' }),
  z
    .strictObject({ kind: z.literal('not'), condition: nested })
    .meta({ id: 'NotCondition', title: 'Not' })
    .describe('profiles for which a condition does not hold'),
]);

/** A condition as a caller may write it: a `SegmentCondition` in which defaults may be left out. */
export type SegmentConditionInput =
  | z.input<typeof propertyCondition>
  | z.input<typeof fieldCondition>
  | z.input<typeof eventCondition>
  | SegmentReference
  | Group<SegmentConditionInput>
  | Negation<SegmentConditionInput>;

/** Validates a condition. Depth and size are checked first, without recursion, so that no input can exhaust the stack. */
export const segmentCondition = z.preprocess((value, context) => {
  const problem = sizeProblem(value);
  if (problem === null) return value;
  context.addIssue({ code: 'custom', message: problem });
  return z.NEVER;
}, nested);

/** A segment as a caller sends it. */
export const segmentInput = z.strictObject({
  name: z.string().trim().min(1).max(200).describe('unique among segments; 1 to 200 characters'),
  condition: segmentCondition.describe('which profiles are in the segment'),
});
export type SegmentInput = z.infer<typeof segmentInput>;

/** A stored segment; the name is unique. */
export interface Segment extends SegmentInput {
  readonly _id: string;
  /** Increases by one with each change. */
  readonly revision: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

function checkFieldType(condition: FieldCondition, context: z.RefinementCtx): void {
  if (!('value' in condition)) return;
  const wanted = PROFILE_FIELDS[condition.field];
  if (condition.operator === 'anniversary') {
    if (wanted === 'date') return;
    const message = `wanted: an operator for a ${wanted}, because ${condition.field} is a ${wanted}`;
    context.addIssue({ code: 'custom', path: ['operator'], message });
    return;
  }
  const values: readonly ScalarValue[] = Array.isArray(condition.value) ? condition.value : [condition.value];
  const issue = (message: string): void => context.addIssue({ code: 'custom', path: ['value'], message });
  if (!values.every((value) => typeName(value) === wanted)) {
    issue(`wanted: a ${wanted}, because ${condition.field} is a ${wanted}`);
  } else if (comparesWhole(condition)) {
    const named = NAMED[condition.field];
    if (named && values.some((value) => named.canonical(String(value)) === null)) issue(named.wanted);
  }
}

/** The one form in which profiles have what a field names; null: it names nothing. */
const NAMED: Partial<Record<ProfileField, { wanted: string; canonical: (given: string) => string | null }>> = {
  timeZone: {
    wanted: 'wanted: an IANA time zone, such as Europe/Paris; a part of its name only with contains',
    canonical: canonicalZone,
  },
  country: {
    wanted: 'wanted: a country of ISO 3166-1 alpha-2, such as FR',
    canonical: (given) => (isCountry(given.toUpperCase()) ? given.toUpperCase() : null),
  },
  number: {
    wanted: 'wanted: a number with + and the country code; a part of it only with contains',
    canonical: (given) => usableNumber(given)?.e164 ?? null,
  },
};

function withCanonicalValues(condition: FieldCondition): FieldCondition {
  const named = NAMED[condition.field];
  if (!named || !comparesWhole(condition)) return condition;
  const fold = (value: ScalarValue): ScalarValue =>
    typeof value === 'string' ? (named.canonical(value) ?? value) : value;
  const { value } = condition;
  return { ...condition, value: Array.isArray(value) ? value.map(fold) : fold(value) } as FieldCondition;
}

function comparesWhole(
  condition: FieldCondition,
): condition is Extract<FieldCondition, { operator: 'equals' | 'not_equals' | 'in' | 'not_in' }> {
  return ['equals', 'not_equals', 'in', 'not_in'].includes(condition.operator);
}

function typeName(value: ScalarValue): 'text' | 'number' | 'boolean' | 'date' {
  if (typeof value === 'object') return 'date';
  return typeof value === 'string' ? 'text' : typeof value === 'number' ? 'number' : 'boolean';
}

/** Describes what is wrong with the depth or size of a value that has not been validated yet; null when nothing is wrong. */
function sizeProblem(root: unknown): string | null {
  let count = 0;
  const waiting: { value: unknown; depth: number }[] = [{ value: root, depth: 1 }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { value, depth } = next;
    if (depth > MAX_CONDITION_DEPTH) return `wanted: conditions nested at most ${MAX_CONDITION_DEPTH} deep`;
    const { conditions, condition, where } = isObject(value) ? value : {};
    count += 1 + (Array.isArray(where) ? where.length : 0);
    if (count > MAX_CONDITION_COUNT) return `wanted: at most ${MAX_CONDITION_COUNT} conditions in all`;
    if (Array.isArray(conditions)) for (const member of conditions) waiting.push({ value: member, depth: depth + 1 });
    if (condition !== undefined) waiting.push({ value: condition, depth: depth + 1 });
  }
  return null;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

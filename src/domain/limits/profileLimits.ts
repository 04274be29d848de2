import { z } from 'zod';

const max = z.int().min(1).max(1000).describe('the most messages');
/** A label of a campaign. */
export const tag = z.string().trim().normalize('NFC').min(1).max(50);

const only = tag
  .optional()
  .describe('the limit is for messages of campaigns with this tag alone; left out: for all messages');

export const profileLimit = z.discriminatedUnion('kind', [
  z
    .strictObject({
      kind: z.literal('calendar'),
      max,
      per: z.enum(['day', 'week']).describe("a day or a week of the profile's time zone; a week begins on Monday"),
      tag: only,
    })
    .meta({ id: 'CalendarLimit', title: 'Calendar' })
    .describe('the most messages in a calendar day or week'),
  z
    .strictObject({
      kind: z.literal('rolling'),
      max,
      days: z.int().min(1).max(90).describe('length of the time, in days of 24 hours'),
      tag: only,
    })
    .meta({ id: 'RollingLimit', title: 'Rolling' })
    .describe('the most messages in any time of this length'),
  z
    .strictObject({
      kind: z.literal('minimum_gap'),
      hours: z.int().min(1).max(2160).describe('hours between two messages'),
      tag: only,
    })
    .meta({ id: 'MinimumGap', title: 'Minimum gap' })
    .describe('the least time between two messages'),
]);
export type ProfileLimit = z.infer<typeof profileLimit>;

export const profileLimits = z
  .array(profileLimit)
  .max(20)
  .superRefine((all, context) => {
    const known = new Set<string>();
    for (const [index, limit] of all.entries()) {
      const name = nameOf(limit);
      if (known.has(name)) {
        context.addIssue({
          code: 'custom',
          path: [index],
          message: 'wanted: for each time and tag one limit',
        });
      }
      known.add(name);
    }
  })
  .describe(
    'limits on the messages that one profile gets from all campaigns together. A message that is due while one of them is full is skipped, with the reason profile_limit',
  );

function nameOf(limit: ProfileLimit): string {
  const { kind, tag = '' } = limit;
  const time = kind === 'calendar' ? limit.per : kind === 'rolling' ? limit.days : '';
  return `${kind}/${time}/${tag}`;
}

/** The account's limits, as they apply to one dispatch. */
export interface AppliedLimits {
  /** The limits that its messages have to keep. */
  readonly limits: readonly ProfileLimit[];
  /** Whether its messages count, for itself and for others. */
  readonly areCounted: boolean;
  /** Tags under which they count. */
  readonly tags: readonly string[];
  /** Whether they count under these tags alone. Left out: they don't. */
  readonly forTagsOnly?: boolean;
  /** How long they count at most, by any of the account's limits, in milliseconds. */
  readonly countedForMs: number;
}

/** Null if its messages are neither limited nor count for anything. */
export function appliedLimits(
  all: readonly ProfileLimit[],
  of: {
    readonly tags: readonly string[];
    readonly ignoreProfileLimits: boolean;
    readonly countForProfileLimits: boolean;
    /** The campaign's own limit, with a tag that no other campaign has. Left out: none. */
    readonly own?: (ProfileLimit & { readonly tag: string }) | undefined;
  },
): AppliedLimits | null {
  const { tags, ignoreProfileLimits, countForProfileLimits, own } = of;
  const relevant = all.filter(({ tag }) => tag === undefined || tags.includes(tag));
  const isLeftAlone = relevant.length === 0 || (ignoreProfileLimits && !countForProfileLimits);
  if (isLeftAlone && own === undefined) return null;
  const owned = own === undefined ? [] : [own];
  return {
    limits: [...(ignoreProfileLimits ? [] : relevant), ...owned],
    areCounted: countForProfileLimits || own !== undefined,
    tags: [...tags.filter((tag) => relevant.some((limit) => limit.tag === tag)), ...owned.map(({ tag }) => tag)],
    ...(!countForProfileLimits && own && { forTagsOnly: true }),
    countedForMs: Math.max(...[...all, ...owned].map(longestLimitMs)),
  };
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How long a message counts at most. On the day on which a clock is set back, days and weeks are longer. */
export function longestLimitMs(limit: ProfileLimit): number {
  switch (limit.kind) {
    case 'calendar':
      return (limit.per === 'day' ? DAY_MS : 7 * DAY_MS) + 3 * HOUR_MS;
    case 'rolling':
      return limit.days * DAY_MS;
    case 'minimum_gap':
      return limit.hours * HOUR_MS;
  }
}

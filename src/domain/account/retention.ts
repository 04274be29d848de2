import { z } from 'zod';
import { longestLimitMs, type ProfileLimit } from '../limits/profileLimits.ts';

const DAY_MS = 86_400_000;
const MOST_DAYS = 36_500;

const days = (least: number, most = MOST_DAYS) => z.int().min(least).max(most);

export const retention = z
  .strictObject({
    events: days(30)
      .optional()
      .describe(
        'events are removed this many days after they happened. Conditions over events that look further back then find less than there was. An event with the id of a removed one is new. Left out: kept for ever',
      ),
    messages: days(30)
      .optional()
      .describe(
        'messages and the audience of a run are removed this many days after the run ended; its report keeps the figures. Test SMS, answers to inbound texts and texts that ask for a confirmation: this many days after they were sent. At least 10 days longer than the longest of profileLimits. Left out: kept for ever',
      ),
    inboundTexts: days(30)
      .optional()
      .describe(
        'inbound texts are removed this many days after they arrived, except those that a person still has to read. Opt-outs stay. Left out: kept for ever',
      ),
    journeyPeople: days(30)
      .optional()
      .describe(
        'people are removed from a journey this many days after they left it; its figures then count only the others. Who may enter again is kept. Left out: kept for ever',
      ),
    alerts: days(30)
      .optional()
      .describe('alerts are removed this many days after the problem occurred. Left out: kept for ever'),
    audit: days(90)
      .optional()
      .describe('entries of the audit log are removed after this many days. Left out: kept for ever'),
    imports: days(1, 30)
      .optional()
      .describe(
        'imports, and the rows that they refused, are removed this many days after they were begun. Left out: 30',
      ),
  })
  .describe(
    'how many days data is kept. Removal can not be undone, except from a backup. A shorter time than before takes effect 24 hours after it was set (retentionAppliesAt). Suppressions, subscriptions, profiles, campaigns, runs and their reports are not removed',
  );
/** How long data is kept, in days. */
export type Retention = z.infer<typeof retention>;

/** Time to take back a mistake. */
export const RETENTION_GRACE_MS = DAY_MS;

/** Whether anything is kept for less time than before. */
export const isShorter = (after: Retention, before: Retention): boolean =>
  (Object.keys(retention.shape) as (keyof Retention)[]).some((name) => keptDays(name, after) < keptDays(name, before));

const keptDays = (name: keyof Retention, { [name]: value }: Retention): number =>
  value ?? (name === 'imports' ? IMPORTS_KEPT_DAYS : Number.POSITIVE_INFINITY);

/** If no other time is set. */
const IMPORTS_KEPT_DAYS = 30;

/** What is older has been kept for so many days. */
export const cutoffOf = (now: Date, keptForDays: number): Date => new Date(now.getTime() - keptForDays * DAY_MS);

/** A message counts for the limits of its profile for their longest time, and its document there is read for a week and a day more. */
const BEYOND_LIMITS_DAYS = 10;

/** The fewest days that messages have to be kept with these limits. */
export const leastMessageDays = (limits: readonly ProfileLimit[]): number =>
  Math.ceil(Math.max(0, ...limits.map(longestLimitMs)) / DAY_MS) + BEYOND_LIMITS_DAYS;

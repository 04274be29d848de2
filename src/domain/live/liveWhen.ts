import { z } from 'zod';
import { whereClause } from '../audience/segment.ts';
import { clockTime } from '../schedule/whenSchema.ts';
import { fieldName, label, timeZone } from '../values.ts';

/** The longest delay of a live campaign, in seconds: 90 days. */
const LONGEST_DELAY = 7_776_000;

const seconds = z.int().max(LONGEST_DELAY);

const matchedEvent = {
  event: label.describe('name of the event, such as purchase'),
  where: z
    .array(whereClause)
    .min(1)
    .max(20)
    .optional()
    .describe('tests that the event must all pass; left out: every event of the name matches'),
};
/** Which events match: by name and, if given, by tests of their properties. */
export const eventMatch = z.strictObject(matchedEvent);
export type EventMatch = z.infer<typeof eventMatch>;

const delaySeconds = seconds
  .min(0)
  .default(0)
  .describe('how long after it the message is due, in seconds, up to 90 days; left out: at once');

const offsetTemplate = z
  .string()
  .normalize('NFC')
  .min(1)
  .max(5000)
  .optional()
  .describe("the text of this offset, in Liquid; left out: the campaign's");

/** When a message is due, relative to the date that a property holds. */
const offset = z.union(
  [
    z
      .strictObject({
        days: z.int().min(-365).max(365).describe('days from the date: -2 is two days before it, 0 the day itself'),
        time: clockTime.optional().describe('local time of day of this offset; left out: the time of the campaign'),
        template: offsetTemplate,
      })
      .meta({ id: 'OffsetDays', title: 'Days', description: 'at a local time, days before or after the date' }),
    z
      .strictObject({
        hours: z
          .int()
          .min(-8760)
          .max(8760)
          .describe(
            'hours from the instant of the date: -3 is three hours before it; a date without a time counts from the time of the campaign on that day',
          ),
        template: offsetTemplate,
      })
      .meta({ id: 'OffsetHours', title: 'Hours', description: 'hours before or after the date, which has a time' }),
  ],
  { error: 'wanted: days, such as {"days": -2, "time": "18:00"}, or hours, such as {"hours": -3}' },
);
export type DateOffset = z.infer<typeof offset>;

const dated = {
  offsets: z
    .array(offset)
    .min(1)
    .max(10)
    .refine(
      (all) => new Set(all.map(({ template: _, ...when }) => JSON.stringify(when))).size === all.length,
      'wanted: each offset once',
    )
    .describe('when messages are due, in days or hours from the date; each is a message of its own'),
  time: clockTime.describe('local time of day at which a message is due, from 00:00 to 23:59'),
  zone: z
    .union([z.literal('profile'), timeZone])
    .default('profile')
    .describe("whose clock shows the time: each profile's own (profile), or an IANA time zone"),
  cancelledBy: eventMatch.optional().describe('an event after which no reminder of the date is sent; left out: none'),
};

export const liveWhen = z.discriminatedUnion('kind', [
  z
    .strictObject({ kind: z.literal('event'), ...matchedEvent, delaySeconds })
    .meta({ id: 'LiveEvent', title: 'Event', description: 'a profile does something' }),
  z
    .strictObject({ kind: z.literal('api'), delaySeconds })
    .meta({ id: 'LiveApi', title: 'API', description: 'POST /v1/campaigns/{campaignId}/trigger names the profiles' }),
  z
    .strictObject({
      kind: z.literal('inaction'),
      ...matchedEvent,
      unless: eventMatch.describe('the event that must not happen within the time'),
      withinSeconds: seconds
        .min(1)
        .describe('the time from the first event, in seconds, up to 90 days; its end is included'),
      tiedBy: label
        .optional()
        .describe(
          'property that both events have with the same value, such as the id of a cart; left out: any two belong together',
        ),
      again: z
        .enum(['restart', 'keep', 'each'])
        .default('restart')
        .describe(
          'what a further event within the time does: the time begins anew (restart), or goes on unchanged (keep), or the further event has a time of its own (each)',
        ),
    })
    .meta({
      id: 'LiveInaction',
      title: 'Inaction',
      description: 'a profile does one thing, and not another within a time',
    }),
  z
    .strictObject({
      kind: z.literal('event_date'),
      ...matchedEvent,
      property: label.describe('property of the event with the date, such as the date of a journey'),
      identifiedBy: label
        .optional()
        .describe(
          'property that tells what the date belongs to, such as the id of a booking: of the events with one value the latest counts. Left out: the latest event of the profile counts',
        ),
      ...dated,
    })
    .meta({
      id: 'LiveEventDate',
      title: 'Date of an event',
      description: 'days or hours before or after a date in an event',
    }),
  z
    .strictObject({
      kind: z.literal('profile_date'),
      property: fieldName.describe("name of the profile's property with the date, such as a birthday"),
      yearly: z
        .boolean()
        .default(false)
        .describe('true: each year on the day; 29 February is the 28th in common years'),
      ...dated,
    })
    .refine(({ yearly, offsets }) => !yearly || offsets.every((one) => 'days' in one), {
      message: 'wanted: offsets in days where yearly is true, since the day has no time',
      path: ['offsets'],
    })
    .meta({
      id: 'LiveProfileDate',
      title: 'Date of a profile',
      description: 'days or hours before or after a date in a profile',
    }),
]);
/** What triggers the messages of a live campaign. */
export type LiveWhen = z.infer<typeof liveWhen>;
/** Whether there is an event that the messages are about. */
export const isAboutEvent = ({ kind }: Pick<LiveWhen, 'kind'>): boolean => kind !== 'profile_date';
export type LiveWhenOf<Kind extends LiveWhen['kind']> = Extract<LiveWhen, { kind: Kind }>;

export const frequency = z.discriminatedUnion('kind', [
  z
    .strictObject({ kind: z.literal('every_time') })
    .meta({ id: 'FrequencyEveryTime', title: 'Every time', description: 'each trigger is a message' }),
  z
    .strictObject({ kind: z.literal('once') })
    .meta({ id: 'FrequencyOnce', title: 'Once', description: 'one message to a profile, ever' }),
  z
    .strictObject({
      kind: z.literal('once_per_days'),
      days: z.int().min(1).max(365).describe('length, in days of 24 hours'),
    })
    .meta({
      id: 'FrequencyOncePerDays',
      title: 'Once per days',
      description: 'one message to a profile in so many days',
    }),
]);
export type Frequency = z.infer<typeof frequency>;

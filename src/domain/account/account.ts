import { z } from 'zod';
import { defaultCountry } from '../audience/phone.ts';
import { dndWindows, QUIET_HOURS_MEANING, quietHoursSetting } from '../dnd/dndSchema.ts';
import { inboundSettings } from '../inbound/inboundSettings.ts';
import { profileLimits } from '../limits/profileLimits.ts';
import { topics } from '../topics/topic.ts';
import { timeZone } from '../values.ts';
import { leastMessageDays, retention } from './retention.ts';
import { singleMessageLimits } from './singleMessageLimits.ts';

/**
 * RFC 5321 without what mail servers refuse or interpret: quotes, a hyphen in front, the characters of routes (`%`, `!`, `/`, `|`), and domains
 * without a top-level domain. A domain in another script is written as `xn--`.
 */
const MAILBOX =
  /^[\w$&'*+=^{}~][\w$&'*+=^{}~-]*(?:\.[\w$&'*+=^{}~-]+)*@(?:[A-Za-z\d](?:[A-Za-z\d-]{0,61}[A-Za-z\d])?\.)+(?:[A-Za-z]{2,63}|xn--[A-Za-z\d-]{0,58}[A-Za-z\d])$/;

/** A mailbox: one address, without a name. */
export const mailAddress = z
  .email({ pattern: MAILBOX, error: 'wanted: an e-mail address, such as ada@example.com' })
  .max(254)
  .refine((address) => address.lastIndexOf('@') <= 64, {
    error: 'wanted: at most 64 characters before the @',
    when: ({ issues }) => issues.length === 0,
  });

const price = z.number().min(0).max(1000);

export const segmentPrice = z
  .strictObject({
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, 'wanted: a currency of ISO 4217, such as EUR')
      .describe('ISO 4217, such as EUR'),
    perSegment: z
      .strictObject({
        default: price.describe('the price in countries that are not listed'),
        countries: z
          .record(z.string().regex(/^[A-Z]{2}$/, 'wanted: a country of ISO 3166-1 alpha-2, such as FR'), price)
          .default({})
          .describe('prices by country (ISO 3166-1 alpha-2)'),
      })
      .describe('the price of one SMS segment, in units of the currency'),
  })
  .describe('what one SMS segment costs, for estimates');
export type SegmentPrice = z.infer<typeof segmentPrice>;

export const accountInput = z
  .strictObject({
    timeZone: timeZone.default('UTC').describe('IANA time zone of campaigns that name no other'),
    zoneFromNumber: z
      .boolean()
      .default(false)
      .describe(
        'true: a profile without a time zone has that of its number, if all of its country, or in the United States and Canada of its area code, has one clock. Runs that begin later use it',
      ),
    dnd: dndWindows
      .nullable()
      .default(null)
      .describe('hours in which campaigns without windows of their own do not send'),
    quietHours: quietHoursSetting.default('off').describe(QUIET_HOURS_MEANING),
    profileLimits: profileLimits.default([]),
    alerts: z
      .strictObject({
        email: mailAddress.optional().describe('receives the alerts of campaigns without an alertEmail'),
      })
      .default({})
      .describe('where alerts go that a campaign has no address for'),
    price: segmentPrice.optional(),
    defaultCountry: defaultCountry
      .optional()
      .describe(
        'country (ISO 3166-1 alpha-2) of phones without a country code, from now on. Left out: such a phone has no usable number',
      ),
    fourEyes: z
      .boolean()
      .default(false)
      .describe(
        'whether an API key that created, edited or scheduled a campaign is refused when it approves a run of it or raises its limit; such a decision in the Web UI, where nobody is known, is refused, too',
      ),
    testNumbers: z
      .array(z.string().regex(/^\+[1-9]\d{6,14}$/, 'wanted: a number in E.164, such as +447700900001'))
      .max(100)
      .optional()
      .describe('the only numbers that a test SMS may go to; left out: any'),
    inbound: inboundSettings.optional().describe('how texts that people send are understood and answered'),
    unknownProfiles: z
      .enum(['keep', 'create', 'refuse'])
      .default('keep')
      .describe(
        'what happens to an event, or a trigger of a live campaign, of a profile that is not stored: it is kept for a profile that may come later (keep), an empty profile is created (create), or it is refused (refuse)',
      ),
    singleMessages: singleMessageLimits.default({ perNumberAndHour: 10, perCountryAndHour: 1000 }),
    topics: topics.default([]),
    retention: retention.default({}),
  })
  .superRefine(({ retention: { messages }, profileLimits: limits }, context) => {
    const least = leastMessageDays(limits);
    if (limits.length === 0 || messages === undefined || messages >= least) return;
    context.addIssue({
      code: 'custom',
      path: ['retention', 'messages'],
      message: `wanted: at least ${least} days, because profileLimits count messages for up to ${least - 10}`,
    });
  });
/** Settings that apply to all campaigns. */
export type AccountInput = z.infer<typeof accountInput>;

/** The account as it is stored; `updatedAt` is null until settings are saved. */
export interface Account extends AccountInput {
  /** How often settings were saved. */
  readonly revision: number;
  readonly updatedAt: Date | null;
  /** When the time zone was last changed. Left out: never. */
  readonly zoneChangedAt?: Date;
  /** Nothing is removed by `retention` before. Left out: it was never set. */
  readonly retentionAppliesAt?: Date;
}

/** The settings that apply until others are saved. */
export const DEFAULT_ACCOUNT: Account = { ...accountInput.parse({}), revision: 0, updatedAt: null };

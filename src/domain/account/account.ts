import { z } from 'zod';
import { dndWindows } from '../dnd/dndSchema.ts';
import { timeZone } from '../values.ts';

/** A mailbox: one address, without a name. */
export const mailAddress = z.email({ error: 'wanted: an e-mail address, such as ada@example.com' }).max(254);

const count = z.int().min(1).max(1000);

export const profileLimits = z
  .strictObject({
    perDay: count.optional().describe('messages to one profile in one day of its time zone'),
    perWeek: count.optional().describe('the same for a week, from Monday on'),
  })
  .refine(({ perDay, perWeek }) => perDay !== undefined || perWeek !== undefined, {
    message: 'wanted: perDay, perWeek or both; null for no limits',
  })
  .refine(({ perDay, perWeek }) => perDay === undefined || perWeek === undefined || perDay <= perWeek, {
    message: 'wanted: at least perDay',
    path: ['perWeek'],
  })
  .describe('how many messages a profile gets at most, over all campaigns');
export type ProfileLimits = z.infer<typeof profileLimits>;

const price = z.number().min(0).max(1000);

export const segmentPrice = z
  .strictObject({
    currency: z.string().regex(/^[A-Z]{3}$/, 'wanted: a currency of ISO 4217, such as EUR'),
    perSegment: z.strictObject({
      default: price.describe('for countries that are not named'),
      countries: z
        .record(z.string().regex(/^[A-Z]{2}$/, 'wanted: a country of ISO 3166-1 alpha-2, such as FR'), price)
        .default({}),
    }),
  })
  .describe('what one SMS segment costs, for estimates');
export type SegmentPrice = z.infer<typeof segmentPrice>;

export const accountInput = z.strictObject({
  timeZone: timeZone.default('UTC').describe('IANA; whose clock campaigns go by unless they say otherwise'),
  dnd: dndWindows
    .nullable()
    .default(null)
    .describe('hours in which no campaign sends, unless it has windows of its own'),
  profileLimits: profileLimits.nullable().default(null),
  alerts: z
    .strictObject({ email: mailAddress.optional().describe('for campaigns that name nobody themselves') })
    .default({}),
  price: segmentPrice.optional(),
});
/** What holds for all campaigns. */
export type AccountInput = z.infer<typeof accountInput>;

/** The account as it is stored; `updatedAt` is null as long as nobody has set anything. */
export interface Account extends AccountInput {
  readonly updatedAt: Date | null;
  /** When it moved to its time zone; left out: it has always been there. */
  readonly zoneChangedAt?: Date;
}

/** What holds before anybody has set anything. */
export const DEFAULT_ACCOUNT: Account = { ...accountInput.parse({}), updatedAt: null };

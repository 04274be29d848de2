import { z } from 'zod';
import { defaultCountry } from '../audience/phone.ts';

/** More would make one document of the store too large. */
const MOST = 10_000;

export const singleMessageLimits = z
  .strictObject({
    perNumberAndHour: z.int().min(1).max(MOST).default(10).describe('single messages to one number in an hour'),
    perCountryAndHour: z
      .int()
      .min(1)
      .max(MOST)
      .default(1000)
      .describe('single messages to the numbers of one country in an hour'),
    countries: z
      .array(defaultCountry)
      .max(250)
      .optional()
      .describe('the only countries (ISO 3166-1 alpha-2) that single messages go to; left out: any'),
  })
  .describe(
    'limits of single messages, against fraud with messages that somebody else has requested (SMS pumping). An hour is one of the clock, in UTC',
  );

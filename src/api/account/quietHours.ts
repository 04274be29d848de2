import { z } from 'zod';
import { QUIET_HOURS_RULES, type QuietHoursRule } from '../../domain/dnd/quietHoursTable.ts';
import { clockTime, weekday } from '../../domain/schedule/whenSchema.ts';
import { defineRoute, type Route } from '../http/route.ts';

const quietHoursRuleAnswer = z.strictObject({
  region: z.string().describe('ISO 3166-1 alpha-2, such as FR, or ISO 3166-2 for a state, such as US-FL'),
  name: z.string().describe('name of the country or state'),
  alsoIn: z.array(z.string()).describe('other countries and territories where the rule applies; ISO 3166-1 alpha-2'),
  basis: z
    .enum(['law', 'guideline'])
    .describe('law: the setting quietHours heeds it with law and all; guideline: of the industry, with all'),
  open: z
    .array(
      z.strictObject({
        days: z.array(weekday).describe('days of the week'),
        from: clockTime.describe('local time from which messages may be sent'),
        to: clockTime.describe('local time from which no more messages may be sent; 00:00: the end of the day'),
      }),
    )
    .describe('the hours that are not quiet; on a day that is not listed nothing may be sent'),
  forbidsHolidays: z
    .boolean()
    .describe('true: the rule also forbids public holidays. Herald does not know them: plan no run for one'),
  source: z.string().describe('the statute or regulation, or whose guideline it is'),
  url: z.string().describe('where the hours were read'),
  lookedAt: z.iso.date().describe('when the source was looked at'),
  note: z.string().optional().describe('what else is to be known about the rule'),
});
export const quietHoursAnswer = z.strictObject({
  items: z.array(quietHoursRuleAnswer).describe('the federal hours of the United States before those of its states'),
});

/** The quiet hours that the setting `quietHours` of the account and of campaigns applies. */
export const quietHoursRoutes = (): Route[] => [
  defineRoute({
    method: 'get',
    path: '/v1/quiet-hours',
    operationId: 'listQuietHours',
    scope: 'read',
    tag: 'Account',
    summary: 'List the quiet hours of countries and states, with their sources',
    description: `The account's or a campaign's \`quietHours\` applies these hours to each recipient, by the country of its number and, in the United States, by the state of its area code, in addition to the DND windows. A state's hours apply together with those of the United States. A country that is not listed has none.

This is a help and no legal advice: rules change, have exceptions, and depend on what is sent to whom. Each entry says where it comes from and when its source was looked at.`,
    answer: quietHoursAnswer,
    handle: () => ({ items: QUIET_HOURS_RULES.map(toQuietHoursAnswer) }),
  }),
];

export const toQuietHoursAnswer = ({
  alsoIn = [],
  open,
  ...rule
}: QuietHoursRule): z.input<typeof quietHoursRuleAnswer> => ({
  ...rule,
  alsoIn: [...alsoIn],
  open: open.map(({ days, ...hours }) => ({ ...hours, days: [...days] })),
});

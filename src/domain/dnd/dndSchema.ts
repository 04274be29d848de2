import { z } from 'zod';
import { WEEKDAYS } from '../schedule/rruleText.ts';
import { clockTime, weekday } from '../schedule/whenSchema.ts';
import { coversWeek } from './dndWeek.ts';

export const dndWindow = z.strictObject({
  from: clockTime.describe('start of the window (included)'),
  to: clockTime.describe(
    'end of the window (not included). At or before `from` it means the next day, so that 00:00 to 00:00 is the whole day',
  ),
  days: z
    .array(weekday)
    .min(1)
    .max(7)
    .refine((days) => new Set(days).size === days.length, 'wanted: each day once')
    .default([...WEEKDAYS])
    .describe('the days on which the window begins: one from 22:00 to 08:00 on FR ends on Saturday morning'),
  zone: z
    .enum(['recipient', 'account'])
    .default('recipient')
    .describe("the time zone of the window: each recipient's, or the account's"),
  action: z
    .enum(['discard', 'delay'])
    .describe('a message that is due in the window is skipped (discard), or sent as soon as no window applies (delay)'),
});
/** Hours in which nothing may be sent. An instant is in the window when the local time is, also on days on which clocks change. */
export type DndWindow = z.infer<typeof dndWindow>;

/** The windows of an account or of a campaign. Those of a campaign, even an empty list, replace the account's. */
export const dndWindows = z.array(dndWindow).max(20).superRefine(checkSomeTimeIsLeft);
export type DndWindowsInput = z.input<typeof dndWindows>;

function checkSomeTimeIsLeft(windows: readonly DndWindow[], context: z.RefinementCtx): void {
  if (!coversWeek(windows)) return;
  context.addIssue({
    code: 'custom',
    message:
      'wanted: windows that leave some time of the week in which messages may be sent to recipients in any time zone',
  });
}

/** Whether the quiet hours of recipients' countries and states apply besides the windows, and which. */
export const quietHoursSetting = z.enum(['off', 'law', 'all']);
export type QuietHoursSetting = z.infer<typeof quietHoursSetting>;
/** What the setting means, for the descriptions of account and campaign. */
export const QUIET_HOURS_MEANING =
  "whether the quiet hours of each recipient's country, and in the United States of its state, apply besides the windows (`GET /v1/quiet-hours` lists them): none (off), those that a law sets (law), or also those of industry guidelines (all). A message that is due in them is sent when they are over, by the recipient's clock";

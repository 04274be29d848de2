import { z } from 'zod';
import { clockTime, WEEKDAYS, weekday } from '../schedule/whenSchema.ts';
import { coversWeek } from './dndWeek.ts';

export const dndWindow = z.strictObject({
  from: clockTime.describe('in the window'),
  to: clockTime.describe(
    'not in it any more; not after `from`: on the next day, so that 00:00 to 00:00 is the whole day',
  ),
  days: z
    .array(weekday)
    .min(1)
    .max(7)
    .refine((days) => new Set(days).size === days.length, 'wanted: each day once')
    .default([...WEEKDAYS])
    .describe('the days on which the window begins: one from 22:00 to 08:00 on FR ends on Saturday morning'),
  zone: z.enum(['recipient', 'account']).default('recipient').describe('whose clock'),
  action: z
    .enum(['discard', 'delay'])
    .describe('what becomes of a message that is due in the window: dropped, or sent when no window holds any more'),
});
/** Hours in which nothing may be sent. An instant is in them when the clock on the wall shows a time that is, whatever clocks were put forward or back. */
export type DndWindow = z.infer<typeof dndWindow>;

/** The windows of an account or of a campaign. A campaign's replace the account's, an empty list included. */
export const dndWindows = z.array(dndWindow).max(20).superRefine(checkSomeTimeIsLeft);
export type DndWindowsInput = z.input<typeof dndWindows>;

function checkSomeTimeIsLeft(windows: readonly DndWindow[], context: z.RefinementCtx): void {
  if (!coversWeek(windows)) return;
  context.addIssue({
    code: 'custom',
    message:
      'wanted: windows that leave some time of the week in which messages may be sent, for recipients in any zone',
  });
}

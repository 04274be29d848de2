import { WEEKDAYS } from '../schedule/rruleText.ts';
import type { DndWindow, QuietHoursSetting } from './dndSchema.ts';
import { closedSpans, coversWeek } from './dndWeek.ts';
import { type OpenHours, QUIET_HOURS_RULES, type QuietHoursRule } from './quietHoursTable.ts';
import { STATE_OF_AREA_CODE } from './usAreaCodes.ts';

/** Quiet hours as DND windows. Regions with the same hours share one object; its `key` is the same in every process. */
export interface QuietHours {
  readonly key: string;
  readonly windows: readonly DndWindow[];
}

/** The parts of a profile that its quiet hours depend on: the number in E.164, and its country. */
export interface QuietNumber {
  readonly number: string | null;
  readonly country: string | null;
}

/** A setting that isn't `off`. */
export type QuietHoursInForce = Exclude<QuietHoursSetting, 'off'>;

/** The setting that applies to a campaign: its own, otherwise the account's. Undefined: none does. */
export function effectiveQuietHours(
  campaign: QuietHoursSetting | undefined,
  account: QuietHoursSetting | undefined,
): QuietHoursInForce | undefined {
  const setting = campaign ?? account;
  return setting === 'off' ? undefined : setting;
}

/** The rules that apply to a number: those of its country and, in the United States, of the state of its area code. */
export const quietRulesOf = (number: QuietNumber, setting: QuietHoursInForce): readonly QuietHoursRule[] =>
  regionOf(number, setting)?.rules ?? [];

/** The quiet hours of a number; null if no rule applies to it. */
export const quietHoursOf = (number: QuietNumber, setting: QuietHoursInForce): QuietHours | null =>
  regionOf(number, setting)?.hours ?? null;

/** Names of the regions whose quiet hours leave no time to send together with the windows, by the recipient's clock. */
export function regionsWithoutTime(windows: readonly DndWindow[], setting: QuietHoursInForce): readonly string[] {
  const ofRecipients = windows.filter(({ zone }) => zone === 'recipient');
  return QUIET_HOURS_RULES.filter(({ region }) => {
    const hours = REGIONS[setting].get(region)?.hours;
    return hours !== undefined && coversWeek([...ofRecipients, ...hours.windows]);
  }).map(({ name }) => name);
}

interface Region {
  readonly rules: readonly QuietHoursRule[];
  readonly hours: QuietHours;
}

function regionOf({ number, country }: QuietNumber, setting: QuietHoursInForce): Region | undefined {
  if (number === null || country === null) return undefined;
  const regions = REGIONS[setting];
  const state = country === 'US' ? STATE_OF_AREA_CODE.get(number.slice(2, 5)) : undefined;
  return (state === undefined ? undefined : regions.get(`US-${state}`)) ?? regions.get(country);
}

const MIDNIGHT = '00:00';

const REGIONS = {
  law: regionsOf(QUIET_HOURS_RULES.filter(({ basis }) => basis === 'law')),
  all: regionsOf(QUIET_HOURS_RULES),
};

/** Regions by ISO 3166-1 or 3166-2, each with its own rules after those of its country. */
function regionsOf(all: readonly QuietHoursRule[]): ReadonlyMap<string, Region> {
  const hoursByKey = new Map<string, QuietHours>();
  const names = all.flatMap(({ region, alsoIn = [] }) => [region, ...alsoIn]);
  return new Map(
    names.map((name) => {
      const rules = all.filter(
        ({ region, alsoIn = [] }) => region === name || name.startsWith(`${region}-`) || alsoIn.includes(name),
      );
      const made = quietHours(rules.flatMap(({ open }) => closedWindows(open)));
      const hours = hoursByKey.get(made.key) ?? made;
      hoursByKey.set(made.key, hours);
      return [name, { rules, hours }];
    }),
  );
}

function quietHours(windows: readonly DndWindow[]): QuietHours {
  const spans = closedSpans(windows).map(({ from, to }) => `${from}-${to}`);
  return { key: spans.join(','), windows };
}

/** The windows from midnight to the opening hour, from the closing hour to midnight, and of the days that aren't open. */
function closedWindows(open: readonly OpenHours[]): DndWindow[] {
  const parts = open.flatMap(({ days, from, to }) => [
    { days, from: MIDNIGHT, to: from },
    { days, from: to, to: MIDNIGHT },
  ]);
  const closed = parts.filter(({ from, to }) => from !== to);
  const never = WEEKDAYS.filter((day) => !open.some(({ days }) => days.includes(day)));
  if (never.length > 0) closed.push({ days: never, from: MIDNIGHT, to: MIDNIGHT });
  return closed.map(({ days, ...hours }) => ({ ...hours, days: [...days], zone: 'recipient', action: 'delay' }));
}

import { getCountryCallingCode, isSupportedCountry } from 'libphonenumber-js/min';
import { describe, expect, it } from 'vitest';
import { usableNumber } from '../../../src/domain/audience/phone.ts';
import { isOpen, nextOpen, openUntil } from '../../../src/domain/dnd/dnd.ts';
import { dndWindows } from '../../../src/domain/dnd/dndSchema.ts';
import {
  effectiveQuietHours,
  type QuietHoursInForce,
  quietHoursOf,
  quietRulesOf,
  regionsWithoutTime,
} from '../../../src/domain/dnd/quietHours.ts';
import { QUIET_HOURS_RULES } from '../../../src/domain/dnd/quietHoursTable.ts';
import { STATE_OF_AREA_CODE } from '../../../src/domain/dnd/usAreaCodes.ts';
import { MINUTE, wallClock } from '../schedule/wallClock.ts';

/** The fields of a profile with this phone. */
const numberOf = (phone: string) => {
  const usable = usableNumber(phone);
  return { number: usable?.e164 ?? null, country: usable?.country ?? null };
};
const windowsOf = (phone: string, setting: QuietHoursInForce = 'all') =>
  quietHoursOf(numberOf(phone), setting)?.windows ?? [];

/** Hours of the sources, from weekday to weekday in local time, written down a second time: phone, zone, weekdays, Saturday, Sunday. */
const HOURS: readonly (readonly [string, string, string, string, string, string])[] = [
  ['the federal hours (Ohio)', '+12165550123', 'America/New_York', '8-21', '8-21', '8-21'],
  ['Puerto Rico', '+17875550123', 'America/Puerto_Rico', '8-21', '8-21', '8-21'],
  ['Guam', '+16715550123', 'Pacific/Guam', '8-21', '8-21', '8-21'],
  ['Alabama', '+12055550123', 'America/Chicago', '8-20', '8-20', ''],
  ['Connecticut', '+12035550123', 'America/New_York', '9-20', '9-20', '9-20'],
  ['Florida', '+13055550123', 'America/New_York', '8-20', '8-20', '8-20'],
  ['Kentucky', '+15025550123', 'America/New_York', '10-21', '10-21', '10-21'],
  ['Louisiana', '+15045550123', 'America/Chicago', '8-20', '8-20', ''],
  ['Massachusetts', '+16175550123', 'America/New_York', '8-20', '8-20', '8-20'],
  ['Maryland', '+14105550123', 'America/New_York', '8-20', '8-20', '8-20'],
  ['Minnesota', '+16125550123', 'America/Chicago', '9-21', '9-21', '9-21'],
  ['Mississippi', '+16015550123', 'America/Chicago', '8-20', '8-20', ''],
  ['New Mexico', '+15055550123', 'America/Denver', '9-21', '9-21', '9-21'],
  ['Oklahoma', '+14055550123', 'America/Chicago', '8-20', '8-20', '8-20'],
  ['Rhode Island', '+14015550123', 'America/New_York', '9-18', '10-17', ''],
  ['Texas', '+12145550123', 'America/Chicago', '9-21', '9-21', '12-21'],
  ['Utah', '+18015550123', 'America/Denver', '8-21', '8-21', ''],
  ['Washington', '+12065550123', 'America/Los_Angeles', '8-20', '8-20', '8-20'],
  ['France', '+33639980001', 'Europe/Paris', '8-22', '8-22', ''],
  ['India', '+919876543210', 'Asia/Kolkata', '10-21', '10-21', '10-21'],
  ['the United Arab Emirates', '+971501234567', 'Asia/Dubai', '7-21', '7-21', '7-21'],
  ['Saudi Arabia', '+966512345678', 'Asia/Riyadh', '7-22', '7-22', '7-22'],
  ['Thailand', '+66812345678', 'Asia/Bangkok', '9-21', '9-21', '9-21'],
];

const DAY = 24 * 60 * MINUTE;
/** Hours of the sources begin and end at full hours, and clocks change then. */
const STEP = 15 * MINUTE;
/** In the United States and in Europe. */
const CLOCK_CHANGES = ['2026-03-08', '2026-03-29', '2026-10-25', '2026-11-01'];

describe('the quiet hours of a number', () => {
  it.each(HOURS)(
    'of %s: each quarter of an hour around the changes of clocks is as its source says',
    (_, phone, zone, ...days) => {
      const [weekday, saturday, sunday] = days;
      const read = wallClock(zone);
      const isPermitted = (at: number): boolean => {
        const { local, weekday: day } = read(at);
        const hours = day === 'SA' ? saturday : day === 'SU' ? sunday : weekday;
        if (!hours) return false;
        const [from = 0, to = 0] = hours.split('-').map(Number);
        const hour = Number(local.slice(11, 13));
        return from <= hour && hour < to;
      };
      const windows = windowsOf(phone);
      const query = (at: number) => ({ at: new Date(at), windows, zones: { recipient: zone, account: 'Asia/Tokyo' } });
      const wrong: string[] = [];
      for (const change of CLOCK_CHANGES) {
        const from = Date.parse(change) - 4 * DAY;
        for (let at = from; at < from + 8 * DAY; at += STEP) {
          if (isOpen(query(at)) !== isPermitted(at)) wrong.push(new Date(at).toISOString());
        }
        for (let at = from; at < from + 8 * DAY; at += DAY / 2) {
          let flip = at;
          while (isPermitted(flip) === isPermitted(at)) flip += STEP;
          const found = isPermitted(at) ? openUntil(query(at)) : nextOpen(query(at));
          if (found?.getTime() !== flip) wrong.push(`${new Date(at).toISOString()}: ${found?.toISOString()}`);
        }
      }
      expect(wrong).toEqual([]);
    },
  );

  it.each([
    ['a country without an entry', '+447700900123'],
    ['Canada, which shares the calling code', '+14165550123'],
    ['Jamaica, which shares it, too', '+18765550123'],
    ['a number of no country', '+882161234567'],
  ])('are none in %s (%s)', (_, phone) => {
    expect(numberOf(phone).number).toBe(phone);
    expect(quietHoursOf(numberOf(phone), 'all')).toBeNull();
  });

  it('are none without a number', () => {
    expect(quietHoursOf({ number: null, country: null }, 'all')).toBeNull();
    expect(quietRulesOf({ number: null, country: null }, 'all')).toEqual([]);
  });

  it('are the federal ones for an area code of no state', () => {
    const regions = quietRulesOf(numberOf('+18005550123'), 'law').map(({ region }) => region);
    expect(regions).toEqual(['US']);
  });

  it('come from the country and the state together', () => {
    const regions = quietRulesOf(numberOf('+13055550123'), 'law').map(({ region }) => region);
    expect(regions).toEqual(['US', 'US-FL']);
  });

  it('are those of guidelines only if the setting says so', () => {
    expect([windowsOf('+33639980001', 'law'), windowsOf('+919876543210', 'law').length > 0]).toEqual([[], true]);
    expect(windowsOf('+13055550123', 'law')).toEqual(windowsOf('+13055550123', 'all'));
  });

  it('are one object for all states with the same hours, whose key is the same in each process', () => {
    const florida = quietHoursOf(numberOf('+13055550123'), 'law');
    expect(quietHoursOf(numberOf('+12065550123'), 'law')).toBe(florida);
    expect(quietHoursOf(numberOf('+12145550123'), 'law')).not.toBe(florida);
    // Minutes of the week: Sunday's evening and Monday's morning are apart, all other nights are whole.
    expect(florida?.key).toBe('0-480,1200-1920,2640-3360,4080-4800,5520-6240,6960-7680,8400-9120,9840-10080');
  });
});

describe('the setting', () => {
  it('is the campaign’s, otherwise the account’s', () => {
    expect(effectiveQuietHours(undefined, 'law')).toBe('law');
    expect(effectiveQuietHours('off', 'law')).toBeUndefined();
    expect(effectiveQuietHours('all', 'off')).toBe('all');
    expect(effectiveQuietHours(undefined, undefined)).toBeUndefined();
  });
});

describe('windows that leave time by themselves', () => {
  const evening = (zone: 'recipient' | 'account') =>
    dndWindows.parse([{ from: '22:00', to: '20:00', zone, action: 'delay' }]);

  it('are found where quiet hours take the rest', () => {
    const names = regionsWithoutTime(evening('recipient'), 'law');
    expect(names).toEqual(expect.arrayContaining(['Florida', 'Washington', 'Rhode Island']));
    expect(names).not.toContain('Texas');
    expect(names).not.toContain('France');
  });

  it('are not judged by the account’s clock, which differs from the recipients’ by any number of hours', () => {
    expect(regionsWithoutTime(evening('account'), 'all')).toEqual([]);
    expect(regionsWithoutTime([], 'all')).toEqual([]);
  });
});

describe('the table', () => {
  it('has each region once, in hours that a schedule can have, with a source and a date', () => {
    const regions = QUIET_HOURS_RULES.flatMap(({ region, alsoIn = [] }) => [region, ...alsoIn]);
    expect(new Set(regions).size).toBe(regions.length);
    const states = new Set(STATE_OF_AREA_CODE.values());
    for (const { region, alsoIn = [], open, source, url, lookedAt, note } of QUIET_HOURS_RULES) {
      const [country = '', state] = region.split('-');
      for (const code of [country, ...alsoIn])
        expect(isSupportedCountry(code) && getCountryCallingCode(code)).toBeTruthy();
      if (state !== undefined) expect([country, states.has(state)]).toEqual(['US', true]);
      const days = open.flatMap((hours) => hours.days);
      expect(new Set(days).size).toBe(days.length);
      for (const { from, to } of open) expect([from, to, from < to]).toEqual([...[from, to].map(clock), true]);
      expect(source.length).toBeGreaterThan(10);
      expect(new URL(url).protocol).toBe('https:');
      expect(new Date(lookedAt).toISOString().slice(0, 10)).toBe(lookedAt);
      expect(note).not.toBe('');
    }
  });

  it('of area codes has the 50 states and the District of Columbia, each code once, and no code of another country', () => {
    expect(new Set(STATE_OF_AREA_CODE.values()).size).toBe(51);
    expect(STATE_OF_AREA_CODE.size).toBeGreaterThan(350);
    const elsewhere = [...STATE_OF_AREA_CODE.keys()].filter((code) => numberOf(`+1${code}5550123`).country !== 'US');
    expect(elsewhere).toEqual([]);
    const states = ['212', '415', '312', '713', '907', '808', '202', '305', '617'].map((code) =>
      STATE_OF_AREA_CODE.get(code),
    );
    expect(states).toEqual(['NY', 'CA', 'IL', 'TX', 'AK', 'HI', 'DC', 'FL', 'MA']);
  });
});

const clock = (time: string): string => /^(?:[01]\d|2[0-3]):[0-5]\d$/.exec(time)?.[0] ?? 'no time of day';

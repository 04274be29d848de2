import { describe, expect, it } from 'vitest';
import { ALIASES, ZONES } from '../../src/domain/zoneNames.ts';
import { canonicalZone, knownZone, UnknownZoneError } from '../../src/domain/zones.ts';

/** UTC offset by Node, without Herald's own conversions. */
const offsetIn = (timeZone: string, at: Date): string | undefined =>
  new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })
    .formatToParts(at)
    .find(({ type }) => type === 'timeZoneName')?.value;

/** Both halves of some years. */
const INSTANTS = [2005, 2015, 2026, 2030].flatMap((year) => [0, 6].map((month) => new Date(Date.UTC(year, month, 15))));

describe('a time zone', () => {
  it.each(
    [
      [
        'PST',
        'IST',
        'BST',
        'CST',
        'JST',
        'AST',
        'ACT',
        'VST',
        'PNT',
        'NET',
        'AET',
        'CTT',
        'AGT',
        'CET/CEST',
        'Eastern Time (US & Canada)',
      ],
      [
        'Eastern Standard Time',
        'GMT+2',
        'UTC+2',
        '+02:00',
        '-0500',
        'SystemV/PST8',
        'Etc/Unknown',
        'Factory',
        'posixrules',
        'localtime',
      ],
      [
        'Mars/Base',
        '',
        ' ',
        'Europe/Paris ',
        'europe-paris',
        'Etc/GMT+15',
        'constructor',
        '__proto__',
        'toString',
        'x'.repeat(5000),
      ],
    ].flat(),
  )('is not %.40s', (name) => {
    expect(canonicalZone(name)).toBeNull();
    expect(() => knownZone(name)).toThrow(UnknownZoneError);
  });

  it.each([
    ['Europe/Paris', 'Europe/Paris'],
    ['europe/PARIS', 'Europe/Paris'],
    ['US/Pacific', 'America/Los_Angeles'],
    ['PST8PDT', 'America/Los_Angeles'],
    ['Asia/Calcutta', 'Asia/Kolkata'],
    ['Asia/Kolkata', 'Asia/Kolkata'],
    ['Europe/Kiev', 'Europe/Kyiv'],
    ['America/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
    ['GB', 'Europe/London'],
    ['Iceland', 'Atlantic/Reykjavik'],
    ['Europe/Oslo', 'Europe/Oslo'],
    ['GMT', 'UTC'],
    ['Etc/UTC', 'UTC'],
    ['Zulu', 'UTC'],
    ['Etc/GMT+5', 'Etc/GMT+5'],
  ])('%s is stored as %s', (name, zone) => {
    expect(canonicalZone(name)).toBe(zone);
  });

  it('each canonical name is its own, and each alias has the offsets of its zone', () => {
    expect(new Set([...ZONES, ...[...ALIASES.values()].flat()]).size).toBe(
      ZONES.length + [...ALIASES.values()].flat().length,
    );
    for (const zone of ZONES) expect(canonicalZone(zone)).toBe(zone);
    for (const [zone, aliases] of ALIASES) {
      for (const alias of aliases) {
        expect(canonicalZone(alias)).toBe(zone);
        expect(INSTANTS.map((at) => offsetIn(alias, at))).toEqual(INSTANTS.map((at) => offsetIn(zone, at)));
      }
    }
  });

  it('each zone that the runtime lists is a zone', () => {
    expect(Intl.supportedValuesOf('timeZone').filter((name) => canonicalZone(name) === null)).toEqual([]);
  });
});

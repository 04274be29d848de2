import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, nextTransition, offsetMs, toInstant, toLocal } from '../../../src/domain/schedule/localTime.ts';
import { UnknownZoneError } from '../../../src/domain/zones.ts';
import { MINUTE, walkTo, wallClock } from './wallClock.ts';

const instantOf = (local: string, zone: string): string => toInstant(local, zone).toISOString();

describe('a local time becomes an instant', () => {
  it.each([
    ['an ordinary one in winter', '2026-01-07T10:00', 'Europe/Paris', '2026-01-07T09:00:00.000Z'],
    ['an ordinary one in summer', '2026-07-07T10:00', 'Europe/Paris', '2026-07-07T08:00:00.000Z'],
    [
      'half past two, skipped in Paris, is half past three',
      '2026-03-29T02:30',
      'Europe/Paris',
      '2026-03-29T01:30:00.000Z',
    ],
    ['the last minute before the gap', '2026-03-29T01:59', 'Europe/Paris', '2026-03-29T00:59:00.000Z'],
    ['half past two, twice in Paris, is the first', '2026-10-25T02:30', 'Europe/Paris', '2026-10-25T00:30:00.000Z'],
    ['three, after the second round', '2026-10-25T03:00', 'Europe/Paris', '2026-10-25T02:00:00.000Z'],
    ['half past two, skipped in New York', '2026-03-08T02:30', 'America/New_York', '2026-03-08T07:30:00.000Z'],
    [
      'half past one, twice in New York, is the first',
      '2026-11-01T01:30',
      'America/New_York',
      '2026-11-01T05:30:00.000Z',
    ],
    [
      'ten past two, skipped by half an hour on Lord Howe',
      '2026-10-04T02:10',
      'Australia/Lord_Howe',
      '2026-10-03T15:40:00.000Z',
    ],
    [
      'a quarter to two, twice on Lord Howe, is the first',
      '2026-04-05T01:45',
      'Australia/Lord_Howe',
      '2026-04-04T14:45:00.000Z',
    ],
    ['a zone without daylight saving', '2026-03-29T02:30', 'Asia/Kolkata', '2026-03-28T21:00:00.000Z'],
    ['a day that Samoa left out is the day after', '2011-12-30T10:00', 'Pacific/Apia', '2011-12-30T20:00:00.000Z'],
    ['beyond the date line', '2026-01-01T00:00', 'Pacific/Kiritimati', '2025-12-31T10:00:00.000Z'],
    ['in the year 2100', '2100-07-07T10:00', 'Europe/Paris', '2100-07-07T08:00:00.000Z'],
    ['in a gap of the year 2100', '2100-03-28T02:30', 'Europe/Paris', '2100-03-28T01:30:00.000Z'],
  ])('%s', (_, local, zone, instant) => {
    expect(instantOf(local, zone)).toBe(instant);
  });
});

const ZONES = Intl.supportedValuesOf('timeZone');

describe('local times agree with Intl', () => {
  it('in every zone, at any minute up to 2100', () => {
    const anyMinute = fc.integer({ min: Date.UTC(2000) / MINUTE, max: Date.UTC(2101) / MINUTE });
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), anyMinute, (zone, minute) => {
        const shown = toLocal(new Date(minute * MINUTE), zone);
        expect(shown).toBe(wallClock(zone)(minute * MINUTE).local);
      }),
      { numRuns: 800, seed: 1 },
    );
  });

  it('around the next change of the offset, in every zone, for the three years to come', () => {
    const end = Date.UTC(2029);
    const changes = ZONES.flatMap((zone) => {
      const read = wallClock(zone);
      const found: string[] = [];
      for (let at = nextTransition(new Date(Date.UTC(2026)), zone); at !== null && at.getTime() < end; ) {
        const [before, after] = [read(at.getTime() - MINUTE), read(at.getTime())].map(({ local }) =>
          Date.parse(`${local}Z`),
        );
        expect((after ?? 0) - (before ?? 0), `${zone} ${at.toISOString()}`).not.toBe(MINUTE);
        found.push(`${zone} ${at.toISOString()}`);
        at = nextTransition(at, zone);
      }
      return found;
    });
    expect(changes).toContain('Europe/Paris 2026-03-29T01:00:00.000Z');
    expect(changes.filter((change) => change.startsWith('Europe/Paris')).length).toBe(6);
    expect(changes.filter((change) => change.startsWith('Asia/Kolkata'))).toEqual([]);
  });

  it('between changes the offset stays: no change is passed over', () => {
    for (const zone of ['Australia/Lord_Howe', 'Africa/Casablanca', 'America/Santiago']) {
      let next = nextTransition(new Date(Date.UTC(2026)), zone);
      let offset = offsetMs(new Date(Date.UTC(2026)), zone);
      for (let at = Date.UTC(2026); at < Date.UTC(2027); at += 30 * MINUTE) {
        if (next !== null && at >= next.getTime()) {
          next = nextTransition(new Date(at), zone);
          offset = offsetMs(new Date(at), zone);
        }
        if (offsetMs(new Date(at), zone) !== offset) expect.fail(`${zone} ${new Date(at).toISOString()}`);
      }
    }
  });

  it('local times within a day of a change, as walked minute by minute', () => {
    const changes = [
      ['Europe/Paris', '2026-03-29'],
      ['Europe/Paris', '2026-10-25'],
      ['America/New_York', '2026-03-08'],
      ['America/New_York', '2026-11-01'],
      ['Australia/Lord_Howe', '2026-04-05'],
      ['Australia/Lord_Howe', '2026-10-04'],
      ['Pacific/Apia', '2011-12-30'],
      ['Asia/Kolkata', '2026-03-29'],
    ] as const;
    fc.assert(
      fc.property(fc.constantFrom(...changes), fc.integer({ min: 0, max: 24 * 60 - 1 }), ([zone, date], minute) => {
        const local = new Date(Date.parse(`${date}T00:00Z`) + minute * MINUTE).toISOString().slice(0, 16);
        const walked = walkTo(local, wallClock(zone), Date.parse(`${date}T00:00Z`) - 16 * 60 * MINUTE);
        expect(instantOf(local, zone)).toBe(new Date(walked).toISOString());
      }),
      { numRuns: 100, seed: 2 },
    );
  });
});

describe('zones and dates', () => {
  it('that are no IANA zones are an error', () => {
    for (const zone of ['Mars/Base', '', 'BST', '+02:00']) {
      expect(() => toInstant('2026-01-01T00:00', zone)).toThrow(UnknownZoneError);
      expect(() => toLocal(new Date(0), zone)).toThrow(UnknownZoneError);
    }
  });

  it('are added over the ends of months and years', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
  });
});

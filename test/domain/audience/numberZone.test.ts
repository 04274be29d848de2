import { describe, expect, it } from 'vitest';
import { withNumberZone, zoneOfNumber } from '../../../src/domain/audience/numberZone.ts';
import { ZONE_OF_AREA_CODE, ZONE_OF_COUNTRY } from '../../../src/domain/audience/numberZoneTable.ts';
import { usableNumber } from '../../../src/domain/audience/phone.ts';
import { canonicalZone } from '../../../src/domain/zones.ts';

/** What the profile's fields would be. */
const zoneOf = (phone: string): string | null => {
  const parsed = usableNumber(phone);
  return zoneOfNumber({ number: parsed?.e164 ?? null, country: parsed?.country ?? null });
};

describe('the time zone of a number', () => {
  it.each([
    ['+447700900123', 'Europe/London'],
    ['+919876543210', 'Asia/Kolkata'],
    ['+33639980001', 'Europe/Paris'],
    ['+12125550123', 'America/New_York'],
    ['+13125550123', 'America/Chicago'],
    ['+16025550123', 'America/Phoenix'],
    ['+18085550123', 'Pacific/Honolulu'],
    ['+14165550123', 'America/New_York'],
    ['+13065550123', 'America/Regina'],
    ['+17875550123', 'America/Puerto_Rico'],
    ['+18765550123', 'America/Jamaica'],
  ])('%s is %s', (phone, zone) => {
    expect(zoneOf(phone)).toBe(zone);
  });

  it.each([
    ['a country with several clocks', '+34612345678'],
    ['another one', '+79161234567'],
    ['an area code with several clocks', '+18505550123'],
    ['an area code that serves the same area', '+14485550123'],
    ['an area code of no place', '+18005550123'],
  ])('is unknown for %s (%s)', (_, phone) => {
    expect(zoneOf(phone)).toBeNull();
  });

  it('is unknown without a number', () => {
    expect(zoneOfNumber({ number: null, country: null })).toBeNull();
  });

  it('stands in for the zone of a profile that has none', () => {
    const numbered = { number: '+447700900123', country: 'GB' };
    expect(withNumberZone({ ...numbered, timeZone: null }).timeZone).toBe('Europe/London');
    expect(withNumberZone({ ...numbered, timeZone: 'Asia/Tokyo' }).timeZone).toBe('Asia/Tokyo');
    expect(withNumberZone({ number: '+34612345678', country: 'ES', timeZone: null }).timeZone).toBeNull();
  });
});

describe('the tables of zones', () => {
  it('name countries and area codes once, with zones in their canonical form', () => {
    const entries = [...ZONE_OF_COUNTRY, ...ZONE_OF_AREA_CODE];
    expect(ZONE_OF_COUNTRY.size).toBeGreaterThan(200);
    expect(ZONE_OF_AREA_CODE.size).toBeGreaterThan(350);
    for (const [key, zone] of entries) {
      expect(key).toMatch(/^([A-Z]{2}|[2-9]\d\d)$/);
      expect(canonicalZone(zone), key).toBe(zone);
    }
  });
});

import { describe, expect, it } from 'vitest';
import { accountInput, DEFAULT_ACCOUNT } from '../../../src/domain/account/account.ts';

const WINDOW = { from: '22:00', to: '08:00', action: 'delay' };

describe('the account', () => {
  it('is UTC, without DND, limits, address and price, until something is set', () => {
    const nothing = {
      timeZone: 'UTC',
      zoneFromNumber: false,
      quietHours: 'off',
      dnd: null,
      profileLimits: [],
      fourEyes: false,
      alerts: {},
      topics: [],
      retention: {},
      unknownProfiles: 'keep',
      singleMessages: { perNumberAndHour: 10, perCountryAndHour: 1000 },
    };
    expect(accountInput.parse({})).toEqual(nothing);
    expect(DEFAULT_ACCOUNT).toEqual({ ...nothing, revision: 0, updatedAt: null });
  });

  it('accepts all settings', () => {
    const price = { currency: 'EUR', perSegment: { default: 0.07, countries: { FR: 0.045 } } };
    const all = {
      timeZone: 'Europe/Paris',
      dnd: [WINDOW],
      profileLimits: [
        { kind: 'calendar', max: 1, per: 'day' },
        { kind: 'rolling', max: 3, days: 7, tag: 'promotion' },
        { kind: 'minimum_gap', hours: 20, tag: 'promotion' },
      ],
      alerts: { email: 'ada@example.com' },
      price,
    };
    const read = accountInput.parse(all);
    expect(read).toMatchObject({ ...all, dnd: [{ ...WINDOW, zone: 'recipient' }] });
    expect(read.dnd?.[0]?.days).toHaveLength(7);
    expect(accountInput.parse({ price: { currency: 'EUR', perSegment: { default: 0 } } }).price).toEqual({
      currency: 'EUR',
      perSegment: { default: 0, countries: {} },
    });
  });

  it.each([
    ['a zone that is none', { timeZone: 'Paris' }, ['timeZone']],
    ['windows that leave no time to send', { dnd: [{ ...WINDOW, from: '00:00', to: '00:00' }] }, ['dnd']],
    ['a limit of nothing', { profileLimits: [{ kind: 'calendar', max: 0, per: 'day' }] }, ['profileLimits', 0, 'max']],
    ['a gap of nothing', { profileLimits: [{ kind: 'minimum_gap', hours: 0 }] }, ['profileLimits', 0, 'hours']],
    [
      'two limits for one time and tag',
      {
        profileLimits: [
          { kind: 'rolling', max: 1, days: 7 },
          { kind: 'rolling', max: 1, days: 7, tag: 'promotion' },
          { kind: 'rolling', max: 2, days: 7, tag: ' promotion' },
        ],
      },
      ['profileLimits', 2],
    ],
    ['an address that is none', { alerts: { email: 'ada' } }, ['alerts', 'email']],
    ['two addresses', { alerts: { email: 'a@b.example,c@d.example' } }, ['alerts', 'email']],
    ['a header in the address', { alerts: { email: 'a@b.example\r\nBcc: c@d.example' } }, ['alerts', 'email']],
    ['a currency in words', { price: { currency: 'euro', perSegment: { default: 1 } } }, ['price', 'currency']],
    [
      'a price below nothing',
      { price: { currency: 'EUR', perSegment: { default: -1 } } },
      ['price', 'perSegment', 'default'],
    ],
    [
      'a country in words',
      { price: { currency: 'EUR', perSegment: { default: 1, countries: { France: 1 } } } },
      ['price', 'perSegment', 'countries', 'France'],
    ],
    ['a field that there is not', { zone: 'UTC' }, []],
  ])('refuses %s', (_what, input, path) => {
    const read = accountInput.safeParse(input);
    expect(read.success).toBe(false);
    expect(read.error?.issues.map((issue) => issue.path)).toEqual([path]);
  });
});

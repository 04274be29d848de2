import { describe, expect, it } from 'vitest';
import { accountInput, DEFAULT_ACCOUNT } from '../../../src/domain/account/account.ts';

const WINDOW = { from: '22:00', to: '08:00', action: 'delay' };

describe('the account', () => {
  it('is UTC, without DND, limits, address and price, until something is set', () => {
    const nothing = { timeZone: 'UTC', dnd: null, profileLimits: null, alerts: {} };
    expect(accountInput.parse({})).toEqual(nothing);
    expect(DEFAULT_ACCOUNT).toEqual({ ...nothing, updatedAt: null });
  });

  it('accepts all settings', () => {
    const price = { currency: 'EUR', perSegment: { default: 0.07, countries: { FR: 0.045 } } };
    const all = {
      timeZone: 'Europe/Paris',
      dnd: [WINDOW],
      profileLimits: { perDay: 1, perWeek: 3 },
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
    ['limits without a limit', { profileLimits: {} }, ['profileLimits']],
    ['a limit of nothing', { profileLimits: { perDay: 0 } }, ['profileLimits', 'perDay']],
    ['less in a week than in a day', { profileLimits: { perDay: 3, perWeek: 2 } }, ['profileLimits', 'perWeek']],
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

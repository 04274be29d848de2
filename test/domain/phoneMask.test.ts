import { describe, expect, it } from 'vitest';
import { maskNumbers } from '../../src/domain/phoneMask.ts';

describe('masking of phone numbers', () => {
  it.each([
    ['+447700900001', '+44********01'],
    ['+15005550006', '+15*******06'],
    ['call +44 7700 900-001 now', 'call +44 **** ***-*01 now'],
    ['+1 (201) 555-0123', '+1 (2**) ***-**23'],
    ['{"phone":"+447700900001","to":"+33612345678"}', '{"phone":"+44********01","to":"+33*******78"}'],
    ['u1,+447700900001,Ada\r\n', 'u1,+44********01,Ada\r\n'],
    ['/v1/profiles/%2B447700900001', '/v1/profiles/%2B44********01'],
  ])('%s', (text, masked) => expect(maskNumbers(text)).toBe(masked));

  it.each([
    '2026-05-07T10:00:00+05:30',
    '2026-05-07T10:00:00+0530',
    'cmp_0b7be3a1c95d02e4f6aa',
    '1234567890',
    '1e+21',
    'a+b, 3+4',
    'Etc/GMT+12',
  ])('leaves %s as it is', (text) => expect(maskNumbers(text)).toBe(text));
});

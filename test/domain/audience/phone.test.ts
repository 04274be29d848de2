import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalNumber, readNumber, usableNumber } from '../../../src/domain/audience/phone.ts';

const e164Of = (raw: string, country?: string) => {
  const read = readNumber(raw, country);
  return typeof read === 'string' ? read : read.e164;
};

describe('a usable number', () => {
  it.each([
    ['+447700900001', '+447700900001', 'GB'],
    [' +33 6 39 98 00 01 ', '+33639980001', 'FR'],
    ['+33.6.39.98.00.01', '+33639980001', 'FR'],
    ['+1 (202) 555-0100', '+12025550100', 'US'],
    ['+7 495 123-45-67', '+74951234567', 'RU'],
    ['+46 70-123-45-67', '+46701234567', 'SE'],
    ['+49 (0)176/04069015', '+4917604069015', 'DE'],
    ['+36 20/123-4567', '+36201234567', 'HU'],
    ['+420 (0) 601 123 456', '+420601123456', 'CZ'],
    ['+376 (0)312 345', '+376312345', 'AD'],
    ['+39 (0)2 12345678', '+390212345678', 'IT'],
    ['(+44) 7700 900001', '+447700900001', 'GB'],
    ['00447700900202', '+447700900202', 'GB'],
    ['0044 7700 900202', '+447700900202', 'GB'],
    ['\u202a+447700900001\u202c', '+447700900001', 'GB'],
    ['＋４４７７００９００００１', '+447700900001', 'GB'],
    ['+٤٤٧٧٠٠٩٠٠٠٠١', '+447700900001', 'GB'],
    // Possible, although it is in no range of the numbering plan.
    ['+12345678901', '+12345678901', null],
  ])('%s', (raw, e164, country) => {
    expect(usableNumber(raw)).toMatchObject({ e164, ...(country && { country }) });
  });

  it.each([null, undefined, '', 'n/a', '07700900001', '+4477', '+0123456789', '+44770090000100000'])(
    '%j is none',
    (raw) => {
      expect(usableNumber(raw)).toBeNull();
    },
  );

  it.each([
    ['', 'no_number'],
    ['n/a', 'no_number'],
    ['447700900201', 'no_country_code'],
    ['4.47701E+11', 'rounded'],
    ['+4.47701E+11', 'rounded'],
    ['+4,47701e11', 'rounded'],
    ['+44 7700 9001', 'not_possible'],
    ['+44 7700 900171 ::: +44 7700 900172', 'several'],
    ['+447700900171, +447700900172', 'several'],
  ])('%j: %s', (raw, problem) => {
    expect(readNumber(raw)).toBe(problem);
  });

  it.each([
    '+4917604069012.0',
    '+49 176 04069013/14',
    '+49 176 04069013-14',
    '+49 176 04069013 - 14',
    '+49 176 04069013–14',
    '+49 176 04069013 14',
    '+49 30 23125012/13',
    '+49 176 0406 9013 (14)',
    '+43 664 1234567.0',
    '+43 664 1234567.00',
    '+43 1 234567 / 234568',
    '+43 1 234567 234568',
    '+49 176 04069013/014',
    // The digits would be another number that is possible, although it is in no range.
    '+376 312 345/12',
    '+971 50 123 4567 1',
    '+61 412 345 678 12',
    '+420 601 123 456 (1)',
    '0049 176 04069013/14',
  ])('%s has something after its number, which is never glued on', (raw) => {
    expect(readNumber(raw)).toBe('several');
  });

  it('never has the digits of a tail, however long the numbers of the country may be', () => {
    const numbers = fc.constantFrom(
      '+4917604069012',
      '+436641234567',
      '+393331234567',
      '+358401234567',
      '+6281234567890',
    );
    const tails = fc.tuple(fc.constantFrom('.', '/', '-', ' / ', ' - ', '–', ','), fc.stringMatching(/^\d{1,2}$/));
    fc.assert(
      fc.property(numbers, tails, (number, [separator, digits]) => {
        expect([number, 'several', 'no_number', 'not_possible']).toContain(e164Of(`${number}${separator}${digits}`));
      }),
    );
  });

  it.each([
    ['07700900203', 'GB', '+447700900203'],
    // A spreadsheet has taken the zero away.
    ['7700900203', 'GB', '+447700900203'],
    ['447700900201', 'GB', '+447700900201'],
    ['+33639980001', 'GB', '+33639980001'],
    ['0033639980001', 'GB', '+33639980001'],
    ['12025550104', 'US', '+12025550104'],
    ['(202) 555-0104', 'US', '+12025550104'],
    ['011 44 7700 900203', 'US', '+447700900203'],
    ['0176 04069012', 'DE', '+4917604069012'],
    ['06 12 34 56 78', 'FR', '+33612345678'],
    ['8 916 123-45-67', 'RU', '+79161234567'],
    ['０９０ー１２３４ー５６７８', 'JP', '+819012345678'],
    ['0168 123 4567', 'VN', '+84381234567'],
    ['97 12 34 56', 'BJ', '+2290197123456'],
    ['07 12 34 56', 'CI', '+2250707123456'],
    ['044 55 1234 5678', 'MX', '+525512345678'],
    ['11 15 2345-6789', 'AR', '+5491123456789'],
    ['0176 04069013/14', 'DE', 'several'],
    // The country code without its plus sign, or an area code without its zero.
    ['4917604069012', 'DE', 'ambiguous'],
    ['12', 'GB', 'not_possible'],
    ['07700900203', 'XX', 'no_country_code'],
  ])('%s with the default country %s', (raw, country, wanted) => {
    expect(e164Of(raw, country)).toBe(wanted);
  });
});

describe('a number in an older form of its country is the same number', () => {
  it.each([
    ['Mexico', '+525512345678', ['+5215512345678', '+52 1 55 1234 5678', '+52 044 55 1234 5678']],
    [
      'Argentina',
      '+5491123456789',
      [
        '+54 9 11 2345-6789',
        '+54 11 15-2345-6789',
        '+54 9 11 15 2345 6789',
        '+54 11 2345-6789',
        '+54 011 15 2345 6789',
      ],
    ],
    ['Argentina, Cordoba', '+5493512345678', ['+54 351 15 234 5678', '+54 9 351 234 5678']],
    ['Brazil', '+5511987654321', ['+55 11 8765-4321', '+55 (11) 98765-4321']],
    ['Ivory Coast, Orange', '+2250707123456', ['+225 07 12 34 56', '+225 07 07 12 34 56']],
    ['Ivory Coast, MTN', '+2250545123456', ['+225 45 12 34 56']],
    ['Ivory Coast, Moov', '+2250101123456', ['+225 01 12 34 56']],
    ['Benin', '+2290197123456', ['+229 97 12 34 56', '+229 01 97 12 34 56']],
    ['Vietnam', '+84791234567', ['+84 121 123 4567', '+84 79 123 4567']],
  ])('%s', (_, now, forms) => {
    for (const form of forms) expect(e164Of(form)).toBe(now);
    expect(canonicalNumber(now)).toBe(now);
  });

  it.each(['+551132654321', '+548005551234', '+528001234567'])('%s is left as it is', (number) => {
    expect(e164Of(number)).toBe(number);
  });

  it('in a provider’s answer, which may have other text in place of a number', () => {
    expect(canonicalNumber('+5215512345678')).toBe('+525512345678');
    expect(canonicalNumber('Herald')).toBe('Herald');
  });
});

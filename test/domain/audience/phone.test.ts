import { describe, expect, it } from 'vitest';
import { usableNumber } from '../../../src/domain/audience/phone.ts';

describe('a usable number', () => {
  it.each([
    ['+447700900001', '+447700900001', 'GB'],
    [' +33 6 39 98 00 01 ', '+33639980001', 'FR'],
    ['+1 (202) 555-0100', '+12025550100', 'US'],
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
});

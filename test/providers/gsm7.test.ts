import { describe, expect, it } from 'vitest';
import { smsSegments } from '../../src/content/encoding.ts';
import { encodingOf } from '../../src/providers/gsm7.ts';

describe('the encoding that a gateway is told', () => {
  it('is the one that the segments are counted with, for every character', () => {
    const differing = [];
    for (let unit = 0; unit <= 0xffff; unit++) {
      const text = `a${String.fromCharCode(unit)}b`;
      if (encodingOf(text) !== smsSegments(text).encoding) differing.push(unit.toString(16));
    }
    expect(differing).toEqual([]);
    expect(encodingOf('')).toBe('GSM-7');
    expect(encodingOf('🎉')).toBe('UCS-2');
  });
});

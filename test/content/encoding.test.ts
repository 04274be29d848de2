import fc from 'fast-check';
import { SegmentedMessage } from 'sms-segments-calculator';
import { describe, expect, it } from 'vitest';
import { smsSegments } from '../../src/content/encoding.ts';

const GSM =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà\f^{}\\[~]|€';
const OUTSIDE = ['ç', 'ê', '’', '“', '…', 'ё', '中', '\t', '😀', '🚀', '𝒳'];

/** Characters that never join with a neighbour into one grapheme, for which the package and the standard agree. */
const plainText = (alphabet: readonly string[]) =>
  fc.array(fc.constantFrom(...alphabet), { maxLength: 400 }).map((characters) => characters.join(''));

const ofPackage = (text: string) => {
  const message = new SegmentedMessage(text);
  return { encoding: message.getEncodingName(), segments: text === '' ? 0 : message.segmentsCount };
};
const ours = (text: string) => {
  const { encoding, segments } = smsSegments(text);
  return { encoding, segments };
};

describe('SMS segments', () => {
  it.each([
    ['', 'GSM-7', 0, 0],
    ['a'.repeat(160), 'GSM-7', 1, 160],
    ['a'.repeat(161), 'GSM-7', 2, 161],
    ['a'.repeat(306), 'GSM-7', 2, 306],
    ['a'.repeat(307), 'GSM-7', 3, 307],
    ['€'.repeat(80), 'GSM-7', 1, 160],
    [`${'a'.repeat(159)}€`, 'GSM-7', 2, 161],
    ['ç'.repeat(70), 'UCS-2', 1, 70],
    ['ç'.repeat(71), 'UCS-2', 2, 71],
    ['ç'.repeat(135), 'UCS-2', 3, 135],
    ['€'.repeat(70), 'GSM-7', 1, 140],
    [`${'€'.repeat(69)}ç`, 'UCS-2', 1, 70],
  ])('of %j: %s, %i segments, %i units', (text, encoding, segments, units) => {
    expect(smsSegments(text)).toMatchObject({ encoding, segments, units });
  });

  it('an escape pair at the end of a part moves to the next one as a whole', () => {
    // 152 septets, then a pair that would be split at 153: the two parts have room for 305 septets, but the pair wastes one.
    expect(smsSegments(`${'a'.repeat(152)}€${'a'.repeat(151)}`).segments).toBe(2);
    expect(smsSegments(`${'a'.repeat(152)}€${'a'.repeat(152)}`).segments).toBe(3);
  });

  it('a surrogate pair at the end of a part moves to the next one as a whole', () => {
    expect(smsSegments(`${'ç'.repeat(66)}😀${'ç'.repeat(65)}`).segments).toBe(2);
    expect(smsSegments(`${'ç'.repeat(66)}😀${'ç'.repeat(66)}`).segments).toBe(3);
  });

  it('names the characters that made it UCS-2, each once, ten at most', () => {
    expect(smsSegments('It’s 20 € – don’t wait 😀').notInGsm7).toEqual(['’', '–', '😀']);
    expect(smsSegments('абвгдежзийклмн').notInGsm7).toHaveLength(10);
    expect(smsSegments('20 €').notInGsm7).toEqual([]);
  });

  it('agrees with sms-segments-calculator on any GSM-7 text', () => {
    fc.assert(
      fc.property(plainText([...GSM]), (text) => {
        expect(ours(text)).toEqual(ofPackage(text));
      }),
      { seed: 1, numRuns: 150 },
    );
  });

  it('agrees with sms-segments-calculator on any text without joined characters', () => {
    fc.assert(
      fc.property(plainText([...GSM.replace('\r', ''), ...OUTSIDE]), (text) => {
        expect(ours(text)).toEqual(ofPackage(text));
      }),
      { seed: 2, numRuns: 150 },
    );
  });

  it('needs no more segments than the package, which keeps graphemes together, and no fewer than the units ask for', () => {
    const joined = ['e\u0301', '👨‍👩‍👧', '🇫🇷', '👍🏽', 'a', 'ç'];
    fc.assert(
      fc.property(plainText(joined), (text) => {
        const { segments, units } = smsSegments(text);
        expect(segments).toBeLessThanOrEqual(ofPackage(text).segments);
        expect(segments).toBeGreaterThanOrEqual(Math.ceil(units / 70));
      }),
      { seed: 3, numRuns: 100 },
    );
  });
});

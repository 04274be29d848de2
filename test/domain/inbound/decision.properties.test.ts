import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideInbound } from '../../../src/domain/inbound/decision.ts';
import { KEYWORDS } from '../../../src/domain/inbound/keywords.ts';

const TEXTS = [
  ...KEYWORDS.map(({ text }) => text),
  "don't stop",
  'is the bus stop open',
  'hello there',
  'opt out please',
];
const INVISIBLE = ['\u200b', '\u200c', '\u200d', '\u2060', '\ufeff', '\u00ad', '\u200e', '\u202a', '\ufe0f'];
const AROUND = [
  ' ',
  '\n',
  '\t',
  '\u00a0',
  '\u3000',
  '.',
  '!',
  '?',
  '…',
  '"',
  '«',
  '。',
  '🛑',
  '👍🏽',
  '👩‍👩‍👧',
  '❤️',
  '-',
  '*',
];

const around = fc.array(fc.constantFrom(...AROUND), { maxLength: 4 }).map((parts) => parts.join(''));

/** ASCII letters in their full width. */
const wide = (text: string) => text.replace(/[!-~]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0));

const CASES: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text.toUpperCase(),
  (text) => text.toLowerCase(),
  (text) => text.replace(/^./u, (first) => first.toUpperCase()),
  wide,
  (text) => wide(text.toUpperCase()),
  (text) => text.normalize('NFD'),
  (text) => text.normalize('NFC'),
];

describe('the decision on a text', () => {
  it('does not depend on case, width, and the form in which accents are written', () => {
    fc.assert(
      fc.property(fc.constantFrom(...TEXTS), fc.constantFrom(...CASES), (text, change) => {
        expect(decideInbound(change(text))).toEqual(decideInbound(text));
      }),
    );
  });

  it('does not depend on spaces, punctuation and emoji around it, and on how many spaces are within', () => {
    fc.assert(
      fc.property(fc.constantFrom(...TEXTS), around, around, fc.integer({ min: 1, max: 3 }), (text, a, b, spaces) => {
        expect(decideInbound(a + text.replaceAll(' ', ' '.repeat(spaces)) + b)).toEqual(decideInbound(text));
      }),
    );
  });

  it('does not depend on characters that cannot be seen, wherever they are', () => {
    const places = fc.array(fc.tuple(fc.nat(20), fc.constantFrom(...INVISIBLE)), { maxLength: 5 });
    fc.assert(
      fc.property(fc.constantFrom(...TEXTS), places, (text, insertions) => {
        const letters = [...text];
        for (const [at, character] of insertions) letters.splice(at % (letters.length + 1), 0, character);
        expect(decideInbound(letters.join(''))).toEqual(decideInbound(text));
      }),
    );
  });

  it('is never to opt out for a keyword with other letters or digits directly beside it', () => {
    const beside = fc.stringMatching(/^[bcdfg]{2,4}$/);
    fc.assert(
      fc.property(fc.constantFrom('stop', 'end', 'quit', 'cancel', 'baja'), beside, (keyword, letters) => {
        expect(decideInbound(keyword + letters).decision).not.toBe('opt_out');
        expect(decideInbound(letters + keyword).decision).not.toBe('opt_out');
      }),
    );
  });

  it('is made for any text, and is never to opt out for one without letters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const { decision } = decideInbound(text);
        if (!/\p{L}/u.test(text.normalize('NFKD'))) expect(decision).toBe('other');
      }),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { fingerprintOf, isLikeText, mayBeRewritten } from '../../src/content/fingerprint.ts';

const isLike = (a: string, b: string): boolean => isLikeText(fingerprintOf(a), fingerprintOf(b));

describe('the fingerprint of a text', () => {
  it('is six bytes, and another one for another text', () => {
    expect(fingerprintOf('Hello Anna')).toMatch(/^[0-9a-f]{12}$/);
    expect(fingerprintOf('Hello Anna')).toBe(fingerprintOf('Hello Anna'));
    expect(isLike('Hello Anna', 'Hello Ben')).toBe(false);
    expect(isLike('Κωδικός 12', 'Κωδικός 13')).toBe(false);
    expect(isLike('!', '?')).toBe(false);
  });

  it.each([
    ['Hello Anna', false],
    ['Only $9.99! Reply STOP', false],
    ['Hello Zoë', true],
    ['now at shop.example', true],
    ['https://shop.example/a', true],
    ['🎉', true],
  ])('says whether a provider may rewrite it: %s', (text, wanted) => {
    expect(mayBeRewritten(fingerprintOf(text))).toBe(wanted);
  });

  it.each([
    ['Anna’s “offer” – ends…', 'Anna\'s "offer" - ends...'],
    ['Sale: https://shop.example/spring?u=77 now', 'Sale: https://twil.io/aB3 now'],
    ['Sale: https://shop.example now', 'Sale: https://twil.io/aB3 now'],
    ['Sale: https://münchen.example/a now', 'Sale: https://twil.io/aB3 now'],
    ['Hello Anna \n', 'Hello Anna'],
    ['Hello Anna', 'Sent from your Twilio trial account - Hello Anna'],
  ])('is like that of what a provider makes of it, and not the same: %s', (text, rewritten) => {
    expect(isLike(text, rewritten)).toBe(true);
    expect(fingerprintOf(text)).not.toBe(fingerprintOf(rewritten));
  });
});

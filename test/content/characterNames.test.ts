import { describe, expect, it } from 'vitest';
import { visibleCharacter } from '../../src/content/characterNames.ts';

describe('a character that can not be seen', () => {
  it.each([
    ['\u00a0', 'U+00A0 NO-BREAK SPACE'],
    ['\u200b', 'U+200B ZERO WIDTH SPACE'],
    ['\u202f', 'U+202F NARROW NO-BREAK SPACE'],
    ['\ufeff', 'U+FEFF ZERO WIDTH NO-BREAK SPACE'],
    ['\u2028', 'U+2028 LINE SEPARATOR'],
    ['\u00ad', 'U+00AD SOFT HYPHEN'],
    ['\t', 'U+0009 CHARACTER TABULATION'],
    ['\ufe0f', 'U+FE0F VARIATION SELECTOR-16'],
    ['\u{e0067}', 'U+E0067'],
    ['\u0007', 'U+0007'],
    ['\ud800', 'U+D800'],
    ['\u0301', 'U+0301'],
  ])('%j is named %s', (character, name) => {
    expect(visibleCharacter(character)).toBe(name);
  });

  it('others are shown as they are', () => {
    for (const character of ['’', '–', 'é', '😀', '中', 'ñ']) expect(visibleCharacter(character)).toBe(character);
  });
});

/** Digits without anything between them, and what stands before them. */
export interface DigitGroup {
  readonly separator: string;
  readonly digits: string;
}

export type PhoneTextProblem = 'no_number' | 'several' | 'rounded';

/** The digits of a phone as they are grouped; `isInternational`: after a plus sign, or 00. */
export function digitGroups(raw: string): { groups: DigitGroup[]; isInternational: boolean } | PhoneTextProblem {
  const text = plain(raw);
  if (/^\+?\d+([.,]\d+)?e\+?\d+$/i.test(text)) return 'rounded';
  const plus = /^\(?\s*(\+|00)/.exec(text);
  const rest = text.slice(plus?.[0].length ?? 0);
  if (/[^\d\s()./-]/.test(rest)) return (rest.match(/\d[\d\s()./-]{5,}\d/g) ?? []).length > 1 ? 'several' : 'no_number';
  const groups = [...rest.matchAll(/(\D*)(\d+)/g)].map(([, separator = '', digits = '']) => ({ separator, digits }));
  return groups.length === 0 ? 'no_number' : { groups, isInternational: plus !== null };
}

export const digitsOf = (groups: readonly DigitGroup[]): string => groups.map(({ digits }) => digits).join('');

/** Without the `(0)` that people write after the country code, for calls within the country: some countries have none. */
export const withoutTrunkZero = (groups: readonly DigitGroup[]): readonly DigitGroup[] =>
  groups.filter(
    ({ digits, separator }, index) =>
      digits !== '0' || !separator.endsWith('(') || !groups[index + 1]?.separator.startsWith(')'),
  );

/**
 * Whether digits follow a number that is complete without them: `04069013/14`, `04069012.0`, or a second number. Digits in short groups are
 * common at the end of a number, too (`123-45-67`); those don't follow a complete one.
 */
export function hasTail(groups: readonly DigitGroup[], isComplete: (digits: string) => boolean): boolean {
  let before = '';
  for (const [index, { separator, digits }] of groups.entries()) {
    const previous = groups[index - 1]?.digits.length ?? 0;
    const rest = groups.slice(index).reduce((sum, group) => sum + group.digits.length, 0);
    const isOwn = rest <= 2 || rest >= 6;
    const maySplit =
      /[/(]/.test(separator) || (/[.-]/.test(separator) ? isOwn || previous >= 6 : isOwn && previous >= 5);
    if (index > 0 && maySplit && isComplete(before)) return true;
    before += digits;
  }
  return false;
}

/** With ASCII digits, hyphens (in Japan also the mark of a long vowel, U+30FC) and spaces, and without marks that can't be seen. */
const plain = (raw: string): string =>
  raw
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/\p{Nd}/gu, asciiDigit)
    .replace(/[\p{Pd}\u2212\u30fc]/gu, '-')
    .trim()
    .replace(/^tel:\s*/i, '');

/** Unicode has the ten digits of each script one after the other, and the blocks of most begin at a multiple of 16 or 6 after it. */
function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  if (code < 0x80) return digit;
  let zero = code;
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String(code - zero);
}

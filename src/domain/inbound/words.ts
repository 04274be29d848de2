/**
 * The words of a text in the form in which they are compared: without case, width, accents and invisible characters. Anything but letters and digits
 * separates words. Letters that are written one by one (`S T O P`) are one word.
 */
export function wordsOf(text: string): string[] {
  const words = folded(text).match(/\p{L}+|\p{N}+/gu) ?? [];
  const isSpelt = words.length > 2 && words.every((word) => /^[a-z]$/.test(word));
  return isSpelt ? [words.join('')] : words;
}

/** Lower case twice, because upper case has letters that lower case splits in two, and NFKD has capitals in what it takes apart. */
const folded = (text: string): string =>
  text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}]/gu, '')
    .toLowerCase()
    .normalize('NFC')
    .replace(/[ıłøđðæœßþ]/g, (letter) => PLAIN[letter] ?? letter);

/** Letters that Unicode doesn't take apart, and that phones without them write like this. */
const PLAIN: Readonly<Record<string, string>> = {
  ı: 'i',
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  æ: 'ae',
  œ: 'oe',
  ß: 'ss',
  þ: 'th',
};

/** @throws when the value of a flag isn't a whole number from 1 to `most`, naming the flag. */
export function wholeNumber(flag: string, value: string, most: number): number {
  const number = Number(value);
  if (/^\d+$/.test(value) && number >= 1 && number <= most) return number;
  throw new Error(`--${flag} ${value}: a whole number from 1 to ${most} is wanted.`);
}

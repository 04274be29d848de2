/** A number in international form, as texts have it: a plus sign, then 7 to 15 digits that may be grouped. */
const NUMBER = /(?:\+|%2B)\d(?:[ ().\u00a0-]{0,2}\d){6,14}/gi;
const SHOWN_AT_THE_END = 2;

/**
 * A text in which every phone number in international form is masked: `+447700900001` becomes `+44********01`. JSON, NDJSON and CSV stay what they are,
 * since only digits are replaced.
 */
export const maskNumbers = (text: string): string => text.replace(NUMBER, masked);

function masked(number: string): string {
  const prefix = /^(?:\+|%2B)/i.exec(number)?.[0] ?? '';
  const digits = number.slice(prefix.length);
  const count = digits.replace(/\D/g, '').length;
  let seen = 0;
  return (
    prefix +
    digits.replace(/\d/g, (digit) => {
      seen += 1;
      return seen <= 2 || seen > count - SHOWN_AT_THE_END ? digit : '*';
    })
  );
}

/** A number in international form, as texts have it: a plus sign, then 7 to 15 digits that may be grouped. */
const NUMBER = /(?:\+|%2B)\d(?:[ ().\u00a0-]{0,2}\d){6,14}/gi;
/** The field of a JSON text that holds a phone as it was typed, which may lack the country code. */
const PHONE_FIELD = /("phone":")((?:[^"\\]|\\.)*)"/g;
/** What masking leaves of a number. */
const MASKED = /(?:\+|%2B)?\d{2}[ ().\u00a0-]*\*(?:[ ().\u00a0-]*\*){2,}/i;
const SHOWN_AT_THE_END = 2;

/**
 * A text in which every phone number in international form is masked: `+447700900001` becomes `+44********01`. JSON, NDJSON and CSV stay what they are,
 * since only digits are replaced.
 */
export const maskNumbers = (text: string): string => text.replace(NUMBER, masked);

/** The same for an answer in JSON, in which a phone may also be as it was typed. */
export const maskJson = (json: string): string =>
  maskNumbers(json).replace(PHONE_FIELD, (_, name: string, value: string) => `${name}${masked(value)}"`);

/** Whether a text has a masked number in it. */
export const hasMaskedNumber = (text: string): boolean => MASKED.test(text);

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

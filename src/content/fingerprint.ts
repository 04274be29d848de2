import { hash } from 'node:crypto';

/**
 * Six bytes, in hexadecimal, that tell one text from another: four that stay the same whatever a provider makes of the text (`isLikeText`), and two that
 * don't.
 */
export const fingerprintOf = (text: string): string =>
  hash('sha256', plain(text.replace(TRIAL, '')) || text, 'hex').slice(0, LASTING) + checksum(text);

const LASTING = 8;

/**
 * Whether two fingerprints are of one text, though a provider may have rewritten it: smart encoding (typographic characters become plain
 * ones), link shortening (other addresses), white space cut at the ends, a trial account's words before it.
 */
export const isLikeText = (a: string, b: string): boolean => a.slice(0, LASTING) === b.slice(0, LASTING);

const TRIAL = /^sent from your twilio trial account\s*-?\s*/i;

// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
const ASCII = /^[\x00-\x7f]*$/;

/** Letters and digits. What nearly every text is made of takes a fraction of the time of all that Unicode has. */
const plain = (text: string): string =>
  ASCII.test(text) && !text.includes('/')
    ? text.replace(/[^a-zA-Z0-9]+/g, '').toLowerCase()
    : text
        .replace(/\b(?:https?:\/\/)?[\w-]+(?:\.[\w-]+)+\/\S*/gi, '<link>')
        .normalize('NFKD')
        .replace(/[\p{M}\p{P}\p{S}\s\p{Cf}]/gu, '')
        .toLowerCase();

/** FNV-1a over UTF-16, folded into 16 bits. */
function checksum(text: string): string {
  let sum = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) sum = Math.imul(sum ^ text.charCodeAt(index), 0x01000193);
  return ((sum ^ (sum >>> 16)) & 0xffff).toString(16).padStart(4, '0');
}

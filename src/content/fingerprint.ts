/**
 * Six bytes, in hexadecimal, that tell one text from another: four that usually stay the same whatever a provider makes of the text (`isLikeText`), and
 * two that don't. The last bit says whether a provider may make anything of it (`mayBeRewritten`).
 */
export function fingerprintOf(text: string): string {
  const exact = mix(START, text);
  const rest = ((exact ^ (exact >>> 16)) & 0xfffe) | (REWRITABLE.test(text) ? 1 : 0);
  return hex(lasting(text.replace(TRIAL, '')) ?? exact, LASTING) + hex(rest, 4);
}

/**
 * Whether the text has what providers rewrite: characters outside ASCII (smart encoding), or anything like a link. Any other text is found as it was sent,
 * but for a trial account's words before it.
 */
export const mayBeRewritten = (fingerprint: string): boolean => (Number.parseInt(fingerprint.slice(-1), 16) & 1) === 1;

const REWRITABLE = /[^\0-\x7f]|\/|\w\.[a-z]/i;

/** Hexadecimal digits. */
const LASTING = 8;

/**
 * Whether two fingerprints are of one text, though a provider may have rewritten it: smart encoding (typographic characters become plain
 * ones), link shortening (other addresses), white space cut at the ends, a trial account's words before it. False doesn't say that they aren't: a link
 * without a scheme, or a letter that smart encoding replaces by another one, is more than this sees.
 */
export const isLikeText = (a: string, b: string): boolean => a.slice(0, LASTING) === b.slice(0, LASTING);

const TRIAL = /^sent from your twilio trial account\s*-?\s*/i;

/** Of letters and digits; null where there are none. ASCII without links, which nearly every text is, takes a fraction of the time of the rest. */
function lasting(text: string): number | null {
  let sum = START;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit > 0x7f || unit === SLASH) return lastingOfAny(text);
    if (isLowerOrDigit(unit)) sum = step(sum, unit);
    else if (isLowerOrDigit(unit | 0x20)) sum = step(sum, unit | 0x20);
  }
  return sum === START ? null : finish(sum);
}

function lastingOfAny(text: string): number | null {
  const plain = text
    .replace(/\bhttps?:\/\/\S+|\b[\w-]+(?:\.[\w-]+)+\/\S*/gi, '')
    .normalize('NFKD')
    .replace(/[\p{M}\p{P}\p{S}\s\p{C}]/gu, '')
    .toLowerCase();
  return plain === '' ? null : finish(mix(START, plain));
}

const SLASH = 0x2f;

const isLowerOrDigit = (unit: number): boolean => (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x30 && unit <= 0x39);

// FNV-1a over UTF-16, and the end of MurmurHash3.

const START = 0x811c9dc5;

const step = (sum: number, unit: number): number => Math.imul(sum ^ unit, 0x01000193);

function mix(start: number, text: string): number {
  let sum = start;
  for (let index = 0; index < text.length; index += 1) sum = step(sum, text.charCodeAt(index));
  return sum;
}

function finish(sum: number): number {
  let hash = Math.imul(sum ^ (sum >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

const hex = (value: number, digits: number): string => (value >>> 0).toString(16).padStart(digits, '0');

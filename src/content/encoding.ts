import type { Encoding } from '../domain/message/message.ts';

export interface SmsSegments {
  readonly encoding: Encoding;
  /** The number of SMS segments that are sent and charged; 0 for an empty text. */
  readonly segments: number;
  /** Length in units of the encoding: septets of GSM-7 (extension characters take two), UTF-16 units of UCS-2. */
  readonly units: number;
  /** The first 10 different characters that require UCS-2. Empty for GSM-7. */
  readonly notInGsm7: readonly string[];
}

const GSM = { single: 160, part: 153 } as const;
const UCS = { single: 70, part: 67 } as const;
const MAX_LISTED = 10;

/** 3GPP TS 23.038, 6.2.1: the default alphabet, without the escape itself. */
const DEFAULT_ALPHABET =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
  '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
/** 3GPP TS 23.038, 6.2.1.1: the extension table; each character is sent as an escape and a second septet. */
const EXTENSION = '\f^{}\\[~]|€';

/** Septets of a UTF-16 unit in GSM-7; 0, or undefined beyond the end of the table, when GSM-7 doesn't have it. */
const SEPTETS: Readonly<Uint8Array> = septetTable();

/**
 * Splits a text into SMS segments: in GSM-7 if that has every character, otherwise in UCS-2. A text that is too long for one SMS is sent in
 * parts, each of which has a header and is therefore shorter (153 or 67 units). Escape pairs and surrogate pairs are not split; longer
 * sequences (flags, families, combining accents) may be split between code points, as the standard allows.
 */
export function smsSegments(text: string): SmsSegments {
  const septets = septetsOf(text);
  if (septets === null) {
    return { encoding: 'UCS-2', segments: ucsParts(text), units: text.length, notInGsm7: charactersNotInGsm7(text) };
  }
  return { encoding: 'GSM-7', segments: gsmParts(text, septets), units: septets, notInGsm7: [] };
}

function septetsOf(text: string): number | null {
  let total = 0;
  for (let index = 0; index < text.length; index += 1) {
    const septets = SEPTETS[text.charCodeAt(index)];
    if (!septets) return null;
    total += septets;
  }
  return total;
}

function gsmParts(text: string, septets: number): number {
  if (septets <= GSM.single) return septets === 0 ? 0 : 1;
  if (septets === text.length) return Math.ceil(septets / GSM.part);
  let parts = 1;
  let used = 0;
  for (let index = 0; index < text.length; index += 1) {
    const width = SEPTETS[text.charCodeAt(index)] ?? 1;
    if (used + width > GSM.part) {
      parts += 1;
      used = 0;
    }
    used += width;
  }
  return parts;
}

function ucsParts(text: string): number {
  if (text.length <= UCS.single) return 1;
  let parts = 0;
  for (let start = 0; start < text.length; parts += 1) {
    const end = start + UCS.part;
    start = splitsPair(text, end) ? end - 1 : end;
  }
  return parts;
}

function splitsPair(text: string, at: number): boolean {
  return (text.charCodeAt(at - 1) & 0xfc00) === 0xd800 && (text.charCodeAt(at) & 0xfc00) === 0xdc00;
}

function charactersNotInGsm7(text: string): string[] {
  const found = new Set<string>();
  for (const character of text) {
    if (character.length === 1 && SEPTETS[character.charCodeAt(0)]) continue;
    found.add(character);
    if (found.size === MAX_LISTED) break;
  }
  return [...found];
}

function septetTable(): Uint8Array {
  const table = new Uint8Array('€'.charCodeAt(0) + 1);
  for (const character of DEFAULT_ALPHABET) table[character.charCodeAt(0)] = 1;
  for (const character of EXTENSION) table[character.charCodeAt(0)] = 2;
  return table;
}

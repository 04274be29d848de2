/** An offer of a message to a provider, for one recipient. */
export interface Offer {
  /** E.164. */
  readonly to: string;
  /** Of the text: `fingerprintOf` in src/content/fingerprint.ts. */
  readonly fingerprint: string;
}

/** A number, with a nibble for each digit: longer than E.164 allows. */
const DIGITS = 20;
/** Hexadecimal. */
const FINGERPRINT = 12;
const SIZE = DIGITS + FINGERPRINT;
const NOTHING = '0'.repeat(SIZE);

/** The offers of a slice by the positions of its recipients, in 16 bytes each; null: no offer. */
export function packOffers(offers: readonly (Offer | null)[]): Buffer {
  let text = '';
  for (const offer of offers) text += offer === null ? NOTHING : packed(offer);
  return Buffer.from(text, 'hex');
}

const packed = ({ to, fingerprint }: Offer): string => digitsOf(to) + fingerprint;

const digitsOf = (number: string): string => number.slice(1).padEnd(DIGITS, 'f');

/** The offer at a position; null: there is none. */
export function offerAt(offered: Buffer, position: number): Offer | null {
  const text = offered.subarray((position * SIZE) / 2, ((position + 1) * SIZE) / 2).toString('hex');
  if (text === '' || text === NOTHING) return null;
  const digits = text.slice(0, DIGITS);
  const end = digits.indexOf('f');
  return { to: `+${end < 0 ? digits : digits.slice(0, end)}`, fingerprint: text.slice(DIGITS) };
}

/** The positions with an offer to the number. */
export function positionsOf(offered: Buffer, number: string): number[] {
  const digits = Buffer.from(digitsOf(number), 'hex');
  const positions: number[] = [];
  for (let at = offered.indexOf(digits); at >= 0; at = offered.indexOf(digits, at + 1)) {
    if (at % (SIZE / 2) === 0) positions.push(at / (SIZE / 2));
  }
  return positions;
}

/** All positions to which something was offered. */
export const offeredPositions = (offered: Buffer): number[] =>
  Array.from({ length: (2 * offered.length) / SIZE }, (_, position) => position).filter(
    (position) => offerAt(offered, position) !== null,
  );

/** The offers without those at `positions`; null where none is left. */
export function offersWithout(offered: Buffer, positions: readonly number[]): Buffer | null {
  const rest = Buffer.from(offered);
  for (const position of positions) rest.fill(0, (position * SIZE) / 2, ((position + 1) * SIZE) / 2);
  return rest.some((byte) => byte !== 0) ? rest : null;
}

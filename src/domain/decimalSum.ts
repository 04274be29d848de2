/** Millionths: sums of money have two to four decimals, and their whole numbers of millionths are exact up to nine billions. */
const UNIT = 1e6;
/** Decimals of what is added as large integers. */
const SCALE = 24;

/**
 * A sum of numbers as they are written in decimal: 10.1 + 20.2 is 30.3, as on a receipt. Exact for numbers with up to 24 decimals; what is smaller than that
 * is added in binary.
 */
export class DecimalSum {
  #units = 0;
  #large = 0n;
  #rest = 0;

  add(value: number): void {
    const units = Math.round(value * UNIT);
    if (units / UNIT === value && Number.isSafeInteger(units) && Number.isSafeInteger(this.#units + units)) {
      this.#units += units;
      return;
    }
    const scaled = scaledOf(value);
    if (scaled === null) this.#rest += value;
    else this.#large += scaled;
  }

  /** The number that is nearest to the sum. */
  get value(): number {
    if (this.#large === 0n && this.#rest === 0) return this.#units / UNIT;
    const total = this.#large + BigInt(this.#units) * 10n ** BigInt(SCALE - 6);
    const digits = String(total < 0n ? -total : total).padStart(SCALE + 1, '0');
    const sign = total < 0n ? '-' : '';
    return Number(`${sign}${digits.slice(0, -SCALE)}.${digits.slice(-SCALE)}`) + this.#rest;
  }
}

/** A number times 10^24; null where it has more decimals. */
function scaledOf(value: number): bigint | null {
  const [mantissa = '', exponent = '0'] = String(value).split('e');
  const [whole = '', decimals = ''] = mantissa.split('.');
  const zeros = SCALE + Number(exponent) - decimals.length;
  return zeros < 0 || !Number.isFinite(value) ? null : BigInt(whole + decimals) * 10n ** BigInt(zeros);
}

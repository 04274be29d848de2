import type { SegmentPrice } from '../account/account.ts';
import type { GroupRows } from './groupCounter.ts';

/** The message of one recipient of the sample: its SMS segments, 0 where there is nothing to send. */
export interface SampledText {
  readonly country: string | null;
  readonly segments: number;
}

export interface SegmentCost {
  /** SMS segments to all recipients, rounded. */
  readonly segments: number;
  /** To four decimals; null without a price. */
  readonly cost: { readonly amount: number; readonly currency: string } | null;
}

/**
 * Extrapolates from a sample to all recipients, country by country. The number of recipients of a country is counted, not estimated;
 * only the segments per recipient come from the country's part of the sample (from the whole sample where it has no part). So the cost of
 * an expensive country with few recipients doesn't depend on whether the sample includes it. Exact when the sample includes everybody.
 */
export function segmentCost(of: {
  recipients: GroupRows;
  sample: readonly SampledText[];
  price: SegmentPrice | null;
}): SegmentCost {
  const { recipients, sample, price } = of;
  const overall = mean(sample);
  const sampled = byCountry(sample);
  const parts = [
    ...recipients.rows.map(({ name, recipients: count }) => {
      const own = sampled.get(name);
      return { segments: count * (own ? mean(own) : overall), price: priceOf(price, name) };
    }),
    { segments: recipients.other.recipients * overall, price: priceOf(price, null) },
  ];
  const amount = parts.reduce((sum, part) => sum + part.segments * part.price, 0);
  return {
    segments: Math.round(parts.reduce((sum, part) => sum + part.segments, 0)),
    cost: price && { amount: Math.round(amount * 10_000) / 10_000, currency: price.currency },
  };
}

function byCountry(sample: readonly SampledText[]): Map<string | null, SampledText[]> {
  const found = new Map<string | null, SampledText[]>();
  for (const text of sample) {
    const own = found.get(text.country);
    if (own) own.push(text);
    else found.set(text.country, [text]);
  }
  return found;
}

const mean = (sample: readonly SampledText[]): number =>
  sample.length === 0 ? 0 : sample.reduce((sum, text) => sum + text.segments, 0) / sample.length;

function priceOf(price: SegmentPrice | null, country: string | null): number {
  if (price === null) return 0;
  const { default: usual, countries } = price.perSegment;
  return country !== null && Object.hasOwn(countries, country) ? (countries[country] ?? usual) : usual;
}

import { describe, expect, it } from 'vitest';
import {
  type Offer,
  offerAt,
  offeredPositions,
  offersWithout,
  packOffers,
  positionsOf,
} from '../../src/store/offers.ts';

const SHORT: Offer = { to: '+4477', fingerprint: '0123456789ab' };
const LONG: Offer = { to: '+12345678901234567890', fingerprint: 'ffffffffffff' };

describe('the offers of a slice', () => {
  it('are stored in 16 bytes for each recipient, and read again', () => {
    const offered = packOffers([SHORT, null, LONG]);
    expect(offered).toHaveLength(48);
    expect([0, 1, 2, 3].map((position) => offerAt(offered, position))).toEqual([SHORT, null, LONG, null]);
  });

  it('show which recipients were offered a message under a number', () => {
    const offered = packOffers([SHORT, LONG, null, { ...SHORT, fingerprint: '000000000000' }]);
    expect(positionsOf(offered, SHORT.to)).toEqual([0, 3]);
    expect(positionsOf(offered, LONG.to)).toEqual([1]);
    expect(positionsOf(offered, '+447')).toEqual([]);
  });

  it('tells to whom something was offered', () => {
    expect(offeredPositions(packOffers([SHORT, null, LONG]))).toEqual([0, 2]);
  });

  it('can be left without some', () => {
    const offered = packOffers([SHORT, LONG]);
    expect(offersWithout(offered, [0])).toEqual(packOffers([null, LONG]));
    expect(offersWithout(offered, [0, 1])).toBeNull();
  });
});

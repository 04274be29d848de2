/**
 * Sets of places: small non-negative integers, such as the positions of recipients in their slice. One bit a place, so that a
 * slice of 64 takes 16 characters in the store.
 */
export type Places = bigint;

export const NO_PLACES: Places = 0n;

/** @throws RangeError when one of `numbers` is negative or not an integer */
export function placesOf(numbers: Iterable<number>): Places {
  let places = NO_PLACES;
  for (const number of numbers) places |= 1n << BigInt(number);
  return places;
}

/** In ascending order. */
export function numbersOf(places: Places): number[] {
  const numbers: number[] = [];
  for (let rest = places, number = 0; rest > 0n; rest >>= 1n, number += 1) {
    if ((rest & 1n) === 1n) numbers.push(number);
  }
  return numbers;
}

export const countOf = (places: Places): number => numbersOf(places).length;

/** The `count` lowest of them; none when `count` is negative. */
export const lowestOf = (places: Places, count: number): Places =>
  count <= 0 ? NO_PLACES : placesOf(numbersOf(places).slice(0, count));

export const without = (places: Places, others: Places): Places => places & ~others;

/** In hexadecimal, lower case. */
export const writePlaces = (places: Places): string => places.toString(16);

export const readPlaces = (text: string): Places => BigInt(`0x${text}`);

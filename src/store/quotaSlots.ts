/**
 * Sets of slots: small non-negative integers, such as the positions of recipients in their slice. One bit a slot, so that a
 * slice of 64 takes 16 characters in the store.
 */
export type Slots = bigint;

export const NO_SLOTS: Slots = 0n;

/** @throws RangeError when one of `numbers` is negative or not an integer */
export function slotsOf(numbers: Iterable<number>): Slots {
  let slots = NO_SLOTS;
  for (const number of numbers) slots |= 1n << BigInt(number);
  return slots;
}

/** In ascending order. */
export function numbersOf(slots: Slots): number[] {
  const numbers: number[] = [];
  for (let rest = slots, number = 0; rest > 0n; rest >>= 1n, number += 1) {
    if ((rest & 1n) === 1n) numbers.push(number);
  }
  return numbers;
}

export const countOf = (slots: Slots): number => numbersOf(slots).length;

/** The `count` lowest of them; none when `count` is negative. */
export const lowestOf = (slots: Slots, count: number): Slots =>
  count <= 0 ? NO_SLOTS : slotsOf(numbersOf(slots).slice(0, count));

export const without = (slots: Slots, others: Slots): Slots => slots & ~others;

/** In hexadecimal, lower case. */
export const writeSlots = (slots: Slots): string => slots.toString(16);

export const readSlots = (text: string): Slots => BigInt(`0x${text}`);

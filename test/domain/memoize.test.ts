import { expect, it } from 'vitest';
import { memoize } from '../../src/domain/memoize.ts';

it('memoize calls once per key, whatever the result', () => {
  const calls: (string | null)[] = [];
  const lengthOf = memoize((key: string | null) => {
    calls.push(key);
    return key?.length;
  });
  expect([lengthOf('ab'), lengthOf(null), lengthOf('ab'), lengthOf(null)]).toEqual([2, undefined, 2, undefined]);
  expect(calls).toEqual(['ab', null]);
});

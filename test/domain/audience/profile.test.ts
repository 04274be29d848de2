import { describe, expect, it } from 'vitest';
import { mergeProfileInputs, profileInput, reachability } from '../../../src/domain/audience/profile.ts';

describe('reachability', () => {
  it.each([
    [false, '+447700900001', 'reachable'],
    [false, null, 'no_usable_number'],
    [true, '+447700900001', 'opted_out'],
    [true, null, 'opted_out'],
    [false, '+447700900002', 'opted_out'],
  ])('opted out: %s, number: %s: %s', (optedOut, number, answer) => {
    expect(reachability({ optedOut, number }, new Set(['+447700900002']))).toBe(answer);
  });
});

describe('two inputs for one profile', () => {
  it('have the same effect as one after the other', () => {
    const merged = mergeProfileInputs(
      { id: 'a', phone: '+447700900001', optedOut: true, properties: { x: 1, y: 1 } },
      { id: 'a', phone: null, language: 'fr', timeZone: undefined, properties: { y: null, z: 2 } },
    );
    expect(merged).toEqual({
      id: 'a',
      phone: null,
      language: 'fr',
      optedOut: true,
      properties: { x: 1, y: null, z: 2 },
    });
  });

  it('without properties have none', () => {
    expect(mergeProfileInputs({ id: 'a' }, { id: 'a', phone: 'x' })).toEqual({ id: 'a', phone: 'x' });
  });
});

describe('an input', () => {
  it('needs an id, and knows its fields', () => {
    expect(profileInput.safeParse({ id: 'a', properties: { city: null } }).success).toBe(true);
    expect(profileInput.safeParse({}).success).toBe(false);
    expect(profileInput.safeParse({ id: 'a', fone: 'x' }).success).toBe(false);
    expect(profileInput.safeParse({ id: 'a', phone: 447700900001 }).success).toBe(false);
  });
});

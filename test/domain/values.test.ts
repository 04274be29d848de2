import { describe, expect, it } from 'vitest';
import {
  callerId,
  fieldName,
  mapValues,
  properties,
  propertyChanges,
  timeZone,
  toJson,
  toStored,
} from '../../src/domain/values.ts';

const accepts = (schema: { safeParse(value: unknown): { success: boolean } }, value: unknown): boolean =>
  schema.safeParse(value).success;

describe('ids of callers', () => {
  it.each(['a', 'cd-00004', 'user@example.org', '~!', 'x'.repeat(128)])('%s is one', (id) => {
    expect(accepts(callerId, id)).toBe(true);
  });
  it.each(['', 'two words', 'é', 'tab\t', 'x'.repeat(129), 7])('%j is none', (id) => {
    expect(accepts(callerId, id)).toBe(false);
  });
});

describe('names of properties and events', () => {
  it.each(['city', 'First name', 'Année', '_x-1', '名前', '__x'])('%s is one', (name) => {
    expect(accepts(fieldName, name)).toBe(true);
  });
  it.each(['', '1st', 'a.b', '$where', 'a$', ' a', '__proto__', 'x'.repeat(65)])('%j is none', (name) => {
    expect(accepts(fieldName, name)).toBe(false);
  });
});

describe('properties', () => {
  it('are texts, numbers, booleans, tagged dates and lists of texts', () => {
    expect(accepts(properties, { a: 'x', b: 1.5, c: false, d: { date: '2026-05-07' }, e: ['x', 'y'] })).toBe(true);
    for (const value of [null, {}, { date: 'soon' }, [1], Number.NaN, { date: '2026-05-07', x: 1 }]) {
      expect(accepts(properties, { a: value })).toBe(false);
    }
  });

  it('are 256 at most', () => {
    const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, 1]));
    expect(accepts(properties, many(256))).toBe(true);
    expect(accepts(properties, many(257))).toBe(false);
  });

  it('are removed by null in changes', () => {
    expect(accepts(propertyChanges, { a: null, b: 1 })).toBe(true);
  });

  it('are stored and read unchanged, with dates in UTC', () => {
    const given = { text: '2026-05-07', number: 1, date: { date: '2026-05-07T12:00:00+02:00' }, list: ['a'] };
    const stored = mapValues(given, toStored);
    expect(stored).toEqual({ ...given, date: new Date('2026-05-07T10:00:00Z') });
    expect(mapValues(stored, toJson)).toEqual({ ...given, date: { date: '2026-05-07T10:00:00.000Z' } });
  });
});

describe('time zones', () => {
  it.each(['Europe/Paris', 'America/Argentina/Buenos_Aires', 'UTC'])('%s is one', (zone) => {
    expect(accepts(timeZone, zone)).toBe(true);
  });
  it.each(['Mars/Base', '', 'Europe/Paris; x'])('%j is none', (zone) => {
    expect(accepts(timeZone, zone)).toBe(false);
  });
});

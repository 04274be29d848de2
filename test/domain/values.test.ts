import { describe, expect, it } from 'vitest';
import { eventInput } from '../../src/domain/audience/event.ts';
import { profileInput } from '../../src/domain/audience/profile.ts';
import {
  callerId,
  fieldName,
  isoInstant,
  label,
  mapValues,
  properties,
  text,
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
  it.each(['city', 'First name', 'Année', '_x-1', '名前', '__x', ' a '])('%s is one', (name) => {
    expect(accepts(fieldName, name)).toBe(true);
  });
  it.each(['', '1st', 'a.b', '$where', 'a$', 'a\u200b', '__proto__', 'x'.repeat(65)])('%j is none', (name) => {
    expect(accepts(fieldName, name)).toBe(false);
  });
});

describe('a text', () => {
  it('is composed, and has no half of a character', () => {
    expect(text(10).parse('e\u0301 \u{1F600} \uD83D')).toBe('\u00e9 \u{1F600} ');
    expect(fieldName.parse(' Ann\u0065\u0301e ')).toBe('Ann\u00e9e');
  });

  it('that is too long is refused with the limit', () => {
    expect(text(2000).safeParse('x'.repeat(2001)).error?.issues[0]?.message).toBe('wanted: at most 2,000 characters');
  });
});

describe('an instant', () => {
  it.each(['2026-05-07', '2024-02-29', '2026-05-07T10:00:00+05:45', '9999-12-31', '0000-01-01'])(
    '%s is one',
    (value) => {
      expect(accepts(isoInstant, value)).toBe(true);
    },
  );
  it.each(['2026-02-29', '2026-05-07T10:00:00', '9999-12-31T23:59:59-01:00', '0000-01-01T00:00:00+01:00'])(
    '%s is none, or in a year that ISO 8601 writes otherwise',
    (value) => {
      expect(accepts(isoInstant, value)).toBe(false);
    },
  );
});

describe('names of events and of their properties', () => {
  it.each([
    'purchase',
    'checkout.session.completed',
    'orders/create',
    'user:signed_up',
    '$identify',
    '2fa_enabled',
    'दान',
    '🛒',
    '%2F',
  ])('%s is one', (name) => {
    expect(accepts(label, name)).toBe(true);
  });
  it.each(['', '  ', 'a\nb', 'a\0', '__proto__', 'x'.repeat(129)])('%j is none', (name) => {
    expect(accepts(label, name)).toBe(false);
  });
  it('are composed, and without blanks around them', () => {
    expect(label.parse(' re\u0301sume\u0301 ')).toBe('résumé');
  });
});

describe('properties', () => {
  it('are texts, numbers, booleans, tagged dates and lists of texts', () => {
    expect(accepts(properties, { a: 'x', b: 1.5, c: false, d: { date: '2026-05-07' }, e: ['x', 'y'] })).toBe(true);
    for (const value of [null, {}, { date: 'soon' }, [1], Number.NaN, { date: '2026-05-07', x: 1 }]) {
      expect(accepts(properties, { a: value })).toBe(false);
    }
  });

  it('are 256 at most in a request', () => {
    const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, 1]));
    expect(accepts(profileInput, { id: 'u', properties: many(256) })).toBe(true);
    expect(accepts(profileInput, { id: 'u', properties: many(257) })).toBe(false);
  });

  it('of a profile are removed by null, and those of an event are absent', () => {
    expect(profileInput.parse({ id: 'u', properties: { a: null, b: 1 } })).toEqual({
      id: 'u',
      properties: { a: null, b: 1 },
    });
    expect(eventInput.parse({ profileId: 'u', name: 'x', properties: { a: null, b: 1 } }).properties).toEqual({ b: 1 });
  });

  it('are left out where a value is an object or a list of anything but texts, and refused where another is wrong', () => {
    const given = { a: { b: 1 }, c: [1], d: [{ e: 1 }], f: { date: 'soon' }, g: 'x', h: ['y'] };
    for (const read of [
      profileInput.parse({ id: 'u', properties: given }),
      eventInput.parse({ profileId: 'u', name: 'x', properties: given }),
    ]) {
      expect(read).toMatchObject({ properties: { g: 'x', h: ['y'] }, leftOut: ['a', 'c', 'd', 'f'] });
    }
    expect(accepts(profileInput, { id: 'u', properties: { a: 'x'.repeat(2001) } })).toBe(false);
  });

  it('are composed: names, texts and lists', () => {
    const decomposed = { 'pre\u0301nom': 'Jose\u0301', l: ['e\u0301'] };
    expect(profileInput.parse({ id: 'u', properties: decomposed }).properties).toEqual({ prénom: 'José', l: ['é'] });
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

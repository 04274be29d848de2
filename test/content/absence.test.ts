import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { person, render, textOf } from './person.ts';

/** Names that JavaScript or Liquid has on objects, lists or texts. */
const BUILT_IN = [
  ...['size', 'first', 'last', 'length', 'constructor', '__proto__', 'prototype', 'toString', 'valueOf', 'toLiquid'],
  ...['hasOwnProperty', 'liquidMethodMissing', 'name', 'keys', 'values', 'map', 'index', '0', 'date', 'getTime'],
];

describe('a property with a built-in name', () => {
  it.each(BUILT_IN)('%s is absent where the profile does not have it', (name) => {
    expect(textOf(`Your size: {{ profile["${name}"] | default: "not set" }}`)).toBe('Your size: not set');
    expect(textOf(`{% if profile["${name}"] %}we have it{% else %}tell us{% endif %}`)).toBe('tell us');
    expect(textOf(`{{ profile["${name}"] }}`)).toBe('(missing_value)');
    expect(textOf(`{{ lastEvent.Purchase["${name}"] | default: "-" }}`, person({}, { purchase: {} }))).toBe('-');
    const values = { text: 'abc', number: 5, yes: true, born: new Date('1990-05-07T10:00:00Z') };
    for (const property of ['number', 'yes', 'born']) {
      expect(textOf(`{{ profile.${property}["${name}"] | default: "-" }}`, person(values))).toBe('-');
    }
  });

  it.each(BUILT_IN.filter((name) => name !== '__proto__'))('%s is the value of the profile where it has it', (name) => {
    expect(textOf(`{{ profile["${name}"] }}`, person({ [name]: 'XL' }))).toBe('XL');
  });

  it('size, first and last are those of a list, and size that of a text', () => {
    const context = person({ tags: ['a', 'b', 'c'], text: 'abcd' });
    expect(textOf('{{ profile.tags.size }} {{ profile.tags.first }} {{ profile.tags.last }}', context)).toBe('3 a c');
    expect(textOf('{{ profile.tags[1] }} {{ profile.tags[-1] }} {{ profile.text.size }}', context)).toBe('b c 4');
    for (const path of ['tags.length', 'tags.join', 'tags[7]', 'text.length', 'text.first', 'text.constructor']) {
      expect(textOf(`{{ profile.${path} | default: "-" }}`, context)).toBe('-');
    }
  });
});

describe('an absent value', () => {
  it('is neither less nor more than a number, and equal only to nil', () => {
    for (const operator of ['<', '<=', '>', '>=', '==']) {
      for (const value of ['5', '0', '-1', '"a"', 'profile.id', 'true', 'false', '""']) {
        expect(textOf(`{% if profile.visits ${operator} ${value} %}yes{% else %}no{% endif %}`)).toBe('no');
        expect(textOf(`{% if ${value} ${operator} profile.visits %}yes{% else %}no{% endif %}`)).toBe('no');
      }
    }
    expect(textOf('{% if profile.visits != 5 and profile.a == nil and profile.a == profile.b %}yes{% endif %}')).toBe(
      'yes',
    );
    expect(textOf('{% if profile.visits == blank %}yes{% endif %}')).toBe('yes');
    expect(textOf('{% if "undefined" contains profile.a or profile.a contains "u" %}yes{% else %}no{% endif %}')).toBe(
      'no',
    );
    expect(
      textOf('{% unless profile.a %}yes{% endunless %}{% case profile.a %}{% when 1 %}1{% else %}-{% endcase %}'),
    ).toBe('yes-');
  });

  it('is passed over by a chain of defaults, of which the first present value wins', () => {
    const chain = '{{ profile.nick | default: profile.name | default: "friend" }}';
    expect(textOf(chain)).toBe('friend');
    expect(textOf(chain, person({ name: 'Ada' }))).toBe('Ada');
    expect(textOf(chain, person({ nick: 'A.', name: 'Ada' }))).toBe('A.');
    expect(textOf('{{ profile.nick | default: profile.name }}')).toBe('(missing_value)');
    expect(textOf('{{ profile.a | default: lastEvent.Purchase.b | default: profile.id }}')).toBe('p-1');
    expect(textOf('{{ profile.vip | default: true, allow_false: true }}', person({ vip: false }))).toBe('false');
  });

  it('passes through filters to a default', () => {
    for (const filters of ['upcase', 'times: 2 | plus: 1', 'date: "%Y"', 'split: "," | first', 'append: "!" | size']) {
      expect(textOf(`{{ profile.name | ${filters} | default: "friend" }}`)).toBe('friend');
      expect(render(`{{ profile.name | ${filters} }}`)).toMatchObject({
        reason: 'missing_value',
        detail: 'profile.name is absent (line 1, column 4)',
      });
    }
    expect(textOf('{{ "Hi " | append: profile.name | default: "Hello" }}')).toBe('Hello');
    expect(textOf('{{ "Hi " | append: profile.name }}')).toBe('(missing_value)');
    expect(textOf('{% assign n = profile.name %}{{ n | upcase | default: "friend" }}')).toBe('friend');
    expect(textOf('{% assign n = profile.name %}{{ n }}')).toBe('(missing_value)');
    expect(textOf('{% assign v = lastEvent.Visit %}{{ v.page | default: "home" }}')).toBe('home');
    expect(textOf('{% echo profile.name %}x')).toBe('(missing_value)');
    expect(textOf('{{ profile.tags | first | default: "none" }}', person({ tags: [] }))).toBe('none');
  });

  it('is an empty list for a loop', () => {
    expect(textOf('a{% for t in profile.tags %}{{ t }}{% else %}none{% endfor %}')).toBe('anone');
    expect(textOf('a{% for t in lastEvent.Purchase.items %}{{ t }}{% endfor %}b')).toBe('ab');
    expect(textOf('a{% for i in (1..profile.n) %}{{ i }}{% endfor %}b')).toBe('ab');
  });

  it('is named where it is written, with its place', () => {
    expect(render('{{ profile.a | default: "x" }}\n {{ profile.a }}')).toMatchObject({
      detail: 'profile.a is absent (line 2, column 5)',
    });
  });

  it('never has a value, whatever its name and the filters before the default are', () => {
    const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,12}$/).filter((one) => one !== '__proto__');
    const filter = fc.constantFrom(
      'upcase',
      'plus: 1',
      'size',
      'strip',
      'join: ","',
      'json',
      'date: "%Y"',
      'abs',
      'first',
    );
    fc.assert(
      fc.property(
        fc.oneof(name, fc.constantFrom(...BUILT_IN)),
        fc.array(filter, { maxLength: 4 }),
        (given, filters) => {
          fc.pre(!['id', 'phone'].includes(given));
          const chain = filters.map((one) => ` | ${one}`).join('');
          expect(textOf(`{{ profile["${given}"]${chain} | default: "not set" }}`)).toBe('not set');
          expect(textOf(`{{ profile["${given}"]${chain} }}`)).toBe('(missing_value)');
        },
      ),
      { numRuns: 200, seed: 25 },
    );
  });
});

import { describe, expect, it } from 'vitest';
import { smsSegments } from '../../src/content/encoding.ts';
import { compileTemplate, TemplateError } from '../../src/content/template.ts';
import { person, render, textOf } from './person.ts';

const speaking = (language: string | undefined, value: string | number | Date = 1234567.891) =>
  person({ value }, language === undefined ? {} : { language });

describe('numbers', () => {
  it.each([
    [undefined, '1,234,567.891', '1,234,567.89'],
    ['en', '1,234,567.891', '1,234,567.89'],
    ['de', '1.234.567,891', '1.234.567,89'],
    ['de-CH', "1'234'567.891", "1'234'567.89"],
    ['fr', '1 234 567,891', '1 234 567,89'],
    ['fr_FR', '1 234 567,891', '1 234 567,89'],
    ['hi', '12,34,567.891', '12,34,567.89'],
    ['no language at all', '1,234,567.891', '1,234,567.89'],
    ['xx-Nowhere', '1,234,567.891', '1,234,567.89'],
  ])('in %s are %s, and %s', (language, plain, rounded) => {
    expect(textOf('{{ profile.value | number }}', speaking(language))).toBe(plain);
    expect(textOf('{{ profile.value | number: 2 }}', speaking(language))).toBe(rounded);
  });

  it.each([
    ['{{ 5 | number: 2 }}', '5.00'],
    ['{{ 0.1 | plus: 0.2 | number }}', '0.3'],
    ['{{ "12.50" | number: 1 }}', '12.5'],
    ['{{ -3.5 | number }}', '-3.5'],
    ['{{ "many" | number | default: "some" }}', 'some'],
    ['{{ profile.absent | number | default: "some" }}', 'some'],
    ['{{ "" | number | default: "none" }}', 'none'],
    ['{{ 5 | number: 11 }}', '(render_error)'],
    ['{{ 5 | number: "x" }}', '(render_error)'],
  ])('%s is %s', (source, text) => {
    expect(textOf(source)).toBe(text);
  });
});

describe('amounts of money', () => {
  it.each([
    [undefined, 'EUR', '€12.50'],
    ['de', 'EUR', '12,50 €'],
    ['fr-CA', 'CAD', '12,50 $'],
    ['en-GB', 'GBP', '£12.50'],
    ['en', 'JPY', '¥13'],
    ['sv', 'SEK', '12,50 kr'],
  ])('in %s and %s are %s', (language, currency, text) => {
    expect(textOf(`{{ profile.value | money: "${currency}" }}`, speaking(language, 12.5))).toBe(text);
  });

  it('cost no more segments than they have to', () => {
    for (const [language, value] of [
      ['fr', 1234.5],
      ['sv', -1234.5],
      ['de-CH', 1234.5],
      ['pt', 1234.5],
    ] as const) {
      const text = textOf('{{ profile.value | money: "EUR" }}', speaking(language, value));
      expect([text, smsSegments(text).encoding]).toEqual([text, 'GSM-7']);
    }
  });

  it('need a currency, which is checked when the text is saved', () => {
    for (const source of ['{{ 5 | money: "EURO" }}', '{{ 5 | money: "eur" }}', '{{ 5 | money }}']) {
      expect(() => compileTemplate(source)).toThrow(TemplateError);
    }
    expect(render('{{ 5 | money: profile.currency }}', person({ currency: 'CHF' }))).toMatchObject({
      text: 'CHF 5.00',
    });
    expect(textOf('{{ 5 | money: profile.currency }}', person({ currency: 'francs' }))).toBe('(render_error)');
    expect(textOf('{{ 5 | money: profile.currency | default: "five" }}')).toBe('five');
  });
});

describe('dates', () => {
  it.each([
    [undefined, 'Thursday, 7 May'],
    ['de', 'Donnerstag, 7 Mai'],
    ['fr', 'jeudi, 7 mai'],
    ['es-MX', 'jueves, 7 mayo'],
    ['nonsense', 'Thursday, 7 May'],
  ])('in %s are %s, whatever the language of the text before was', (language, text) => {
    const template = compileTemplate('{{ profile.value | date: "%A, %-d %B" }}');
    const shown = [language, 'it', language].map((one) => template.render(speaking(one, new Date('2026-05-07'))));
    expect([shown[0], shown[2]]).toEqual([
      { ok: true, text },
      { ok: true, text },
    ]);
    expect(shown[1]).toMatchObject({ text: 'giovedì, 7 maggio' });
  });
});

import { describe, expect, it } from 'vitest';
import { checkTemplate, compileTemplate, TemplateError } from '../../src/content/template.ts';
import { person, render, textOf } from './person.ts';

describe('the tag abort', () => {
  const source = 'Hi {% unless profile.size %}{% abort "no size" %}{% endunless %}{{ profile.size }}';

  it('ends the text with the reason that is written in the template, for those who come to it', () => {
    expect(render(source)).toEqual({ ok: false, reason: 'aborted', detail: 'no size' });
    expect(textOf(source, person({ size: 'XL' }))).toBe('Hi XL');
    expect(
      render("{%- for i in (1..3) -%}{% if i == 2 %}{% abort 'two, it\"s' %}{% endif %}{% endfor %}"),
    ).toMatchObject({
      detail: 'two, it"s',
    });
  });

  it.each([
    '{% abort %}',
    '{% abort profile.name %}',
    '{% abort "" %}',
    '{% abort "  " %}',
    `{% abort "${'x'.repeat(101)}" %}`,
    '{% abort "a\' %}',
  ])('is refused as %s: a reason says nothing of a profile', (wrong) => {
    expect(() => compileTemplate(wrong)).toThrow(TemplateError);
    expect(() => compileTemplate(wrong)).toThrow(/the tag abort wants a reason in quotes/);
  });

  it('does not hide what is wrong behind it', () => {
    expect(() => checkTemplate('{% abort "x" %}{% for i in (1..3000) %}x{% endfor %}')).toThrow(/takes too long/);
    expect(() => checkTemplate('{% abort "x" %}{{ profil.name }}')).toThrow(/profil\.name is unknown/);
  });
});

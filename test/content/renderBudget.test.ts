import { describe, expect, it } from 'vitest';
import { checkTemplate, compileTemplate, TemplateError } from '../../src/content/template.ts';
import { turns } from '../../src/content/turns.ts';
import { person } from './person.ts';

const tags = Array.from({ length: 100 }, (_, index) => `tag ${index} `.padEnd(150, 'xy<script'));
const context = person(
  { tags, long: '<!--a<script é 中 '.repeat(120).slice(0, 2000), n: 1e6, d: new Date('2026-05-07T10:11:00Z') },
  { timeZone: 'Europe/Paris' },
);
const times = (count: number, body: string): string => `{% for i in (1..${count}) %}${body}{% endfor %}`;

/** Templates that do as much work as one of their kind can. */
const COSTLY: readonly [string, string][] = [
  ['loops', times(3000, 'x')],
  ['nested loops', '{% for i in profile.tags %}{% for j in profile.tags %}{{ i }}{% endfor %}{% endfor %}'],
  ['filters on long texts', times(1000, `{{ profile.long${' | upcase'.repeat(900)} }}`)],
  ['arithmetic', times(1000, `{{ i${' | plus: 1.1'.repeat(700)} }}`)],
  [
    'huge numbers',
    `{% assign a = "1e300" %}{% assign b = "1e-300" %}${times(1000, '{{ a | times: b | plus: a | modulo: b }}')}`,
  ],
  ['conditions', times(1000, `{% if ${Array(400).fill('1 == 1').join(' and ')} %}x{% endif %}`)],
  ['cases', times(1000, `{% case 1 %}{% when ${Array(2000).fill('2').join(', ')} %}x{% endcase %}`)],
  ['cycles', times(2000, `{% cycle ${Array(1500).fill('1').join(', ')} %}`)],
  ['arguments', times(1500, `{{ 1 | plus: ${Array(2500).fill('1').join(', ')} }}`)],
  ['dates', times(1000, '{{ profile.d | date: "%A %d %B %Y %H:%M:%S %z %a %b" }}')],
  ['a long format of dates', times(10, `{{ profile.d | date: "${'%A%B'.repeat(1500)}" }}`)],
  ['lists of letters', times(20, '{{ profile.long | split: "" | uniq | sort | reverse | join: "" }}')],
  ['sorting', times(100, '{{ profile.tags | sort_natural | size }}')],
  ['searching lists', times(1000, '{{ profile.tags | where: "size", 5 | size }}')],
  ['searching by expressions', times(300, `{{ profile.tags | where_exp: "x", "x contains 'zzz'" | size }}`)],
  ['lists that contain', times(1000, '{% if profile.tags contains "zzz" %}x{% endif %}')],
  ['equal lists', times(1000, '{% if profile.tags == profile.tags %}x{% endif %}')],
  ['groups', times(100, '{{ profile.tags | group_by: "size" | size }}')],
  ['long output', times(1000, 'x'.repeat(9000))],
  ['captured output', `{% capture a %}${'x'.repeat(5000)}{% endcapture %}${times(1000, '{{ a }}')}`],
  ['growing texts', `{% assign a = "x" %}${times(1000, '{% assign a = a | append: a %}')}{{ a | size }}`],
  ['growing lists', `{% assign a = profile.tags %}${times(20, '{% assign a = a | concat: a %}')}{{ a | size }}`],
  ['tables', '{% tablerow i in (1..2400) cols: 2 %}a{% endtablerow %}'],
];

describe('a rendering', () => {
  // 10 to 25 ms on a machine of its own; a machine that others use may be ten times as slow. Without a limit, each would take seconds.
  it.each(COSTLY)('is short, however much the template asks for: %s', (_, source) => {
    const template = compileTemplate(source);
    const took = Array.from({ length: 5 }, () => {
      const began = performance.now();
      const rendering = template.render(context);
      expect(rendering).toMatchObject({ ok: false, reason: 'render_error' });
      return performance.now() - began;
    });
    expect(Math.min(...took)).toBeLessThan(250);
  });

  it('has the same result on a busy machine: what is limited is counted, not timed', () => {
    const template = compileTemplate('{% for t in profile.tags %}{{ t | slice: 0, 5 | upcase }}{% endfor %}');
    const renderings = Array.from({ length: 20 }, () => template.render(context));
    expect(renderings.every(({ ok }) => ok)).toBe(true);
  });
});

describe('the check of a template', () => {
  it.each([
    times(3000, 'x'),
    times(100_000_000, 'x'),
    '{% for i in profile.tags %}{% for j in profile.tags %}{{ i }}{% endfor %}{% endfor %}',
    times(1000, '{{ "now" | date: "%A %d %B" }}'),
    times(
      200,
      '{{ profile.name | upcase | downcase | strip | size | plus: 1 | minus: 1 | times: 2 | floor | ceil | abs }}',
    ),
  ])('refuses one that takes too long: %.60s', (source) => {
    expect(() => checkTemplate(source)).toThrow(TemplateError);
    expect(() => checkTemplate(source)).toThrow(/takes too long .*; wanted: at most 2000 steps/);
  });

  it.each([
    'Hi {{ profile.name | default: "there" }}',
    '{% for t in profile.tags %}{{ t }}{% unless forloop.last %}, {% endunless %}{% endfor %}',
    '{% for t in profile.tags limit: 3 %}{{ t | upcase | truncate: 10 }} {% endfor %}',
    '{{ profile.a | upcase }} '.repeat(150),
    ['en', 'fr', 'de', 'es', 'it']
      .map((l) => `{% if profile.lang == "${l}" %}{{ profile.d | date: "%-d.%-m.%Y" }}{% endif %}`)
      .join(''),
    '{{ profile.list | split: "," | first }} {{ profile.d | date: "%A, %-d %B, %H:%M", "Europe/Paris" }}',
  ])('accepts one that people write: %.60s', (source) => {
    expect(() => checkTemplate(source)).not.toThrow();
  });
});

describe('turns', () => {
  it('let other work be done between texts that add up, and cost nothing between quick ones', async () => {
    const pause = turns();
    expect(pause()).toBeUndefined();
    let others = 0;
    const timer = setInterval(() => {
      others += 1;
    }, 1);
    for (let text = 0; text < 10; text += 1) {
      const until = performance.now() + 12;
      while (performance.now() < until);
      await pause();
    }
    clearInterval(timer);
    expect(others).toBeGreaterThan(5);
  });
});

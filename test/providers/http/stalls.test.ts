import { describe, expect, it } from 'vitest';
import { httpProviderInput } from '../../../src/domain/provider/provider.ts';
import { checkProviderInput } from '../../../src/providers/checkProviderInput.ts';
import { httpProvider } from '../../../src/providers/http/httpProvider.ts';
import { Patterns } from '../../../src/providers/http/pattern.ts';
import { httpInput, httpServer, LOCAL, provider, sms } from '../support.ts';

/** Promised are 100 ms of computing; the rest is for a busy machine. */
const AT_MOST_MS = 1_000;

const milliseconds = (work: () => unknown): number => {
  const startedAt = performance.now();
  work();
  return performance.now() - startedAt;
};

const doubled = (seed: string, times: number): string =>
  `{% assign a = "${seed}" %}${'{% assign a = a | append: a %}'.repeat(times)}`;

const SLOW_TEMPLATES: readonly [string, string][] = [
  [
    'loops in loops',
    '{% for a in (1..3000) %}{% for b in (1..3000) %}{% for c in (1..3000) %}{{ text }}{% endfor %}{% endfor %}{% endfor %}',
  ],
  [
    'empty loops',
    '{% for a in (1..20000) %}{% for b in (1..9000) %}{% for c in (1..900) %}{% endfor %}{% endfor %}{% endfor %}',
  ],
  ['texts that double', doubled('aaaaaaaa', 100)],
  ['lists that are sorted', `{% assign a = (1..20000) %}${'{{ a | sort | reverse | uniq | join: "" }}'.repeat(100)}`],
  ['expressions over lists', '{{ (1..20000) | where_exp: "x", "x > 3" | size }}'],
  ['markup that is stripped', doubled('<script', 11) + '{{ a | strip_html }}'.repeat(150)],
  ['padded dates', '{{ "now" | date: "%99999999d" }}'.repeat(100)],
  ['many filters', `{{ text ${'| upcase '.repeat(500)}}}`],
  ['conditions in conditions', '{% if true %}'.repeat(180) + '{% endif %}'.repeat(180)],
  ['parentheses', `{{ ${'('.repeat(2400)}1${')'.repeat(2400)} }}`],
];

describe('templates take 100 ms at most, all of a provider together', () => {
  it.each(SLOW_TEMPLATES)('%s', (_kind, template) => {
    const headers = Object.fromEntries(Array.from({ length: 32 }, (_, index) => [`x-${index}`, template]));
    const request = { url: 'https://gateway.example/', headers, body: template };
    const input = httpInput({ send: request, lookup: { request }, verify: request });
    expect(milliseconds(() => checkProviderInput(input, LOCAL))).toBeLessThan(AT_MOST_MS);
  });

  it('and the error says so', () => {
    const [[, loops] = ['', '']] = SLOW_TEMPLATES;
    const input = httpInput({ send: { url: 'https://gateway.example/', headers: { a: loops, b: loops } } });
    expect(checkProviderInput(input, LOCAL)).toEqual([
      {
        field: '/settings/send/headers/a',
        got: 'a template that takes too long',
        wanted: 'at most 100 ms for all templates of the provider together',
      },
    ]);
  });

  it('also when a message is sent: a text that makes one slow is not sent', async () => {
    const { url, seen } = await httpServer({ status: 200 });
    const body = `{% if text contains "slow" %}${SLOW_TEMPLATES[0]?.[1]}{% endif %}`;
    const http = provider(httpInput({ send: { url, headers: { 'content-type': 'text/plain' }, body } }));
    expect(await http.send(sms())).toMatchObject({ kind: 'accepted' });
    const startedAt = performance.now();
    expect(await http.send(sms({ text: 'slow' }))).toMatchObject({ kind: 'trouble', code: 'invalid_request' });
    expect(performance.now() - startedAt).toBeLessThan(AT_MOST_MS);
    expect(seen).toHaveLength(1);
  });

  it('a provider has at most 32 headers, and each once', () => {
    const withHeaders = (names: readonly string[]) =>
      httpProviderInput.safeParse({
        kind: 'http',
        name: 'x',
        settings: {
          send: { url: 'https://gateway.example/', headers: Object.fromEntries(names.map((name) => [name, 'x'])) },
        },
      }).success;
    const names = Array.from({ length: 33 }, (_, index) => `x-${index}`);
    expect([withHeaders(names.slice(1)), withHeaders(names), withHeaders(['x-a', 'X-A'])]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

const TEXTS: readonly string[] = [
  'error code '.repeat(3300),
  'a'.repeat(36_000),
  Array.from({ length: 36_000 }, (_, index) => 'ab01 x'[(index * 7919 + (index >> 5)) % 6]).join(''),
  'жa1'.repeat(12_000),
];

describe('a regular expression takes a time that is linear in the answer', () => {
  it.each([
    'error.*code.*fatal',
    '(a+)+$',
    '(a|a)*b',
    '(?:.*a){12}z',
    '([a-zA-Z]+)*=',
    '(?:.{0,30}a.{60}$)',
    '[a-z]{1,290}[0-9]',
    '(?:a?){60}a{60}b',
    '(?i)(?:\\pL*\\d?){10}#',
    '\\b(?:\\w+\\b\\W*){10}!',
  ])('%s', (source) => {
    const pattern = new Patterns().compile(source, '/at');
    const group = new Patterns().compileGroup(`(${source})`, '/at');
    for (const text of TEXTS) {
      expect(milliseconds(() => pattern.test(text))).toBeLessThan(AT_MOST_MS);
      expect(milliseconds(() => group(text))).toBeLessThan(AT_MOST_MS);
    }
  });

  it('so do all rules together', () => {
    const answers = Array.from({ length: 30 }, (_, index) => ({ body: `a${index}?.{20}a.{10}$`, means: 'trouble' }));
    const outcome = httpInput({ send: { url: 'https://gateway.example/' }, answers, code: { pattern: '(.*a.{9}b)' } });
    expect(checkProviderInput(outcome, LOCAL)).toEqual([]);
    const http = httpProvider(outcome, LOCAL);
    expect(http.idempotent).toBe(false);
  });

  it.each(['(?:.?){1000}', '(?:(?:a{30}){30})(?:(?:b{30}){30})x', 'a{1000}b{900}'])(
    '%s is refused as too complex',
    (body) => {
      const input = httpInput({ send: { url: 'https://gateway.example/' }, answers: [{ body, means: 'trouble' }] });
      expect(checkProviderInput(input, LOCAL)).toMatchObject([
        { field: '/settings/answers/0/body', got: expect.stringContaining('too complex') },
      ]);
    },
  );

  it.each(['(?=a)', '(?<!a)b', '(a)\\1', '(', '+'])('%s is refused, because it has no linear search', (body) => {
    const input = httpInput({ send: { url: 'https://gateway.example/' }, answers: [{ body, means: 'trouble' }] });
    expect(checkProviderInput(input, LOCAL)).toMatchObject([
      { field: '/settings/answers/0/body', wanted: expect.stringContaining('RE2') },
    ]);
  });

  it('the first 16 KB are searched', () => {
    const pattern = new Patterns().compile('needle', '/at');
    expect(pattern.test(`${' '.repeat(16_000)}needle`)).toBe(true);
    expect(pattern.test(`${' '.repeat(17_000)}needle`)).toBe(false);
  });
});

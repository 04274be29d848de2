import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { mergePatch } from '../../../src/api/http/mergePatch.ts';
import { patchSchema } from '../../../src/api/http/patchSchema.ts';

describe('a JSON merge patch', () => {
  // The examples of RFC 7396, appendix A.
  it.for([
    ['{"a":"b"}', '{"a":"c"}', '{"a":"c"}'],
    ['{"a":"b"}', '{"b":"c"}', '{"a":"b","b":"c"}'],
    ['{"a":"b"}', '{"a":null}', '{}'],
    ['{"a":"b","b":"c"}', '{"a":null}', '{"b":"c"}'],
    ['{"a":["b"]}', '{"a":"c"}', '{"a":"c"}'],
    ['{"a":"c"}', '{"a":["b"]}', '{"a":["b"]}'],
    ['{"a":{"b":"c"}}', '{"a":{"b":"d","c":null}}', '{"a":{"b":"d"}}'],
    ['{"a":[{"b":"c"}]}', '{"a":[1]}', '{"a":[1]}'],
    ['["a","b"]', '["c","d"]', '["c","d"]'],
    ['{"a":"b"}', '["c"]', '["c"]'],
    ['{"a":"foo"}', 'null', 'null'],
    ['{"a":"foo"}', '"bar"', '"bar"'],
    ['{"e":null}', '{"a":1}', '{"e":null,"a":1}'],
    ['[1,2]', '{"a":"b","c":null}', '{"a":"b"}'],
    ['{}', '{"a":{"bb":{"ccc":null}}}', '{"a":{"bb":{}}}'],
  ] as const)('of %s with %s is %s', ([target, patch, wanted]) => {
    expect(mergePatch(JSON.parse(target), JSON.parse(patch))).toEqual(JSON.parse(wanted));
  });

  it('treats names of built-in members as any other', () => {
    const merged = mergePatch({}, JSON.parse('{"__proto__":{"isAdmin":true},"constructor":{"a":1}}'));
    expect((merged as { isAdmin?: boolean }).isAdmin).toBeUndefined();
    expect(JSON.stringify(merged)).toBe('{"__proto__":{"isAdmin":true},"constructor":{"a":1}}');
  });
});

describe('the schema of a patch', () => {
  const document = z.strictObject({
    name: z.string().min(2),
    note: z.string().optional(),
    limits: z.strictObject({ perDay: z.int().optional(), perRun: z.int() }).default({ perRun: 1 }),
    when: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('now') }),
      z.strictObject({ kind: z.literal('at'), at: z.string() }),
    ]),
    headers: z.record(z.string(), z.string()),
    tags: z.array(z.string()),
  });
  const patch = patchSchema(document);

  it.for([
    {},
    { name: 'Ada' },
    { note: null },
    { limits: null },
    { limits: { perDay: null } },
    { when: { at: '10:00' } },
    { when: { kind: 'now', at: null } },
    { headers: { one: null, two: 'b' } },
    { tags: [] },
  ])('accepts %j', (given) => {
    expect(patch.safeParse(given).success).toBe(true);
  });

  it.for([
    { name: null },
    { name: 'A' },
    { nme: 'Ada' },
    { limits: { perRun: null } },
    { limits: { perDay: 'two' } },
    { when: null },
    { when: { kind: 'later' } },
    { headers: { one: 1 } },
    { tags: ['a', null] },
    null,
    [],
    'name',
  ])('refuses %j', (given) => {
    expect(patch.safeParse(given).success).toBe(false);
  });

  it('is always the same one', () => {
    expect(patchSchema(document)).toBe(patch);
  });
});

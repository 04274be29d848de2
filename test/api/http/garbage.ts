import fc from 'fast-check';

/** An operation in the OpenAPI document. */
export interface Target {
  readonly method: string;
  readonly path: string;
  readonly query: readonly string[];
  readonly mediaTypes: readonly string[];
  /** Valid bodies of the operation. */
  readonly examples: readonly unknown[];
}

export interface Garbage {
  readonly parts: readonly string[];
  readonly query: readonly (readonly [string, string])[];
  readonly body: string | null;
  readonly mediaType: string | null;
  readonly idempotencyKey: string | null;
  readonly method: string | null;
}

const NASTY = [
  '',
  ' ',
  '\0',
  'a\0b',
  '__proto__',
  'constructor',
  '$where',
  'a.b',
  '%',
  '(',
  '🎉',
  '-1',
  '1e999',
  'null',
];
const TEXTS = ['and', 'not', 'event', 'contains', 'segment', 'twilio', 'http', 'u1', '2026-05-07', '+447700900001'];
const TEMPLATES = ['{{ profile.x | y }}', '{% for %}', '{{ (1..99999999) | size }}', 'https://[/{{ to }}'];
const NAMES = ['id', 'kind', 'condition', 'conditions', 'items', 'members', 'settings', 'date', 'properties', 'did'];

const nastyText = fc.oneof(
  fc.constantFrom(...NASTY, ...TEXTS, ...TEMPLATES),
  fc.integer({ min: 1, max: 6000 }).map((length) => 'x'.repeat(length)),
  fc.string({ unit: 'binary', maxLength: 30 }),
);
const anyJson: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom(null, true, false, 0, -1, 1.5, 1e308),
    nastyText,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...NAMES), nastyText), tie('value'), { maxKeys: 6 }),
  ),
})).value;
const printable = fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code));
const headerText = fc.string({ unit: printable, maxLength: 300 });
const depth = fc.integer({ min: 1, max: 5000 });

/** Arbitrary requests to `target`. Half of the bodies are valid ones with one or two parts replaced, because these get furthest. */
export function garbageFor(target: Target, ids: readonly string[]): fc.Arbitrary<Garbage> {
  const spoilt =
    target.examples.length === 0
      ? anyJson
      : fc
          .tuple(fc.constantFrom(...target.examples), fc.array(fc.tuple(fc.nat(), anyJson), { maxLength: 2 }))
          .map(([example, changes]) =>
            changes.reduce((body, [place, value]) => replacedAt(body, place, value), example),
          );
  const body = fc.oneof(
    { weight: 8, arbitrary: spoilt.map((value) => JSON.stringify(value) ?? '') },
    { weight: 3, arbitrary: anyJson.map((value) => JSON.stringify(value) ?? '') },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
    { weight: 1, arbitrary: depth.map((levels) => '['.repeat(levels)) },
    { weight: 1, arbitrary: depth.map((levels) => `${'{"condition":'.repeat(levels)}1${'}'.repeat(levels)}`) },
  );
  const queryName = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom('limit', 'cursor', ...target.query) },
    { weight: 1, arbitrary: nastyText },
  );
  return fc.record({
    parts: fc.array(fc.oneof(nastyText, fc.constantFrom('1', '999999999', ...ids)), { minLength: 3, maxLength: 3 }),
    query: fc.array(fc.tuple(queryName, nastyText), { maxLength: 2 }),
    // An operation without a body refuses any, and its handler would never be called.
    body: target.mediaTypes.length === 0 ? fc.option(body, { freq: 2 }) : fc.option(body, { freq: 12 }),
    mediaType: fc.oneof({ weight: 9, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: headerText }),
    idempotencyKey: fc.option(headerText),
    method: fc.oneof(
      { weight: 12, arbitrary: fc.constant(null) },
      { weight: 1, arbitrary: fc.constantFrom('PATCH', 'OPTIONS', 'HEAD', 'PUT') },
    ),
  });
}

/** The operations of an OpenAPI document. */
export function targetsOf(openApi: Readonly<Record<string, unknown>>): Target[] {
  const document = openApi as unknown as Document;
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters, requestBody }]) => ({
      method: method.toUpperCase(),
      path,
      query: parameters.filter((parameter) => parameter.in === 'query').map((parameter) => parameter.name),
      mediaTypes: Object.keys(requestBody?.content ?? {}),
      examples: Object.values(requestBody?.content ?? {}).flatMap(({ schema }) => examplesOf(document, schema.$ref)),
    })),
  );
}

interface Document {
  readonly paths: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          {
            readonly parameters: readonly { readonly in: string; readonly name: string }[];
            readonly requestBody?: {
              readonly content: Readonly<Record<string, { readonly schema: { $ref?: string } }>>;
            };
          }
        >
      >
    >
  >;
  readonly components: { readonly schemas: Readonly<Record<string, { readonly examples?: readonly unknown[] }>> };
}

const examplesOf = (document: Document, reference: string | undefined): readonly unknown[] =>
  document.components.schemas[reference?.split('/').at(-1) ?? '']?.examples ?? [];

/** `value` with the `place`-th of its parts (modulo their number) replaced, at any depth. */
function replacedAt(value: unknown, place: number, replacement: unknown): unknown {
  const paths = pathsOf(value);
  const path = paths[place % paths.length] ?? [];
  return set(value, path, replacement);
}

function pathsOf(value: unknown, at: readonly string[] = []): string[][] {
  const inside =
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([name, part]) => pathsOf(part, [...at, name]))
      : [];
  return [[...at], ...inside];
}

function set(value: unknown, path: readonly string[], replacement: unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined || typeof value !== 'object' || value === null) return replacement;
  const copy: Record<string, unknown> | unknown[] = Array.isArray(value) ? [...value] : { ...value };
  Object.assign(copy, { [name]: set((value as Record<string, unknown>)[name], rest, replacement) });
  return copy;
}

import { z } from 'zod';

type Json = Record<string, unknown>;

/** Name, description and examples of a schema in the documentation. */
export interface NamedSchema {
  readonly id: string;
  readonly description?: string;
  readonly examples?: readonly unknown[];
}

/** Schemas that become named components. */
export type NamedSchemas = ReadonlyMap<z.ZodType, NamedSchema>;

export interface JsonSchemas {
  /** `components.schemas` of the document. */
  readonly components: Json;
  /** The JSON Schema of one of `inputs`, for requests. */
  input(schema: z.ZodType): Json;
  /** The JSON Schema of one of `outputs`, for responses. */
  output(schema: z.ZodType): Json;
}

/**
 * JSON Schemas (2020-12) of zod schemas, with named ones as components. Requests and responses differ when a schema has defaults; then
 * there are two components, of which the one for responses is named `...Answer`.
 */
export function jsonSchemasOf(of: {
  inputs: readonly z.ZodType[];
  outputs: readonly z.ZodType[];
  names: NamedSchemas;
}): JsonSchemas {
  const input = convert(of.inputs, 'input', of.names);
  const output = convert(of.outputs, 'output', of.names);
  const differing = differingNames(input.definitions, output.definitions);
  const inputName = (name: string) => name;
  const outputName = (name: string) => (differing.has(name) ? `${name}Answer` : name);
  const renamed = (definitions: Json, nameOf: (name: string) => string) =>
    Object.fromEntries(
      Object.entries(definitions).map(([name, schema]) => [nameOf(name), withReferences(schema, nameOf)]),
    );
  return {
    components: {
      ...renamed(input.definitions, inputName),
      ...renamed(withoutExamples(output.definitions, differing), outputName),
    },
    input: (schema) => withReferences(input.of(schema), inputName) as Json,
    output: (schema) => withReferences(output.of(schema), outputName) as Json,
  };
}

/** Converts all schemas together, so that a shared schema has one definition. */
function convert(schemas: readonly z.ZodType[], io: 'input' | 'output', names: NamedSchemas) {
  const all = [...new Set(schemas)];
  const { properties = {}, $defs: definitions = {} } = z.toJSONSchema(
    z.strictObject(Object.fromEntries(all.entries())),
    {
      io,
      metadata: new Names(names),
      override: ({ zodSchema, jsonSchema }) => {
        const examples = names.get(zodSchema as unknown as z.ZodType)?.examples;
        // zod drops the examples of schemas with transformations, because it considers them examples of the output.
        if (io === 'input' && examples) jsonSchema.examples = [...examples];
        // Responses may have new fields later, and clients that validate strictly must not break.
        if (io === 'output' && zodSchema._zod.def.type === 'object') delete jsonSchema.additionalProperties;
      },
    },
  );
  return {
    definitions: definitions as Json,
    of(schema: z.ZodType): Json {
      const index = all.indexOf(schema);
      if (index === -1) throw new TypeError('the schema was not converted');
      return properties[String(index)] as Json;
    },
  };
}

/** Combines the metadata of schemas (`.describe`, `.meta`) with that of the list, which takes precedence. */
class Names extends z.core.$ZodRegistry<Record<string, unknown>> {
  readonly #names: NamedSchemas;

  constructor(names: NamedSchemas) {
    super();
    this.#names = names;
  }

  override get<S extends z.core.$ZodType>(schema: S) {
    const own = z.globalRegistry.get(schema);
    const named = this.#names.get(schema as unknown as z.ZodType);
    return (own || named ? { ...own, ...named } : undefined) as ReturnType<
      z.core.$ZodRegistry<Record<string, unknown>>['get']
    >;
  }
}

/** Names of schemas that differ between the two, or refer to one that does. */
function differingNames(a: Json, b: Json): Set<string> {
  const shared = Object.keys(a).filter((name) => name in b);
  const differing = new Set(shared.filter((name) => JSON.stringify(a[name]) !== JSON.stringify(b[name])));
  for (let before = -1; before !== differing.size; ) {
    before = differing.size;
    for (const name of shared) {
      if (referencesIn(b[name]).some((target) => differing.has(target))) differing.add(name);
    }
  }
  return differing;
}

/** Examples are examples of requests only. */
const withoutExamples = (definitions: Json, names: ReadonlySet<string>): Json =>
  Object.fromEntries(
    Object.entries(definitions).map(([name, schema]) => [
      name,
      names.has(name) ? { ...(schema as Json), examples: undefined } : schema,
    ]),
  );

const DEFINITION = '#/$defs/';

function referencesIn(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]) =>
    key === '$ref' && typeof value === 'string' ? [value.slice(DEFINITION.length)] : referencesIn(value),
  );
}

function withReferences(schema: unknown, nameOf: (name: string) => string): unknown {
  if (Array.isArray(schema)) return schema.map((part) => withReferences(part, nameOf));
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) =>
      key === '$ref' && typeof value === 'string'
        ? [key, `#/components/schemas/${nameOf(value.slice(DEFINITION.length))}`]
        : [key, withReferences(value, nameOf)],
    ),
  );
}

import { z } from 'zod';

type Json = Record<string, unknown>;

/** Name, description and examples of a schema in the documentation. */
export interface NamedSchema {
  readonly id: string;
  readonly description?: string;
  readonly examples?: readonly unknown[];
  /** What the examples are, for people who choose one. Left out: examples have a name, or there is one only. */
  readonly summaries?: readonly string[];
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
  const { properties = {}, $defs: definitions = {} } = withMappings(
    z.toJSONSchema(z.strictObject(Object.fromEntries(all.entries())), {
      io,
      metadata: new Names(names),
      override: ({ zodSchema, jsonSchema }) => {
        const examples = names.get(zodSchema as unknown as z.ZodType)?.examples;
        // zod drops the examples of schemas with transformations, because it considers them examples of the output.
        if (io === 'input' && examples) jsonSchema.examples = [...examples];
        // Responses may have new fields later, and clients that validate strictly must not break.
        if (io === 'output' && zodSchema._zod.def.type === 'object') delete jsonSchema.additionalProperties;
        const { discriminator } = zodSchema._zod.def as { readonly discriminator?: string };
        if (discriminator !== undefined) jsonSchema.discriminator = { propertyName: discriminator };
      },
    }) as Json,
  ) as { properties?: Json; $defs?: Json };
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
    const { summaries: _, ...named } = this.#names.get(schema as unknown as z.ZodType) ?? {};
    return (own || 'id' in named ? { ...own, ...named } : undefined) as ReturnType<
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

/**
 * The document with the mapping of each discriminator. OpenAPI allows a discriminator only where each variant is a named schema and is
 * told by a text; elsewhere it is left out.
 */
function withMappings(document: Json): Json {
  const definitions = document.$defs as Readonly<Record<string, Json>>;
  const mapped = (schema: unknown): unknown => {
    if (Array.isArray(schema)) return schema.map(mapped);
    if (typeof schema !== 'object' || schema === null) return schema;
    const { discriminator, ...rest } = Object.fromEntries(
      Object.entries(schema).map(([key, value]) => [key, mapped(value)]),
    ) as Json & Variants;
    if (typeof discriminator?.propertyName !== 'string') return { ...rest, ...(discriminator && { discriminator }) };
    const mapping = mappingOf(rest.oneOf ?? [], discriminator.propertyName, definitions);
    return mapping === null ? rest : { ...rest, discriminator: { ...discriminator, mapping } };
  };
  return mapped(document) as Json;
}

/** A schema, as far as it says which variants it has and what tells them apart. */
interface Variants {
  readonly $ref?: string;
  readonly oneOf?: readonly Variants[];
  readonly properties?: Readonly<Record<string, { readonly const?: unknown; readonly enum?: readonly unknown[] }>>;
  readonly discriminator?: { readonly propertyName?: unknown };
}

function mappingOf(variants: readonly Variants[], property: string, definitions: Json): Record<string, string> | null {
  const mapping: Record<string, string> = {};
  for (const { $ref } of variants) {
    if ($ref === undefined) return null;
    for (const value of valuesOf({ $ref }, property, definitions)) {
      if (typeof value !== 'string') return null;
      mapping[value] = $ref;
    }
  }
  return mapping;
}

function valuesOf({ $ref, oneOf, properties }: Variants, property: string, definitions: Json): readonly unknown[] {
  if ($ref !== undefined)
    return valuesOf(definitions[$ref.slice(DEFINITION.length)] as Variants, property, definitions);
  if (oneOf) return oneOf.flatMap((variant) => valuesOf(variant, property, definitions));
  const told = properties?.[property];
  return told?.enum ?? [told?.const];
}

function referencesIn(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]) =>
    key === '$ref' && typeof value === 'string' ? [value.slice(DEFINITION.length)] : referencesIn(value),
  );
}

function withReferences(schema: unknown, nameOf: (name: string) => string): unknown {
  if (Array.isArray(schema)) return schema.map((part) => withReferences(part, nameOf));
  if (typeof schema === 'string' && schema.startsWith(DEFINITION)) {
    return `#/components/schemas/${nameOf(schema.slice(DEFINITION.length))}`;
  }
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, withReferences(value, nameOf)]));
}

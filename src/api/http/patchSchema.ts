import { z } from 'zod';

type Shape = Record<string, z.ZodType>;

const made = new WeakMap<z.ZodType, z.ZodType>();

/**
 * The schema of a JSON merge patch for documents of `schema`, always the same one: every member may be left out, and null removes one that the
 * document may lack. The variants of a union become one object with the members of all, because a patch that changes the variant has to
 * remove those of the variant before. What depends on several members can be checked only in the merged document.
 */
export function patchSchema(schema: z.ZodType): z.ZodType {
  const known = made.get(schema);
  if (known) return known;
  const bare = patched(schema);
  const patch = schema.description === undefined || bare === schema ? bare : bare.describe(schema.description);
  made.set(schema, patch);
  return patch;
}

/** The members of a document: those of its variants, where it is a union. */
export const membersOf = (schema: z.ZodType): string[] => Object.keys(Object.assign({}, ...(shapesOf(schema) ?? [])));

function patched(schema: z.ZodType): z.ZodType {
  const inner = unwrapped(schema);
  if (inner !== null) return z.nullable(patchSchema(inner));
  if (schema instanceof z.ZodRecord) {
    return z.record(schema.keyType as z.ZodString, z.nullable(patchSchema(schema.valueType as z.ZodType)));
  }
  const shapes = shapesOf(schema);
  if (shapes !== null) return objectPatch(shapes);
  // A recursive document, such as a condition. It is checked when it is merged.
  if (schema instanceof z.ZodPipe || schema instanceof z.ZodLazy) return z.record(z.string(), z.unknown());
  return schema;
}

/** The shapes of an object, or of a union of objects; null for everything else. */
function shapesOf(schema: z.ZodType): Shape[] | null {
  if (schema instanceof z.ZodObject) return [schema.shape];
  if (!(schema instanceof z.ZodUnion)) return null;
  const shapes = (schema.options as z.ZodType[]).map(shapesOf);
  return shapes.includes(null) ? null : (shapes as Shape[][]).flat();
}

function objectPatch(shapes: readonly Shape[]): z.ZodType {
  const names = [...new Set(shapes.flatMap((shape) => Object.keys(shape)))];
  const members = names.map((name) => {
    const found = shapes.flatMap((shape) => shape[name] ?? []);
    const isRequired = found.length === shapes.length && found.every((field) => !field.safeParse(undefined).success);
    const member = oneOf([...new Set(found)]);
    const isKind = found.length > 1 && found.every((each) => each instanceof z.ZodLiteral);
    const description =
      found.map(descriptionOf).find((text) => text !== undefined) ?? (isKind ? 'the variant' : undefined);
    const field = isRequired || member instanceof z.ZodNullable ? member.optional() : member.nullable().optional();
    return [name, description === undefined ? field : field.describe(description)];
  });
  return z.strictObject(Object.fromEntries(members));
}

function oneOf(fields: readonly z.ZodType[]): z.ZodType {
  if (fields.every((field) => field instanceof z.ZodLiteral)) {
    return z.literal(fields.flatMap((field) => [...field.values]) as [string, ...string[]]);
  }
  const shapes = fields.map(shapesOf);
  if (fields.length > 1 && !shapes.includes(null)) return objectPatch(shapes.flatMap((each) => each ?? []));
  const [first = z.never(), ...others] = new Set(fields.map(patchSchema));
  return others.length === 0 ? first : z.union([first, ...others]);
}

/** The schema of the value, where it may be left out or be null; otherwise null. */
const unwrapped = (schema: z.ZodType): z.ZodType | null =>
  schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodNullable
    ? (schema.unwrap() as z.ZodType)
    : null;

function descriptionOf(schema: z.ZodType): string | undefined {
  const inner = unwrapped(schema);
  return schema.description ?? (inner === null ? undefined : descriptionOf(inner));
}

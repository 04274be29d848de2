import { z } from 'zod';
import type { FieldProblem } from '../../domain/problems.ts';
import { type FieldName, fieldProblems, jsonPointer, WITH_KNOWN_FIELDS } from './fieldProblems.ts';
import { invalid } from './problem.ts';

/** Validates a JSON body. Throws a 400. */
export const parseBody = (schema: z.ZodType, body: unknown): unknown => parse(schema, body, jsonPointer);

/** Validates the path's parameters. Throws a 400. */
export const parseParams = (schema: z.ZodObject, params: unknown): unknown =>
  parse(schema, params, parameterOf('path'));

/** Validates the query of `url`. A parameter may be repeated only when the schema has a list. Throws a 400. */
export function parseQuery(schema: z.ZodObject, url: string): unknown {
  const given = new URLSearchParams(url.split('?').slice(1).join('?'));
  const problems: FieldProblem[] = [];
  const values = new Map<string, string | string[]>();
  for (const name of new Set(given.keys())) {
    const all = given.getAll(name);
    const [first = ''] = all;
    const isKnown = Object.hasOwn(schema.shape, name);
    const isList = isKnown && isListSchema(schema.shape[name]);
    if (all.length > 1 && isKnown && !isList) {
      problems.push({
        field: `query: ${name.slice(0, 100)}`,
        code: 'wrong_type',
        got: `${all.length} values`,
        wanted: 'one value',
      });
    }
    values.set(name, isList ? all : first);
  }
  if (problems.length > 0) throw invalid(problems);
  return parse(schema, Object.fromEntries(values), parameterOf('query'));
}

function parse(schema: z.ZodType, value: unknown, nameOf: FieldName): unknown {
  const read = schema.safeParse(value, WITH_KNOWN_FIELDS);
  if (read.success) return read.data;
  throw invalid(fieldProblems(read.error, value, nameOf));
}

const parameterOf =
  (part: 'path' | 'query'): FieldName =>
  (path) =>
    `${part}: ${path.map(String).join('.')}`;

function isListSchema(schema: unknown): boolean {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return isListSchema(schema.unwrap());
  return schema instanceof z.ZodArray;
}

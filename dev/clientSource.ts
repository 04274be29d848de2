import { generateAst, parseSpec, printAst } from 'oazapfts';
import { createContext } from 'oazapfts/context';

/** An OpenAPI document, as far as it is looked at here. */
type Operation = { readonly responses: Readonly<Record<string, unknown>> };
type OpenApi = Readonly<Record<string, unknown>>;

/**
 * The source of `src/client/operations.ts`: the types of the OpenAPI document's schemas, and `operations`, which makes
 * one function for each operation.
 */
export async function clientSource(openApi: OpenApi): Promise<string> {
  const spec = await parseSpec(withPlainSchemas(withoutProblems(openApi)) as Parameters<typeof parseSpec>[0]);
  const context = createContext(spec, {
    optimistic: true,
    argumentStyle: 'object',
    futureStripLegacyMethods: true,
    useUnknown: true,
    unionUndefined: true,
    allSchemas: true,
  });
  return withoutModuleState(printAst(await generateAst(context)));
}

/** The client turns every problem into one error, so an operation has the type of its answer alone. */
function withoutProblems(openApi: OpenApi): OpenApi {
  const paths = Object.entries(openApi.paths as Record<string, Record<string, Operation>>).map(([path, operations]) => [
    path,
    Object.fromEntries(
      Object.entries(operations).map(([method, operation]) => {
        const answers = Object.entries(operation.responses).filter(([status]) => status.startsWith('2'));
        return [method, { ...operation, responses: Object.fromEntries(answers) }];
      }),
    ),
  ]);
  return { ...openApi, paths: Object.fromEntries(paths) };
}

/**
 * With arrays in place of tuples, for which the generator has no type; and without titles, which it would call types by instead of the names
 * of the schemas; and without discriminators, because the constants of the variants tell them apart, and it would repeat these in every union.
 */
const withPlainSchemas = (openApi: OpenApi): OpenApi =>
  JSON.parse(JSON.stringify(openApi), (_key, value) => {
    if (typeof value?.title === 'string' && ('properties' in value || 'oneOf' in value)) delete value.title;
    if (Array.isArray(value?.oneOf)) delete value.discriminator;
    if (!Array.isArray(value?.prefixItems)) return value;
    const { prefixItems, ...rest } = value;
    return { ...rest, items: { anyOf: prefixItems } };
  });

/** The generator's functions share an address and headers that the module holds. Here each client has its own. */
function withoutModuleState(source: string): string {
  const names = [...source.matchAll(/^export function (\w+)/gm)].map(([, name]) => name);
  const start = source.search(/^export const defaults/m);
  const types = source.search(/^export type/m);
  const functions = source.search(/^\/\*\*\n(?: \*.*\n)+export function/m);
  if (names.length === 0 || start < 0 || types < start || functions < types) {
    throw new Error('The generated client has another form than expected: see whether oazapfts has changed it.');
  }
  return [
    // The runtime's types leave out what exactOptionalPropertyTypes asks for.
    '// @ts-nocheck\n',
    source.slice(0, start),
    source.slice(types, functions),
    'export function operations(defaults: Oazapfts.Defaults<Oazapfts.CustomHeaders>) {\n',
    'const oazapfts = Oazapfts.runtime(defaults);\n',
    source.slice(functions).replaceAll(/^export function/gm, 'function'),
    `return { ${names.join(', ')} };\n}\n`,
  ].join('');
}

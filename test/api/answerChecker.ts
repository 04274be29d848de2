import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

/** Hundreds of schemas are compiled, and each is used a few times: compiled like this, they take a fifth of the time. */
export const QUICK_TO_COMPILE = {
  strict: false,
  allErrors: true,
  inlineRefs: false,
  code: { optimize: false },
} as const;

interface Operation {
  readonly responses: Readonly<Record<string, { $ref?: string; content?: Record<string, { schema: object }> }>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly responses: Readonly<Record<string, Operation['responses'][string]>> };
}

interface Checked {
  readonly status: number;
  readonly headers: Headers;
  readonly json: unknown;
}

/** Checks every response against the OpenAPI document: status, media type and JSON, without additional fields. */
export function answerChecker(openApi: Readonly<Record<string, unknown>>) {
  const document = openApi as unknown as Document;
  const ajv = new Ajv2020(QUICK_TO_COMPILE);
  addFormats.default(ajv);
  ajv.addSchema(closed(openApi) as object, 'openapi');
  const compiled = new Map<string, ValidateFunction>();

  return (method: string, path: string, answer: Checked): void => {
    const template = templateOf(document, path.split('?')[0] ?? '');
    if (template === undefined) return;
    const operation = document.paths[template]?.[method.toLowerCase()];
    if (!operation) return;
    const where = `${method} ${template} -> ${answer.status}`;
    const declared = operation.responses[String(answer.status)];
    if (!declared) throw new Error(`${where}: this status is not in the OpenAPI document`);
    const pointer = declared.$ref
      ? declared.$ref.slice(1)
      : `/paths/${escaped(template)}/${method.toLowerCase()}/responses/${answer.status}`;
    const content = (declared.$ref ? document.components.responses[declared.$ref.split('/').at(-1) ?? ''] : declared)
      ?.content;
    const type = answer.headers.get('content-type')?.split(';')[0] ?? '';
    if (!content) {
      if (type !== '') throw new Error(`${where}: a body of ${type}, where none is declared`);
      return;
    }
    if (!content[type]) throw new Error(`${where}: ${type} is not declared`);
    if (answer.json === undefined) return;
    const reference = `openapi#${pointer}/content/${escaped(type)}/schema`;
    const validate = compiled.get(reference) ?? ajv.compile({ $ref: reference });
    compiled.set(reference, validate);
    if (!validate(answer.json)) throw new Error(`${where}: ${ajv.errorsText(validate.errors)}`);
  };
}

/** The document allows additional fields in responses, but the tests must notice undocumented ones. */
export function closed(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(closed);
  if (typeof part !== 'object' || part === null) return part;
  const copy = Object.fromEntries(Object.entries(part).map(([name, value]) => [name, closed(value)]));
  const isObject =
    copy.type === 'object' && typeof copy.properties === 'object' && copy.additionalProperties === undefined;
  return isObject ? { ...copy, additionalProperties: false } : copy;
}

export const escaped = (part: string): string => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));

/** The document's path that matches `path`; fixed paths come before those with parameters. */
function templateOf(document: Document, path: string): string | undefined {
  return Object.keys(document.paths)
    .toSorted((a, b) => Number(a.includes('{')) - Number(b.includes('{')))
    .find((template) => new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}/?$`).test(path));
}

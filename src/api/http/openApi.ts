import type { z } from 'zod';
import { hasEntityTag, IF_MATCH_PATTERN } from './entityTag.ts';
import { jsonSchemasOf, type NamedSchemas } from './jsonSchemas.ts';
import { HEADERS, headersOf, problemHeaders } from './openApiHeaders.ts';
import { codeOf, PROBLEM_KINDS, type ProblemKind, problemDocument } from './problem.ts';
import { isStreamBody, jsonTypesOf, mayLackBody, type Route } from './route.ts';

type Json = Record<string, unknown>;

export interface OpenApiOptions {
  readonly title: string;
  readonly version: string;
  readonly description: string;
  /** Tag -> description, in the order of the documentation. */
  readonly tags: Readonly<Record<string, string>>;
  /** Schemas that become components, with their names and examples. */
  readonly names: NamedSchemas;
}

const BODY_PROBLEMS: ProblemKind[] = ['request-timeout', 'too-large', 'unsupported-media-type'];
const KEY_HEADER = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'Makes the request safe to repeat: within 24 hours, the same request with the same key is not carried out again but gets the same response (with `Idempotency-Replayed: true`).',
  schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7e]+$' },
};

const IF_MATCH = {
  name: 'If-Match',
  in: 'header',
  required: false,
  description:
    'An ETag, or several: the edit applies only if the resource still has one of them, and otherwise the answer is a 412. `*`: whatever it has.',
  schema: { type: 'string', pattern: IF_MATCH_PATTERN, examples: ['"3"'] },
};
const ETAG = {
  ETag: {
    description: 'The revision of the resource, for If-Match.',
    schema: { type: 'string', pattern: '^"\\d+"$', examples: ['"3"'] },
  },
};

/** The two ways to send an API key, by the names of their security schemes. */
const SCHEMES = ['bearer', 'header'];

/** The OpenAPI 3.1 document of `routes`, made from the schemas that validate their requests. */
export function openApiDocument(routes: readonly Route[], options: OpenApiOptions): Json {
  const schemas = jsonSchemasOf({
    inputs: routes.flatMap((route) => (isSchema(route.body) ? [route.body] : [])),
    // A parameter is described by the type that its text is converted to.
    outputs: [
      problemDocument,
      ...routes.flatMap((route) => [
        ...fieldsOf(route.params),
        ...fieldsOf(route.query),
        ...(route.answer ? [route.answer] : []),
      ]),
    ],
    names: options.names,
  });

  const operationOf = (route: Route): Json => ({
    operationId: route.operationId,
    tags: [route.tag],
    summary: route.summary,
    description: [route.description, accessText(route.scope)].filter((text) => text !== undefined).join('\n\n'),
    security: route.scope === null ? [] : SCHEMES.map((scheme) => ({ [scheme]: rolesOf(route.scope) })),
    parameters: [
      ...parameters(route.params, 'path'),
      ...parameters(route.query, 'query'),
      ...(route.idempotent ? [KEY_HEADER] : []),
      ...(route.ifMatch ? [IF_MATCH] : []),
    ],
    ...(route.body !== undefined && {
      requestBody: {
        required: isStreamBody(route.body) || !mayLackBody(route.body),
        content: requestContent(route),
      },
    }),
    responses: {
      [route.status]: success(route),
      ...textAnswers(route),
      ...(route.accepted !== undefined && { 202: { ...success(route), description: route.accepted } }),
      ...problems(route),
    },
  });

  const parameters = (fields: z.ZodObject, where: 'path' | 'query'): Json[] =>
    Object.entries(fields.shape).map(([name, field]) => {
      const { description, ...schema } = schemas.output(field as z.ZodType);
      return {
        name,
        in: where,
        required: where === 'path' || !(field as z.ZodType).safeParse(undefined).success,
        ...(typeof description === 'string' && { description }),
        schema,
      };
    });

  const requestContent = ({ method, body }: Route): Json => {
    if (body === undefined) return {};
    if (!isStreamBody(body)) {
      const examples = namedExamples(options.names.get(body)?.examples);
      const content = { schema: schemas.input(body), ...(examples && { examples }) };
      return Object.fromEntries(jsonTypesOf({ method }).map((type) => [type, content]));
    }
    return Object.fromEntries(
      body.mediaTypes.map((type) => {
        const example = body.examples?.[type];
        return [
          type,
          { schema: { type: 'string', description: body.description }, ...(example !== undefined && { example }) },
        ];
      }),
    );
  };

  const success = (route: Route): Json => {
    const headers = headersOf(route, routes);
    if (route.answer === undefined) return { description: 'Done.', headers };
    const streamed = route.streamedAs.map((type) => [type, { schema: { type: 'string' } }]);
    return {
      description: route.status === 201 ? 'Created.' : 'Done.',
      headers: { ...headers, ...(hasEntityTag(route) && ETAG) },
      content: { 'application/json': { schema: schemas.output(route.answer) }, ...Object.fromEntries(streamed) },
    };
  };

  const paths: Record<string, Json> = {};
  for (const route of routes) paths[route.path] = { ...paths[route.path], [route.method]: operationOf(route) };
  const problemSchema = schemas.output(problemDocument);
  return {
    openapi: '3.1.0',
    info: { title: options.title, version: options.version, description: options.description },
    servers: [{ url: '/' }],
    tags: Object.entries(options.tags).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: schemas.components,
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'Authorization: Bearer KEY' },
        header: { type: 'apiKey', in: 'header', name: 'X-Api-Key' },
      },
      headers: HEADERS,
      responses: problemResponses(problemSchema),
    },
  };
}

/** One response for each kind of problem, with an example. */
function problemResponses(schema: Json): Json {
  return Object.fromEntries(
    Object.entries(PROBLEM_KINDS).map(([kind, { status, title }]) => {
      const example = {
        type: `urn:herald:problem:${kind}`,
        code: kind === 'conflict' ? 'campaign_state' : codeOf(kind),
        title,
        status,
        detail: `${title}.`,
        instance: 'urn:herald:request:5f0c6c3e-7c1b-4d0e-9a53-0c3f6d1d2b1a',
        ...(kind === 'bad-request' && {
          errors: [{ field: '/what/template', code: 'required', got: 'nothing', wanted: 'a text' }],
        }),
      };
      const headers = problemHeaders(kind as ProblemKind);
      return [kind, { description: title, headers, content: { 'application/problem+json': { schema, example } } }];
    }),
  );
}

function textAnswers({ textAnswers: texts }: Route): Json {
  if (texts === undefined) return {};
  const content = Object.fromEntries(texts.mediaTypes.map((type) => [type, { schema: {} }]));
  return Object.fromEntries(texts.statuses.map((status) => [status, { description: texts.description, content }]));
}

function problems(route: Route): Json {
  const kinds: ProblemKind[] = [
    'bad-request',
    'headers-too-large',
    ...(route.scope === null ? [] : (['unauthorized', 'too-many-requests'] as const)),
    ...(route.scope === null || route.scope === 'any' ? [] : (['missing-scope'] as const)),
    ...(route.body === undefined ? [] : BODY_PROBLEMS),
    ...(route.idempotent ? (['conflict', 'idempotency-key-reused'] as const) : []),
    'internal',
    'unavailable',
    ...route.problems,
  ];
  return Object.fromEntries(
    [...new Set(kinds)].map((kind) => [PROBLEM_KINDS[kind].status, { $ref: `#/components/responses/${kind}` }]),
  );
}

/** The scope as OpenAPI 3.1 has it for schemes other than OAuth: the role that is needed. */
const rolesOf = (scope: Route['scope']): string[] => (scope === null || scope === 'any' ? [] : [scope]);

function accessText(scope: Route['scope']): string {
  if (scope === null) return 'No API key is needed.';
  return scope === 'any' ? 'Any API key will do.' : `The API key needs the scope \`${scope}\`.`;
}

/** Examples as the documentation offers them: by what they are called or are, with numbers. */
function namedExamples(examples: readonly unknown[] | undefined): Json | undefined {
  return (
    examples &&
    Object.fromEntries(
      examples.map((value, index) => {
        const { name } = value as { readonly name?: unknown };
        const summary = typeof name === 'string' ? name : `Example ${index + 1}`;
        return [`example${index + 1}`, { summary, value }];
      }),
    )
  );
}

const isSchema = (body: Route['body']): body is z.ZodType => body !== undefined && !isStreamBody(body);

const fieldsOf = (fields: z.ZodObject): z.ZodType[] => Object.values(fields.shape) as z.ZodType[];

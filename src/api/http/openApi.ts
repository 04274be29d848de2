import { z } from 'zod';
import { hasEntityTag, IF_MATCH_PATTERN } from './entityTag.ts';
import { jsonSchemasOf, type NamedSchema, type NamedSchemas } from './jsonSchemas.ts';
import { HEADERS, headersOf, problemHeaders } from './openApiHeaders.ts';
import { PROBLEM_KINDS, type ProblemKind, problemDocument } from './problem.ts';
import { PROBLEM_EXAMPLES } from './problemExamples.ts';
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
  /** Examples of answers by their schema. A list gets one from the example of its items. */
  readonly answerExamples: ReadonlyMap<z.ZodType, unknown>;
}

const PROBLEMS = Object.keys(PROBLEM_KINDS) as ProblemKind[];
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

  const problemSchema = schemas.output(problemDocument);

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
      ...problems(route, problemSchema),
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
      const content = { schema: schemas.input(body), ...requestExamples(options.names.get(body)) };
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
      content: {
        'application/json': { schema: schemas.output(route.answer), ...answerExample(route.answer, options) },
        ...Object.fromEntries(streamed),
      },
    };
  };

  const paths: Record<string, Json> = {};
  for (const route of routes) paths[route.path] = { ...paths[route.path], [route.method]: operationOf(route) };
  return {
    openapi: '3.1.0',
    info: { title: options.title, version: options.version, description: options.description },
    servers: [{ url: '/' }],
    tags: Object.entries(options.tags).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: schemas.components,
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'The API key alone; it is sent as `Authorization: Bearer KEY`.',
        },
        header: {
          type: 'apiKey',
          in: 'header',
          name: 'X-Api-Key',
          description: 'The same key in another header. One of the two is enough.',
        },
      },
      headers: HEADERS,
      responses: problemResponses(problemSchema),
    },
  };
}

/** The example of an answer, or of a list whose items have one. */
function answerExample(answer: z.ZodType, { answerExamples }: Pick<OpenApiOptions, 'answerExamples'>): Json {
  if (answerExamples.has(answer)) return { example: answerExamples.get(answer) };
  const { items } = answer instanceof z.ZodObject ? answer.shape : {};
  const item = items instanceof z.ZodArray ? answerExamples.get(items.element as z.ZodType) : undefined;
  return item === undefined ? {} : { example: { items: [item], nextCursor: null } };
}

/** One response for each kind of problem, with an example. */
function problemResponses(schema: Json): Json {
  return Object.fromEntries(
    PROBLEMS.map((kind) => {
      const content = { 'application/problem+json': { schema, example: PROBLEM_EXAMPLES[kind] } };
      return [kind, { description: PROBLEM_KINDS[kind].title, headers: problemHeaders(kind), content }];
    }),
  );
}

function textAnswers({ textAnswers: texts }: Route): Json {
  if (texts === undefined) return {};
  const content = Object.fromEntries(texts.mediaTypes.map((type) => [type, { schema: {} }]));
  return Object.fromEntries(texts.statuses.map((status) => [status, { description: texts.description, content }]));
}

function problems(route: Route, schema: Json): Json {
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
  const answered = PROBLEMS.filter((kind) => kinds.includes(kind));
  return Object.fromEntries(
    answered.map((kind) => {
      const { status } = PROBLEM_KINDS[kind];
      const same = answered.filter((other) => PROBLEM_KINDS[other].status === status);
      return [status, same.length === 1 ? { $ref: `#/components/responses/${kind}` } : oneOfProblems(same, schema)];
    }),
  );
}

/** The response of a status that several kinds of problems have. */
function oneOfProblems(kinds: readonly ProblemKind[], schema: Json): Json {
  const examples = Object.fromEntries(
    kinds.map((kind) => [kind, { summary: PROBLEM_KINDS[kind].title, value: PROBLEM_EXAMPLES[kind] }]),
  );
  return {
    description: kinds.map((kind) => PROBLEM_KINDS[kind].title).join('; or: '),
    headers: Object.assign({}, ...kinds.map(problemHeaders)),
    content: { 'application/problem+json': { schema, examples } },
  };
}

/** The scope as OpenAPI 3.1 has it for schemes other than OAuth: the role that is needed. */
const rolesOf = (scope: Route['scope']): string[] => (scope === null || scope === 'any' ? [] : [scope]);

function accessText(scope: Route['scope']): string {
  if (scope === null) return 'No API key is needed.';
  return scope === 'any' ? 'Any API key will do.' : `The API key needs the scope \`${scope}\`.`;
}

/** The examples of a body as the documentation offers them: several to choose from, or one. */
function requestExamples({ examples = [], summaries = [] }: Partial<NamedSchema> = {}): Json {
  if (examples.length < 2) return examples.length === 0 ? {} : { example: examples[0] };
  const named = examples.map((value, index) => {
    const { name } = value as { readonly name?: string };
    return [`example${index + 1}`, { summary: summaries[index] ?? name, value }];
  });
  return { examples: Object.fromEntries(named) };
}

const isSchema = (body: Route['body']): body is z.ZodType => body !== undefined && !isStreamBody(body);

const fieldsOf = (fields: z.ZodObject): z.ZodType[] => Object.values(fields.shape) as z.ZodType[];

import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { closed, escaped, QUICK_TO_COMPILE } from '../answerChecker.ts';
import { testApi } from '../support.ts';

interface Described {
  readonly name?: string;
  readonly description?: string;
  readonly $ref?: string;
}

interface Variant {
  readonly $ref?: string;
  readonly title?: string;
  readonly type?: string;
  readonly oneOf?: unknown;
}
interface Response {
  readonly content?: Readonly<Record<string, { example?: unknown; examples?: Record<string, Example> }>>;
}
interface Example {
  readonly summary?: string;
  readonly value: unknown;
}
interface Operation {
  readonly requestBody?: Response;
  readonly responses: Readonly<Record<string, Response>>;
}

const refOf = ({ $ref }: Variant) => $ref;

/** The properties of a schema, or the parameters of an operation, with their names. */
function namedIn(key: string, part: unknown): [string, Described][] {
  if (key === 'properties') return Object.entries(part as Record<string, Described>);
  if (key === 'parameters') return (part as Described[]).map((each) => [each.name ?? '', each]);
  return [];
}

describe('the OpenAPI document', () => {
  const api = testApi();

  it('is valid OpenAPI 3.1 according to an independent validator', async () => {
    const { json, status } = await api.call('GET', '/openapi.json', { key: null });
    expect(status).toBe(200);
    const validator = new Validator();
    const result = await validator.validate(structuredClone(json));
    expect(result.errors).toBeUndefined();
    expect(result.valid).toBe(true);
    expect(validator.version).toBe('3.1');
  });

  it('resolves every reference, and names no schema that is not used', async () => {
    const { text, json } = await api.call('GET', '/openapi.json', { key: null });
    const used = new Set(
      [...text.matchAll(/"\$ref":"#\/components\/(\w+)\/([^"]+)"/g)].map((match) => `${match[1]}/${match[2]}`),
    );
    const present = (kind: string) => Object.keys(json.components[kind]).map((name) => `${kind}/${name}`);
    const all = [...present('schemas'), ...present('responses'), ...present('headers')];
    expect([...used].filter((name) => !all.includes(name))).toEqual([]);
    expect(text).not.toContain('#/$defs');
    expect([...present('schemas'), ...present('headers')].filter((name) => !used.has(name))).toEqual([]);
    expect(Object.keys(json.components.schemas).filter((name) => name.startsWith('__'))).toEqual([]);
  });

  it('describes every operation, with unique ids', async () => {
    const { json } = await api.call('GET', '/openapi.json', { key: null });
    const operations = Object.values<Record<string, { operationId: string; summary: string; tags: string[] }>>(
      json.paths,
    ).flatMap((path) => Object.values(path));
    const ids = operations.map((operation) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThan(45);
    const tags = json.tags.map((tag: { name: string }) => tag.name);
    for (const operation of operations) {
      expect(operation.summary).not.toBe('');
      expect(tags).toContain(operation.tags[0]);
    }
  });

  it('describes every property and parameter, except constants', async () => {
    const { json } = await api.call('GET', '/openapi.json', { key: null });
    const isDescribed = (schema: Described): boolean =>
      typeof schema.description === 'string' ||
      'const' in schema ||
      (schema.$ref !== undefined && isDescribed(json.components.schemas[schema.$ref.split('/').at(-1) ?? '']));
    const described: string[] = [];
    const missing: string[] = [];
    const look = (value: unknown, path: string): void => {
      if (typeof value !== 'object' || value === null) return;
      for (const [key, part] of Object.entries(value)) {
        if (key === 'example' || key === 'examples' || key === 'default') continue;
        const named = namedIn(key, part);
        for (const [name, schema] of named) {
          (isDescribed(schema) ? described : missing).push(`${path}.${name}`);
          look(schema, `${path}.${name}`);
        }
        if (named.length === 0) look(part, `${path}/${key}`);
      }
    };
    look(json, '');
    expect(missing).toEqual([]);
    expect(described.length).toBeGreaterThan(1400);
  });

  it('names the variants of its unions: by a discriminator or by titles', async () => {
    const { json } = await api.call('GET', '/openapi.json', { key: null });
    const { schemas } = json.components;
    for (const [name, property, first] of [
      ['When', 'kind', 'now'],
      ['Reach', 'kind', 'everyone'],
      ['SegmentCondition', 'kind', 'property'],
      ['ProviderInput', 'kind', 'twilio'],
    ]) {
      const { oneOf, discriminator } = schemas[name as string];
      expect(discriminator.propertyName).toBe(property);
      expect(Object.keys(discriminator.mapping)[0]).toBe(first);
      expect(new Set(Object.values(discriminator.mapping))).toEqual(new Set(oneOf.map(refOf)));
    }
    const unnamed: string[] = [];
    const look = (value: unknown, path: string): void => {
      if (typeof value !== 'object' || value === null) return;
      for (const [key, part] of Object.entries(value)) {
        const variants = key === 'oneOf' || key === 'anyOf' ? (part as Variant[]) : [];
        const objects = variants.map(resolved).filter((each) => each.type === 'object' || each.oneOf);
        if (objects.length > 1 && objects.some(({ title }) => title === undefined)) unnamed.push(path);
        look(part, `${path}/${key}`);
      }
    };
    look(json, '');
    expect(unnamed).toEqual([]);

    function resolved(variant: Variant): Variant {
      return variant.$ref === undefined ? variant : resolved(schemas[variant.$ref.split('/').at(-1) ?? '']);
    }
  });

  it('documents the headers that responses have', async () => {
    const { json } = await api.call('GET', '/openapi.json', { key: null });
    const named = (headers: Record<string, { $ref: string }>) => Object.keys(headers).toSorted();
    const has = (answer: { headers: Headers }) =>
      [...Object.keys(json.components.headers), 'ETag'].filter((name) => answer.headers.has(name));
    const created = await api.call('POST', '/v1/segments', {
      json: { name: 'Everyone with a name', condition: { kind: 'property', property: 'name', operator: 'exists' } },
      headers: { 'Idempotency-Key': 'one' },
    });
    expect(created.status).toBe(201);
    const { responses } = json.paths['/v1/segments'].post;
    expect(named(responses[201].headers)).toEqual([...has(created), 'Idempotency-Replayed'].toSorted());
    expect(created.headers.get('Location')).toMatch(/^\/v1\/segments\//);
    const unauthorized = await api.call('GET', '/v1/segments', { key: null });
    expect(named(json.components.responses.unauthorized.headers)).toEqual(has(unauthorized).toSorted());
    expect(named(json.paths['/v1/events'].post.responses[201].headers)).not.toContain('Location');
    expect(named(json.paths['/v1/imports'].post.responses[202].headers)).toContain('Location');
    expect(named(json.components.responses['too-many-requests'].headers)).toContain('Retry-After');
  });

  it('has examples that its own schemas accept', async () => {
    const { json } = await api.call('GET', '/openapi.json', { key: null });
    const ajv = new Ajv2020(QUICK_TO_COMPILE);
    addFormats.default(ajv);
    ajv.addSchema(json, 'openapi');
    let seen = 0;
    for (const [name, schema] of Object.entries<{ examples?: unknown[] }>(json.components.schemas)) {
      const validate = ajv.compile({ $ref: `openapi#/components/schemas/${name}` });
      for (const example of schema.examples ?? []) {
        seen += 1;
        expect(validate(example), `${name}: ${ajv.errorsText(validate.errors)}`).toBe(true);
      }
    }
    expect(seen).toBeGreaterThan(12);
    const inputs = Object.keys(json.components.schemas).filter((name) => name.endsWith('Input'));
    expect(inputs.filter((name) => !json.components.schemas[name].examples)).toEqual([]);
  });

  it('has an example for each answer in JSON and for each kind of problem, which its own schema accepts without more fields', async () => {
    const { json } = await api.call('GET', '/openapi.json', { key: null });
    const ajv = new Ajv2020(QUICK_TO_COMPILE);
    addFormats.default(ajv);
    ajv.addSchema(closed(json) as object, 'openapi');
    const without: string[] = [];
    const wrong: string[] = [];
    let seen = 0;
    const check = (pointer: string, response: Response): void => {
      for (const [type, { example, examples }] of Object.entries(response.content ?? {})) {
        if (!/[/+]json$/.test(type)) continue;
        const values = [example, ...Object.values(examples ?? {}).map(({ value }) => value)];
        const given = values.filter((value) => value !== undefined);
        if (given.length === 0) without.push(pointer);
        const validate = ajv.compile({ $ref: `openapi#${pointer}/content/${escaped(type)}/schema` });
        for (const value of given) {
          seen += 1;
          if (!validate(value)) wrong.push(`${pointer}: ${ajv.errorsText(validate.errors)}`);
        }
      }
    };
    for (const [path, operations] of Object.entries<Record<string, Operation>>(json.paths)) {
      for (const [method, { responses }] of Object.entries(operations)) {
        for (const [status, response] of Object.entries(responses))
          check(`/paths/${escaped(path)}/${method}/responses/${status}`, response);
      }
    }
    for (const [kind, response] of Object.entries<Response>(json.components.responses))
      check(`/components/responses/${kind}`, response);
    expect(wrong).toEqual([]);
    // What a provider gets for a receipt or a text is as its settings say.
    expect(without.filter((pointer) => !/receipts|texts/.test(pointer))).toEqual([]);
    expect(seen).toBeGreaterThan(100);
  });

  it('says of each example of a body which one it is, where there are several', async () => {
    const { json } = await api.call('GET', '/openapi.json', { key: null });
    const operations = Object.values<Record<string, Operation>>(json.paths).flatMap((path) => Object.values(path));
    const several = operations.flatMap(({ requestBody }) =>
      Object.values(requestBody?.content ?? {}).flatMap(({ examples }) => (examples ? [Object.values(examples)] : [])),
    );
    expect(several.length).toBeGreaterThan(10);
    for (const examples of several) {
      const summaries = examples.map(({ summary = '' }) => summary);
      expect(summaries.filter((summary) => summary.length < 4)).toEqual([]);
      expect(new Set(summaries).size).toBe(summaries.length);
    }
  });

  it('has an example of each problem that a status can be, with the status', async () => {
    const { json } = await api.call('GET', '/openapi.json', { key: null });
    const responses: Record<string, Response> = json.components.responses;
    for (const [kind, { content }] of Object.entries(responses)) {
      const type = `urn:herald:problem:${kind}`;
      expect(content?.['application/problem+json']?.example).toMatchObject({
        type,
        detail: expect.stringMatching(/ .*\.$/),
      });
    }
    const { content } = json.paths['/v1/campaigns/{campaignId}/approve'].post.responses[403];
    expect(Object.keys(content['application/problem+json'].examples)).toEqual([
      ...['missing-scope', 'sandbox-key', 'four-eyes'],
    ]);
  });

  it('has examples of campaigns that need nothing more than their provider group and a mail server', async () => {
    const { json } = await api.call('GET', '/openapi.json', { key: null });
    const { examples } = json.components.schemas.CampaignInput;
    expect(examples.map(({ when }: { when: { kind: string } }) => when.kind)).toEqual([
      'now',
      'at',
      'recurring',
      'dates',
      'inaction',
      'event_date',
    ]);
    for (const example of examples) {
      const { problems, upcoming } = await api.made('/v1/campaigns/validate', example);
      const fields = problems.map(({ field }: { field: string }) => field);
      expect(fields).toEqual(['/providerGroupId', ...(example.safetyCheck ? ['/safetyCheck'] : [])]);
      expect(upcoming.length > 0).toBe(example.type === 'past_behaviour');
    }
  });

  it('describes query parameters by the types that they are converted to', async () => {
    const { json } = await api.call('GET', '/openapi.json', { key: null });
    const limit = json.paths['/v1/profiles'].get.parameters.find(
      (parameter: { name: string }) => parameter.name === 'limit',
    );
    expect(limit).toMatchObject({
      in: 'query',
      required: false,
      schema: { type: 'integer', minimum: 1, maximum: 1000 },
    });
  });
});

import { describe, expect, it } from 'vitest';
import { defineRoute } from '../../../src/api/http/route.ts';
import { PRESETS, type Preset, SCOPE_NAMES, type Scope } from '../../../src/domain/account/scopes.ts';
import { testApi } from '../support.ts';

interface Operation {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  /** Null: open. */
  readonly scope: string | null;
}

describe('scopes', () => {
  const api = testApi();

  const keyWith = async (scopes: readonly Scope[]): Promise<string> =>
    (await api.made('/v1/api-keys', { name: `${scopes.join()} ${Math.random()}`, scopes })).key;

  async function operations(): Promise<Operation[]> {
    const { json } = await api.call('GET', '/openapi.json', { key: null });
    return Object.entries<Record<string, { operationId: string; security: { bearer: string[] }[] }>>(
      json.paths,
    ).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId, security }]) => ({
        operationId,
        method: method.toUpperCase(),
        path: path.replace(/\{\w+\}/g, 'x'),
        scope: security.length === 0 ? null : (security[0]?.bearer[0] ?? 'any'),
      })),
    );
  }

  it('are wanted by every operation but those for providers and health checks', async () => {
    const open = (await operations()).filter(({ scope }) => scope === null).map(({ operationId }) => operationId);
    expect(open.toSorted()).toEqual([
      'isReady',
      'isUp',
      'takeInboundText',
      'takeInboundTextInQuery',
      'takeReceipt',
      'takeReceiptInQuery',
    ]);
  });

  it('are enforced: no operation is carried out for a key with all scopes but the documented one', async () => {
    const keys = new Map<string, string>();
    for (const scope of SCOPE_NAMES) keys.set(scope, await keyWith(SCOPE_NAMES.filter((other) => other !== scope)));
    for (const { method, path, scope, operationId } of await operations()) {
      if (scope === null || scope === 'any') continue;
      const answer = await api.call(method, path, { key: keys.get(scope) ?? '' });
      expect(answer.status, operationId).toBe(403);
      expect(answer.json, operationId).toMatchObject({
        type: 'urn:herald:problem:missing-scope',
        errors: [{ wanted: `a key with ${scope}` }],
      });
      expect(answer.json.errors[0].got).not.toMatch(new RegExp(`\\b${scope}(?!:)\\b`));
    }
  }, 60_000);

  it('suffice: no operation wants more than the documented one', async () => {
    for (const scope of SCOPE_NAMES) {
      const key = await keyWith([scope]);
      for (const operation of await operations()) {
        if (operation.scope !== scope) continue;
        const { status } = await api.call(operation.method, operation.path, { key });
        expect([401, 403], operation.operationId).not.toContain(status);
      }
    }
  }, 60_000);

  it('are those of the preset that a key was made with', async () => {
    for (const [preset, scopes] of Object.entries(PRESETS)) {
      const made = await api.made('/v1/api-keys', { name: preset, preset });
      expect(made.scopes).toEqual(scopes);
    }
    const allowed = Object.fromEntries(
      (Object.keys(PRESETS) as Preset[]).map((preset) => [preset, PRESETS[preset].includes('admin' as never)]),
    );
    expect(allowed).toEqual({
      ingest: false,
      read: false,
      author: false,
      approver: false,
      operator: false,
      admin: true,
    });
  });

  it('can not be given to a key by one that lacks them', async () => {
    const key = await keyWith(['admin']);
    const call = (json: unknown) => api.call('POST', '/v1/api-keys', { json, key });
    expect((await call({ name: 'more', preset: 'admin' })).status).toBe(403);
    const refused = await call({ name: 'more', scopes: ['admin', 'approve'] });
    expect(refused.status).toBe(403);
    expect(refused.json.detail).toContain('approve');
    expect((await call({ name: 'as much', scopes: ['admin'] })).status).toBe(201);
  });

  it('are wanted by the definition of a route, also where the types were bypassed', () => {
    const definition = {
      method: 'get' as const,
      path: '/v1/things',
      operationId: 'listThings',
      tag: 'Things',
      summary: 'List things',
      handle: () => undefined,
    };
    // @ts-expect-error: a route without a scope
    expect(() => defineRoute(definition)).toThrow('listThings: a route needs a scope, or open: true');
    // @ts-expect-error: not open either
    expect(() => defineRoute({ ...definition, open: false })).toThrow('listThings');
    expect(defineRoute({ ...definition, scope: 'read' }).scope).toBe('read');
    expect(defineRoute({ ...definition, open: true }).scope).toBeNull();
  });

  it('are wanted in one of two forms when a key is made', async () => {
    const call = (json: unknown) => api.call('POST', '/v1/api-keys', { json });
    for (const rights of [
      {},
      { scopes: [] },
      { scopes: ['everything'] },
      { preset: 'root' },
      { preset: 'read', scopes: ['read'] },
    ]) {
      expect((await call({ name: 'n', ...rights })).status, JSON.stringify(rights)).toBe(400);
    }
  });
});

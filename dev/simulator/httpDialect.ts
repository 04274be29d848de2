import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { create, sendJson } from './create.ts';
import type { CreateRequest, SimulatedProvider } from './simulatedProvider.ts';

const messageInput = z.object({
  to: z.string().regex(/^\+[1-9]\d{6,14}$/),
  text: z.string().min(1),
  from: z.string().optional(),
  reference: z.string().optional(),
  callbackUrl: z.string().nullish(),
});

/**
 * A plain JSON gateway: `POST /http/{name}/messages` -> 202 `{id}`, `GET /http/{name}/messages?reference=` -> 200 or 404,
 * `GET /http/{name}/account` to check credentials.
 */
export function answerHttp(provider: SimulatedProvider, req: IncomingMessage, res: ServerResponse, body: string): void {
  const url = new URL(req.url ?? '/', 'http://simulator');
  const resource = url.pathname.split('/')[3];
  if (req.method === 'POST' && resource === 'messages') {
    const key = keyOf(provider, req);
    create(provider, res, {
      read: () => (isAuthorised(provider, req) ? readMessage(body) : { status: 401, code: 20_003 }),
      repeated: () => (key === null ? undefined : provider.byIdempotencyKey.get(key)),
      accepted: ({ id }) => ({ status: 202, json: JSON.stringify({ id, status: 'accepted' }) }),
      error: httpError,
      made(message) {
        if (key !== null) provider.byIdempotencyKey.set(key, message);
        if (message.reference !== null) provider.byReference.set(message.reference, message);
      },
    });
    return;
  }
  provider.counts.lookups++;
  const { behaviour } = provider;
  if (behaviour.mode === 'hang' && behaviour.hangLookups) return;
  const { status, json } = answerLookup(provider, req, url);
  sendJson(res, status, json);
}

function answerLookup(provider: SimulatedProvider, req: IncomingMessage, url: URL): { status: number; json: string } {
  const error = (status: number, code: number) => ({ status, json: httpError(status, code) });
  const { mode } = provider.behaviour;
  if (mode === 'unavailable' || mode === 'die') return error(503, 20_503);
  if (mode === 'badCredentials' || !isAuthorised(provider, req)) return error(401, 20_003);
  const resource = url.pathname.split('/')[3];
  if (resource === 'account') return { status: 200, json: JSON.stringify({ name: provider.config.name }) };
  const message =
    resource === 'messages' ? provider.byReference.get(url.searchParams.get('reference') ?? '') : undefined;
  if (!message) return error(404, 20_404);
  const { id, to, reference, status } = message;
  return { status: 200, json: JSON.stringify({ id, to, reference, status: status ?? 'accepted' }) };
}

const httpError = (_status: number, code: number): string => JSON.stringify({ error: { code: String(code) } });

function readMessage(body: string): CreateRequest | { status: number; code: number } {
  const parsed = messageInput.safeParse(parseJson(body));
  if (!parsed.success) return { status: 400, code: 21_211 };
  const { to, text, from = null, reference = null, callbackUrl = null } = parsed.data;
  return { to, from, messagingServiceSid: null, body: text, callbackUrl, reference };
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function keyOf({ config }: SimulatedProvider, req: IncomingMessage): string | null {
  const key = req.headers['idempotency-key'];
  return config.kind === 'http' && config.idempotent && typeof key === 'string' ? key : null;
}

function isAuthorised({ config }: SimulatedProvider, req: IncomingMessage): boolean {
  if (config.kind !== 'http' || config.apiKey === undefined) return true;
  return req.headers.authorization === `Bearer ${config.apiKey}`;
}

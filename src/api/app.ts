import express, { type Express } from 'express';
import type { ProviderRecord } from '../store/providers.ts';
import { revisionCache } from '../store/revisionCache.ts';
import type { ApiDependencies } from './dependencies.ts';
import { apiDescription } from './description.ts';
import { docsPage } from './http/docsPage.ts';
import { errorResponses } from './http/errorResponses.ts';
import { openApiDocument } from './http/openApi.ts';
import { requestIds, requestLog, securityHeaders } from './http/requestFrame.ts';
import { routerOf } from './http/router.ts';
import { optionsOf, unknownRoutes } from './http/unknownRoutes.ts';
import { inboundAnswers } from './inbound/inboundAnswers.ts';
import type { ProviderCallLimits } from './providers/providerCalls.ts';
import { apiRoutes } from './routes.ts';

const JSON_LIMIT_BYTES = 1024 * 1024;
const BODY_TIMEOUT_MS = 30_000;
/** How old the settings may be by which a receipt or an inbound text is read. */
const PROVIDER_FRESH_MS = 3_000;

export interface App {
  /** Request handler for an HTTP server. */
  readonly express: Express;
  /** The OpenAPI document that the app serves. */
  readonly openApi: Readonly<Record<string, unknown>>;
  /** Waits for what is still being sent, and closes the connections to providers, which the app opened. */
  close(): Promise<void>;
}

/** The API as an Express app. `bodyTimeoutMs`: how long a body may take, or a streamed one may pause. Default: 30 s. */
export function createApp(
  dependencies: ApiDependencies & { readonly bodyTimeoutMs?: number; readonly providerCallLimits?: ProviderCallLimits },
): App {
  const { store, box, bootstrapApiKey, createProvider, logger, now, bodyTimeoutMs = BODY_TIMEOUT_MS } = dependencies;
  const providerReaders = revisionCache({
    source: store.providers,
    create: (provider: ProviderRecord) => createProvider(provider.input),
    close: (provider) => provider.close(),
    freshMs: PROVIDER_FRESH_MS,
    now,
  });
  const answers = inboundAnswers(dependencies);
  const routes = apiRoutes({ ...dependencies, providerReaders, inboundAnswers: answers });
  const openApi = openApiDocument(routes, apiDescription());
  const document = JSON.stringify(openApi);

  const app = express();
  app.disable('x-powered-by').disable('etag').enable('case sensitive routing').set('query parser', false);
  app.use(requestIds, securityHeaders, requestLog(logger));
  const others = ['/openapi.json', '/docs'].map((path) => ({ path, method: 'get' as const }));
  const addresses = [...routes, ...others];
  app.use(optionsOf(addresses));
  app.get('/openapi.json', (_request, response) => {
    response.locals.route = '/openapi.json';
    response.type('application/json').send(document);
  });
  app.use(docsPage());
  app.use(
    routerOf(routes, {
      authentication: { apiKeys: store.apiKeys, bootstrapApiKey, now },
      idempotency: { records: store.idempotency, box, now },
      bodyLimits: { maxBytes: JSON_LIMIT_BYTES, timeoutMs: bodyTimeoutMs },
    }),
  );
  app.use(unknownRoutes(addresses));
  app.use(errorResponses(logger));
  return { express: app, openApi, close };

  async function close(): Promise<void> {
    await answers.close();
    await providerReaders.close();
  }
}

import express, { type Express } from 'express';
import { sandboxProvider } from '../providers/sandbox/sandboxProvider.ts';
import { type Ingestion, ingestion } from '../store/ingestion/ingestion.ts';
import { type JourneyEntrance, journeyEntrance } from '../store/journeys/journeyEntrance.ts';
import type { ProviderRecord } from '../store/providers.ts';
import { revisionCache } from '../store/revisionCache.ts';
import type { ApiDependencies } from './dependencies.ts';
import { apiDescription } from './description.ts';
import { talliedLog } from './http/auditTally.ts';
import type { AuditDependencies } from './http/auditTrail.ts';
import { backPressure } from './http/backPressure.ts';
import { docsPage } from './http/docsPage.ts';
import { errorResponses } from './http/errorResponses.ts';
import { openApiDocument } from './http/openApi.ts';
import { rateLimiter } from './http/rateLimiting.ts';
import { requestIds, requestLog, securityHeaders, wholeAnswers } from './http/requestFrame.ts';
import { routerOf } from './http/router.ts';
import { optionsOf, unknownRoutes } from './http/unknownRoutes.ts';
import { inboundAnswers } from './inbound/inboundAnswers.ts';
import { catchUpTimer } from './journeys/catchUpTimer.ts';
import type { ProviderCallLimits } from './providers/providerCalls.ts';
import { apiRoutes } from './routes.ts';

const JSON_LIMIT_BYTES = 1024 * 1024;
/** JSON bodies with incoming data that are in progress at a time, in bytes: 100 requests with 1,000 events of a usual size. */
const INTAKE_BYTES = 16 * 1024 * 1024;
const BODY_TIMEOUT_MS = 30_000;
const AUDIT_TALLY_MS = 10_000;
const CATCH_UP_MS = 10_000;
/** How old the settings may be by which a receipt or an inbound text is read. */
const PROVIDER_FRESH_MS = 3_000;

export interface App {
  /** Request handler for an HTTP server. */
  readonly express: Express;
  /** The OpenAPI document that the app serves. */
  readonly openApi: Readonly<Record<string, unknown>>;
  /** Writes what is still to be written to the audit log, waits for what is being sent, and closes the connections to providers, which the app opened. */
  close(): Promise<void>;
}

export interface AppOptions {
  /** Networks of proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies?: readonly string[];
  /** How many bytes of JSON with incoming data may be in progress; more is answered with 429. Default: 16 MB. */
  readonly intakeBytes?: number;
  /** How long a body may take, or a streamed one may pause. Default: 30 s. */
  readonly bodyTimeoutMs?: number;
  readonly providerCallLimits?: ProviderCallLimits;
  /** How often counts are written to the audit log. Default: every 10 s. */
  readonly auditTallyMs?: number;
  /** How often people enter journeys that could not when they came. Default: every 10 s. */
  readonly catchUpMs?: number;
}

/** The API as an Express app. */
export function createApp(options: Omit<ApiDependencies, 'sandbox' | 'ingestion'> & AppOptions): App {
  const sandbox = sandboxProvider({ report: options.store.receipts.record });
  const { all, calls } = options.journeys;
  const entrance = journeyEntrance({ store: options.store, calls, journeys: all });
  const dependencies = { ...options, sandbox, ingestion: ingestionOf(options, entrance) };
  const { store, box, bootstrapApiKey, createProvider, logger, now, bodyTimeoutMs = BODY_TIMEOUT_MS } = dependencies;
  const { auditTallyMs = AUDIT_TALLY_MS, catchUpMs = CATCH_UP_MS, intakeBytes = INTAKE_BYTES } = dependencies;
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

  const log = talliedLog(store.audit, {
    everyMs: auditTallyMs,
    now,
    onLoss: (error) => logger.error({ err: error }, 'counts could not be written to the audit log yet'),
  });
  const audit: AuditDependencies = {
    log,
    now,
    onLoss: (error, entryId) => logger.error({ err: error, entryId }, 'the audit log could not be written'),
  };

  const app = express();
  app.set('trust proxy', [...(dependencies.trustedProxies ?? [])]);
  app.disable('x-powered-by').disable('etag').enable('case sensitive routing').set('query parser', false);
  app.use(requestIds, securityHeaders, wholeAnswers, requestLog(logger));
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
      audit,
      rates: rateLimiter(now),
      backPressure: backPressure({ maxBytes: intakeBytes, maxBodyBytes: JSON_LIMIT_BYTES }),
      idempotency: { records: store.idempotency, box, now },
      bodyLimits: { maxBytes: JSON_LIMIT_BYTES, timeoutMs: bodyTimeoutMs },
    }),
  );
  app.use(unknownRoutes(addresses));
  app.use(errorResponses(logger));
  const catchUp = catchUpTimer({ entrance, logger, everyMs: catchUpMs });
  return { express: app, openApi, close };

  async function close(): Promise<void> {
    await catchUp.stop();
    await entrance.close();
    await log.close();
    await answers.close();
    await providerReaders.close();
    await sandbox.close();
  }
}

const ingestionOf = (
  { store, live, now }: Pick<ApiDependencies, 'store' | 'live' | 'now'>,
  { onEvents }: JourneyEntrance,
): Ingestion => ingestion({ store, now, onTriggers: live.tell, onEvents });

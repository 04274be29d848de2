import { Client, Connection } from '@temporalio/client';
import { type Config, ConfigError, readConfig, useUtc } from '../config.ts';
import { egressTo } from '../egress/egress.ts';
import { createLogger, type Logger } from '../logger.ts';
import { createProvider } from '../providers/createProvider.ts';
import { secretBox } from '../store/secrets.ts';
import { openStore } from '../store/store.ts';
import { temporalCampaignClient } from '../temporal/campaignClient.ts';
import { temporalErasureClient } from '../temporal/erasureClient.ts';
import { temporalImportClient } from '../temporal/importClient.ts';
import { temporalJourneyClient } from '../temporal/journeyClient.ts';
import { temporalLiveClient } from '../temporal/liveClient.ts';
import { temporalSingleMessageClient } from '../temporal/singleMessageClient.ts';
import { JOURNEYS } from '../workflows/journeys/registry.ts';
import { createApp } from './app.ts';
import { listen } from './listen.ts';

/** How long requests in progress may take while the server closes, in milliseconds. */
const GRACE_MS = 10_000;

async function main(): Promise<void> {
  useUtc();
  const config = readConfig();
  const logger = createLogger({ level: config.logLevel, name: 'api' });
  try {
    await serve(config, logger);
  } catch (error) {
    logger.fatal({ err: error }, 'failed');
    process.exitCode = 1;
  }
}

async function serve(config: Config, logger: Logger): Promise<void> {
  const server = await startApi(config, logger);
  logger.info({ url: server.url }, 'ready');
  const signal = await new Promise<string>((resolve) => {
    for (const name of ['SIGTERM', 'SIGINT']) process.once(name, resolve);
  });
  logger.info({ signal }, 'closing');
  await server.close();
  logger.info('closed');
}

async function startApi(config: Config, logger: Logger): Promise<{ url: string; close(): Promise<void> }> {
  const opened = await openStore({ ...config.mongo, secretKey: config.secretKey });
  const { namespace, taskQueue } = config.temporal;
  const egress = egressTo({ allow: config.egressAllow });
  // Lazy: the API starts without Temporal, reports that at /readyz, and serves the operations that don't need it.
  const connection = Connection.lazy(config.temporal.connection);
  const client = new Client({ connection, namespace });
  const live = temporalLiveClient(client, logger);
  const app = createApp({
    store: opened.store,
    campaigns: temporalCampaignClient(client, taskQueue),
    imports: temporalImportClient(client, taskQueue),
    erasures: temporalErasureClient(client, taskQueue),
    singleMessages: temporalSingleMessageClient(client, taskQueue),
    live,
    journeys: { all: JOURNEYS, calls: temporalJourneyClient(client, taskQueue) },
    createProvider: (input) => createProvider(input, egress),
    egress,
    box: secretBox(config.secretKey),
    secretKey: config.secretKey,
    bootstrapApiKey: config.bootstrapApiKey,
    trustedProxies: config.trustedProxies,
    publicUrl: config.publicUrl,
    mailIsConfigured: config.mail !== undefined,
    logger,
    now: () => new Date(),
  });
  const closeParts = async (): Promise<void> => {
    await app.close();
    await live.close();
    await Promise.all([connection.close(), opened.close()]);
  };
  try {
    // A crash may have lost what a campaign had to be told.
    const { rules } = await opened.store.ingestionSettings.get();
    for (const campaignId of rules.keys()) live.tell(campaignId, new Date());
    const { url, close } = await listen(app.express, config);
    return { url, close: () => close(GRACE_MS).then(closeParts) };
  } catch (error) {
    await closeParts();
    throw error;
  }
}

main().catch((error: unknown) => {
  // An invalid configuration is reported by its message alone; a stack trace would not help.
  console.error(error instanceof ConfigError ? error.message : error);
  process.exitCode = 1;
});

import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { DefaultLogger, NativeConnection, Runtime, Worker, type WorkerOptions } from '@temporalio/worker';
import { createActivities } from './activities/createActivities.ts';
import { SEND_POLICY } from './activities/sending/policy.ts';
import { providerPool } from './activities/sending/providers/providerPool.ts';
import { type Config, ConfigError, readConfig } from './config.ts';
import { createLogger, type Logger } from './logger.ts';
import { configuredMailer } from './mail/configuredMailer.ts';
import { createProvider } from './providers/createProvider.ts';
import { openStore } from './store/store.ts';
import { ensureSearchAttributes } from './temporal/searchAttributes.ts';

/** Activities that one worker runs at a time: chunks, mostly, each with a few hundred requests under way. */
const ACTIVITIES_AT_ONCE = 16;

/**
 * How much a worker's heap may grow before garbage is collected again, in percent. As V8 does it by itself, a worker takes 450 MB where 250 do; it costs some
 * percent of its time.
 */
const HEAP_GROWTH_PERCENT = 25;

/** Runs a worker until SIGTERM or SIGINT; then what is in the air is finished and recorded before it ends. */
async function main(): Promise<void> {
  const config = readConfig();
  setFlagsFromString(`--heap-growing-percent=${HEAP_GROWTH_PERCENT}`);
  const log = createLogger({ level: config.logLevel, name: 'worker' });
  useLogger(log);
  const { store, close } = await openStore({ ...config.mongo, secretKey: config.secretKey });
  const connection = await NativeConnection.connect(config.temporal.connection);
  await ensureSearchAttributes(connection.operatorService, config.temporal.namespace);
  const { providers, rates } = store;
  const alertMailer = configuredMailer(config.mail, (message) => log.warn(message));
  const pool = providerPool({ providers, rates, policy: SEND_POLICY, createProvider });
  try {
    const worker = await Worker.create({
      connection,
      namespace: config.temporal.namespace,
      taskQueue: config.temporal.taskQueue,
      ...workflowCode(config),
      activities: createActivities({
        store,
        pool,
        mailer: alertMailer,
        places: {
          apiUrl: config.apiUrl,
          webUi:
            config.temporalUiUrl === undefined
              ? undefined
              : { url: config.temporalUiUrl, namespace: config.temporal.namespace },
        },
        publicUrl: config.publicUrl,
        secretKey: config.secretKey,
      }),
      maxConcurrentActivityTaskExecutions: ACTIVITIES_AT_ONCE,
      // A pause reaches a chunk with the answer to a heartbeat.
      maxHeartbeatThrottleInterval: '1s',
      shutdownGraceTime: '2s',
      shutdownForceTime: '60s',
    });
    log.info({ taskQueue: config.temporal.taskQueue }, 'ready');
    await worker.run();
    log.info('stopped');
  } finally {
    alertMailer?.close();
    await pool.close();
    await connection.close();
    await close();
  }
}

/** The code that a release was built with, or, in development, the sources. */
const workflowCode = ({ workflowBundle }: Config): Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'> =>
  workflowBundle === undefined
    ? { workflowsPath: fileURLToPath(import.meta.resolve('./workflows/index.ts')) }
    : { workflowBundle: { codePath: workflowBundle } };

/** Temporal's own log lines go where ours go. Their details may hold anything, and stay out. */
function useLogger(log: Logger): void {
  const logger = new DefaultLogger('WARN', ({ level, message }) => {
    if (level === 'ERROR') log.error({ source: 'temporal' }, message);
    else log.warn({ source: 'temporal' }, message);
  });
  Runtime.install({ logger, shutdownSignals: ['SIGTERM', 'SIGINT'] });
}

try {
  await main();
} catch (error) {
  if (error instanceof ConfigError) console.error(error.message);
  else createLogger({ level: 'error', name: 'worker' }).error({ err: error }, 'the worker could not go on');
  process.exitCode = 1;
}

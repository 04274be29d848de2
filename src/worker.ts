import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { Client } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker, type WorkerOptions } from '@temporalio/worker';
import { activitiesByQueue } from './activities/activitiesByQueue.ts';
import type { Activities } from './activities/contract.ts';
import { createActivities } from './activities/createActivities.ts';
import { checkJourneys, checkSavedTexts, JourneyError } from './activities/journeys/checkJourneys.ts';
import { providerHealthNotes } from './activities/providerHealth.ts';
import { retentionTimer } from './activities/retention/retentionTimer.ts';
import { SEND_POLICY } from './activities/sending/policy.ts';
import { providerPool } from './activities/sending/providers/providerPool.ts';
import { type Config, ConfigError, readConfig, useUtc } from './config.ts';
import { type TaskQueueName, taskQueuesOf } from './domain/ids.ts';
import { egressTo } from './egress/egress.ts';
import { createLogger, type Logger } from './logger.ts';
import { configuredMailer } from './mail/mailer.ts';
import { createProvider } from './providers/createProvider.ts';
import { sandboxProvider } from './providers/sandbox/sandboxProvider.ts';
import { openStore } from './store/store.ts';
import { temporalJourneyClient } from './temporal/journeyClient.ts';
import { temporalLiveClient } from './temporal/liveClient.ts';
import { ensureSearchAttributes } from './temporal/searchAttributes.ts';
import { JOURNEYS } from './workflows/journeys/registry.ts';

/** Activities that one worker runs at a time, by task queue. A chunk has a few hundred requests under way, an audience streams all profiles, an import a whole file. */
const AT_ONCE = { main: 100, direct: 64, live: 32, send: 16, freeze: 2, import: 1 } as const;

/** Workflows that are kept in memory between their tasks, about 1 MB each. Most journeys sleep: their short histories are replayed when they wake. */
const CACHED_WORKFLOWS = 100;

/**
 * How much a worker's heap may grow before garbage is collected again, in percent. As V8 does it by itself, a worker takes 450 MB where 250 do; it costs some
 * percent of its time.
 */
const HEAP_GROWTH_PERCENT = 25;

/** Runs a worker until SIGTERM or SIGINT; then what is in the air is finished and recorded before it ends. */
async function main(): Promise<void> {
  useUtc();
  const config = readConfig();
  checkJourneys(JOURNEYS);
  setFlagsFromString(`--heap-growing-percent=${HEAP_GROWTH_PERCENT}`);
  const log = createLogger({ level: config.logLevel, name: 'worker' });
  useLogger(log);
  const { store, close } = await openStore({ ...config.mongo, secretKey: config.secretKey });
  await checkSavedTexts(JOURNEYS, store.savedMessages);
  const connection = await NativeConnection.connect(config.temporal.connection);
  await ensureSearchAttributes(connection.operatorService, { namespace: config.temporal.namespace, log });
  const { providers, rates } = store;
  const alertMailer = configuredMailer(config.mail, (message) => log.warn(message));
  const egress = egressTo({ allow: config.egressAllow });
  const pooled = (options: { paceBlockMs?: number } = {}) =>
    providerPool({
      providers,
      rates,
      policy: SEND_POLICY,
      createProvider: (input) => createProvider(input, egress),
      sandbox: sandboxProvider({ report: store.receipts.record }),
      onHealth: providerHealthNotes({ store: store.providerHealth, workerId: randomUUID(), log }),
      ...options,
    });
  const pool = pooled();
  // Connections, breakers and turns of its own: a single message never waits behind a campaign.
  const directPool = pooled({ paceBlockMs: 0 });
  const client = new Client({ connection, namespace: config.temporal.namespace });
  const live = temporalLiveClient(client, log);
  try {
    const activities = createActivities({
      store,
      pool,
      directPool,
      mailer: alertMailer,
      baseUrls: {
        apiUrl: config.apiUrl,
        webUi:
          config.temporalUiUrl === undefined
            ? undefined
            : { url: config.temporalUiUrl, namespace: config.temporal.namespace },
      },
      publicUrl: config.publicUrl,
      secretKey: config.secretKey,
      onTriggers: live.tell,
      journeys: {
        all: JOURNEYS,
        calls: temporalJourneyClient(client, config.temporal.taskQueue),
      },
    });
    const workers = await createWorkers({ connection, config, activities });
    const retention = retentionTimer({ store, log });
    log.info({ taskQueue: config.temporal.taskQueue }, 'ready');
    await runAll(workers).finally(() => retention.stop());
    log.info('stopped');
  } finally {
    alertMailer?.close();
    await Promise.all([pool.close(), directPool.close()]);
    await live.close();
    await connection.close();
    await close();
  }
}

/** A worker for each task queue, in this process and over one connection. */
async function createWorkers(of: {
  connection: NativeConnection;
  config: Config;
  activities: Activities;
}): Promise<Worker[]> {
  const { connection, config, activities } = of;
  const { namespace, taskQueue, buildId } = config.temporal;
  const taskQueues = taskQueuesOf(taskQueue);
  const byQueue = activitiesByQueue(activities);
  const shared = {
    connection,
    namespace,
    shutdownGraceTime: '2s',
    maxCachedWorkflows: CACHED_WORKFLOWS,
    shutdownForceTime: '60s',
    ...(buildId !== undefined && {
      workerDeploymentOptions: {
        version: { deploymentName: taskQueue, buildId },
        useWorkerVersioning: true as const,
        // A campaign lives for years; its batches end with the code that they began with.
        defaultVersioningBehavior: 'AUTO_UPGRADE' as const,
      },
    }),
  } as const;
  const create = (queue: TaskQueueName, options: Partial<WorkerOptions> = {}): Promise<Worker> =>
    Worker.create({
      ...shared,
      taskQueue: taskQueues[queue],
      activities: byQueue[queue],
      maxConcurrentActivityTaskExecutions: AT_ONCE[queue],
      ...options,
    });
  return await Promise.all([
    create('main', workflowCode(config)),
    create('direct'),
    create('send'),
    create('live'),
    create('freeze'),
    create('import'),
  ]);
}

/** Resolves when all have stopped. Where one fails the others are stopped, too: half a worker would look like a whole one. */
async function runAll(workers: readonly Worker[]): Promise<void> {
  const runs = workers.map(async (worker) => {
    try {
      await worker.run();
    } finally {
      for (const other of workers) if (other.getState() === 'RUNNING') other.shutdown();
    }
  });
  const failed = (await Promise.allSettled(runs)).find((run) => run.status === 'rejected');
  if (failed) throw failed.reason;
}

/** The code that a release was built with, or, in development, the sources. */
const workflowCode = ({ workflowBundle }: Config): Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'> =>
  workflowBundle === undefined
    ? { workflowsPath: fileURLToPath(import.meta.resolve('./workflows/index.ts')) }
    : { workflowBundle: { codePath: workflowBundle } };

/** Temporal's own log lines go where ours go, with what they are about. Their other details may hold anything, and stay out. */
function useLogger(log: Logger): void {
  const logger = new DefaultLogger('WARN', ({ level, message, meta = {} }) => {
    const { workflowId, workflowType, runId, activityType, error } = meta;
    const about = { source: 'temporal', workflowId, workflowType, runId, activityType, err: error };
    if (level === 'ERROR') log.error(about, message);
    else log.warn(about, message);
  });
  Runtime.install({ logger, shutdownSignals: ['SIGTERM', 'SIGINT'] });
}

try {
  await main();
} catch (error) {
  if (error instanceof ConfigError || error instanceof JourneyError) console.error(error.message);
  else createLogger({ level: 'error', name: 'worker' }).error({ err: error }, 'the worker could not go on');
  process.exitCode = 1;
}

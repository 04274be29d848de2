/**
 * A process that only carries out workflows, with the built bundle, for tests that freeze it: TEMPORAL_ADDRESS, TASK_QUEUE and BUNDLE are in its
 * environment. It writes 'ready' when it polls, and ends when it is killed.
 */
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';

const { TEMPORAL_ADDRESS: address, TASK_QUEUE: taskQueue, BUNDLE: codePath } = process.env;
Runtime.install({ logger: new DefaultLogger('ERROR') });
const connection = await NativeConnection.connect({ address });
const worker = await Worker.create({
  connection,
  taskQueue,
  workflowBundle: { codePath },
  // One for workflows that it has, one for others: most of those go elsewhere.
  workflowTaskPollerBehavior: { type: 'simple-maximum', maximum: 2 },
});
const running = worker.run();
process.stdout.write('ready\n');
await running;

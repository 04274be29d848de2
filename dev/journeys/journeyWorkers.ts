import { type NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import type { PersonActivities } from '../../src/activities/journeys/contract.ts';
import { taskQueuesOf } from '../../src/domain/ids.ts';

/** Runs workers for journeys alone. The function returned stops them. */
export async function startJourneyWorkers(of: {
  readonly connection: NativeConnection;
  readonly taskQueue: string;
  readonly activities: PersonActivities;
  readonly workflowBundle: NonNullable<WorkerOptions['workflowBundle']>;
}): Promise<() => Promise<void>> {
  const { connection, taskQueue, activities, workflowBundle } = of;
  const { sendJourneySms, ...others } = activities;
  const queues = taskQueuesOf(taskQueue);
  const workers = await Promise.all([
    Worker.create({ connection, taskQueue: queues.main, workflowBundle, activities: others }),
    Worker.create({ connection, taskQueue: queues.direct, activities: { sendJourneySms } }),
  ]);
  const running = Promise.all(workers.map((worker) => worker.run()));
  return async () => {
    for (const worker of workers) worker.shutdown();
    await running;
  };
}

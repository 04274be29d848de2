import type { TaskQueueName } from '../domain/ids.ts';
import type { Activities } from './contract.ts';

/** The activities that the workers of each task queue run. */
export function activitiesByQueue(activities: Activities) {
  const {
    freezeAudience,
    importFile,
    journeyTask,
    sendChunk,
    sendLive,
    sendSingle,
    sendJourneySms,
    sweepDates,
    ...main
  } = activities;
  return {
    main,
    direct: { sendSingle, sendJourneySms },
    send: { sendChunk },
    live: { sendLive },
    freeze: { freezeAudience, journeyTask, sweepDates },
    import: { importFile },
  } satisfies Record<TaskQueueName, Partial<Activities>>;
}

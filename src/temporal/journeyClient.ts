import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { journeyTaskWorkflowId, journeyWorkflowId } from '../domain/ids.ts';
import type { JourneyCalls } from '../domain/journeys/calls.ts';
import { seedOf } from '../domain/journeys/split.ts';
import { campaignNameAttribute, campaignTypeAttribute, statusAttribute } from '../domain/searchAttributes.ts';
import type { journeyTaskWorkflow } from '../workflows/journeys/journeyTask.ts';
import type { JourneyInput } from '../workflows/journeys/journeyWorkflow.ts';
import { toOurTerms, within } from './calls.ts';
import { startOnce } from './startOnce.ts';

const CALL_MS = 10_000;
/** Behind campaigns: many people may enter, or wake, at once. Their texts go ahead. */
const PRIORITY = 4;

/** Journeys on Temporal: a workflow for each person, on `taskQueue`. All throw a `TemporalUnreachableError`. */
export const temporalJourneyClient = (client: Client, taskQueue: string): JourneyCalls => ({
  start: ({ _id: personId, journey, profileId, enteredAt }) =>
    startOnce<(input: JourneyInput) => Promise<unknown>>(client, 'journeyWorkflow', {
      workflowId: journeyWorkflowId(journey, personId),
      taskQueue,
      args: [{ journey, personId, seed: seedOf(journey, profileId), since: enteredAt.toISOString() }],
      priority: { priorityKey: PRIORITY, fairnessKey: journey },
      staticSummary: `a person in the journey ${journey}`,
      memo: { journey },
      typedSearchAttributes: [
        { key: campaignTypeAttribute, value: 'journey' },
        { key: campaignNameAttribute, value: journey },
        { key: statusAttribute, value: 'active' },
      ],
    }),

  async signal({ _id, journey }, { signal, ...input }) {
    const handle = client.workflow.getHandle(journeyWorkflowId(journey, _id));
    try {
      await within(client, CALL_MS, () => handle.signal(signal, input));
      return true;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return false;
      throw toOurTerms(error);
    }
  },

  startTask: (taskId) =>
    startOnce<typeof journeyTaskWorkflow>(client, 'journeyTaskWorkflow', {
      workflowId: journeyTaskWorkflowId(taskId),
      taskQueue,
      args: [{ taskId }],
      staticSummary: 'goes through people of a journey',
    }),
});

import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { campaignWorkflowId } from '../domain/ids.ts';
import type { Logger } from '../logger.ts';
import { triggersDueSignal } from '../workflows/messages.ts';
import { within } from './calls.ts';
import { type DueSignals, dueSignals } from './dueSignals.ts';

const CALL_MS = 5000;

/** The workflows of live campaigns, as whatever takes in events needs them. */
export type LiveClient = DueSignals;

/** Live campaigns on Temporal. */
export const temporalLiveClient = (client: Client, log: Logger): LiveClient =>
  dueSignals({
    async send(campaignId, dueAt) {
      const workflow = client.workflow.getHandle(campaignWorkflowId(campaignId));
      const signal = () => workflow.signal(triggersDueSignal, { at: dueAt.toISOString() });
      try {
        await within(client, CALL_MS, signal);
      } catch (error) {
        // It has ended, or looks at its triggers when it begins.
        if (!(error instanceof WorkflowNotFoundError)) throw error;
      }
    },
    onFailure: (error, campaignId) =>
      log.warn({ err: error, campaignId }, 'a live campaign could not be told of its triggers yet'),
  });

import { workflowInfo } from '@temporalio/workflow';

/** Far below the server's limit of 51,200, so that each history is quick to replay and to read. */
const PAGE_EVENTS = 1700;

/** Whether a new execution is to take over as soon as it can. The work in flight still adds events: the history stays below 2,000. */
export const pageIsFull = (mostEvents = PAGE_EVENTS): boolean =>
  workflowInfo().continueAsNewSuggested || workflowInfo().historyLength > mostEvents;

/** ISO 8601. */
export const instantNow = (): string => new Date().toISOString();

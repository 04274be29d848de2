import { patched, workflowInfo } from '@temporalio/workflow';

/** Far below the server's limit of 51,200, so that every page of history is quick to replay and to look at. */
const HISTORY_EVENTS = 2000;
/** A campaign's page still grows while its batches in flight end: this much leaves room for 64 of them below 2,000. */
const CAMPAIGN_HISTORY_EVENTS = 1400;

/** Whether a new execution of a batch is to take over as soon as it can. */
export const historyIsLong = (): boolean => isLongerThan(HISTORY_EVENTS);

/** The same for a campaign. */
export const campaignHistoryIsLong = (): boolean =>
  isLongerThan(patched('short-pages') ? CAMPAIGN_HISTORY_EVENTS : HISTORY_EVENTS);

const isLongerThan = (events: number): boolean =>
  workflowInfo().continueAsNewSuggested || workflowInfo().historyLength > events;

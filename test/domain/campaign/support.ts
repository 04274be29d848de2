import type { BatchResult } from '../../../src/domain/campaign/batchReturn.ts';
import { NO_MESSAGES } from '../../../src/domain/campaign/progress.ts';

export const START = Date.UTC(2026, 10, 30, 12);
export const at = (seconds: number): string => new Date(START + 1000 * seconds).toISOString();
export const settings = { runId: 'c/1', safetyLimit: null, pauseOnErrors: null, providerGroupId: 'g' };

/** A batch of which recipients are left, because no provider takes messages unless `others` says otherwise. */
export const later = (others: Partial<Extract<BatchResult, { state: 'later' }>>): BatchResult => ({
  state: 'later',
  counts: NO_MESSAGES,
  left: [{ offset: 0, limit: 10, counts: NO_MESSAGES }],
  reason: 'providers_unavailable',
  progressed: false,
  retryAfterMs: 5000,
  ...others,
});

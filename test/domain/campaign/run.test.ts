import { describe, expect, it } from 'vitest';
import { shownStatusOf } from '../../../src/domain/campaign/run.ts';
import { CAMPAIGN_STATUSES } from '../../../src/domain/campaign/status.ts';

const AT = new Date('2026-05-07T10:00:00Z');
const of = (qualified: number) => ({ qualified, reachable: qualified, optedOut: 0, noUsableNumber: 0, notChosen: 1 });
const FREEZING = { status: 'freezing', finishedAt: null, audience: null, safetyLimit: 10, releasedAt: null } as const;
const SENDING = { ...FREEZING, status: 'sending', audience: of(11) } as const;
const LARGE = { ...SENDING, audience: of(12) } as const;

describe('the status of a run, beside that of its campaign', () => {
  it.each([
    ['that is being frozen', FREEZING, 'running', 'freezing'],
    ['that is small enough', SENDING, 'running', 'sending'],
    ['without a safety check', { ...LARGE, safetyLimit: null }, 'running', 'sending'],
    ['that is too large', LARGE, 'awaiting_approval', 'awaiting_approval'],
    ['that is too large, beside one that is sent', LARGE, 'running', 'awaiting_approval'],
    ['that is small enough, beside one that is held', SENDING, 'awaiting_approval', 'sending'],
    ['that was approved', { ...LARGE, releasedAt: AT }, 'running', 'sending'],
    ['whose campaign is paused', LARGE, 'paused', 'paused'],
    ['whose campaign is blocked', FREEZING, 'blocked', 'blocked'],
    ['whose campaign was stopped before it could be ended', SENDING, 'stopped', 'stopped'],
  ] as const)('one %s', (_what, run, campaign, wanted) => {
    expect(shownStatusOf(run, campaign)).toBe(wanted);
  });

  it.each(['completed', 'stopped'] as const)('stays %s', (status) => {
    for (const campaign of CAMPAIGN_STATUSES) {
      expect(shownStatusOf({ ...LARGE, status, finishedAt: AT }, campaign)).toBe(status);
    }
  });
});

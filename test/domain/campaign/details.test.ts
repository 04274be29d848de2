import { describe, expect, it } from 'vitest';
import { detailsText } from '../../../src/domain/campaign/details.ts';
import { type CampaignProgress, NO_MESSAGES, type RunProgress } from '../../../src/domain/campaign/progress.ts';

const NOW = Date.UTC(2026, 10, 30, 12);
const RUN: RunProgress = {
  runId: 'c/1',
  phase: 'sending',
  audience: { qualified: 10_000, reachable: 10_000, optedOut: 0, noUsableNumber: 0 },
  safetyLimit: null,
  batches: 2,
  batchesDone: 0,
  batchesInFlight: 2,
  nextBatchAt: null,
  waiting: null,
  blocked: null,
  providersDown: [],
  messages: { ...NO_MESSAGES, accepted: 250, uncertain: 6 },
};
const NEXT = {
  local: '2026-11-30T19:30',
  zone: 'profile',
  defaultZone: 'UTC',
  late: 'skip',
  lastDate: null,
  firstAt: '2026-11-30T05:30:00.000Z',
  lastAt: '2026-12-01T07:30:00.000Z',
} as const;

function details(progress: Partial<CampaignProgress>, run: Partial<RunProgress> = {}, isSandbox = false): string {
  const whole = { campaignId: 'c', phase: 'sending', paused: null, nextRunAt: null, nextRunBlocked: null } as const;
  return detailsText({
    progress: { ...whole, run: { ...RUN, ...run }, earlierRuns: [], ...progress },
    next: progress.nextRunAt ? NEXT : null,
    lastAction: 'resume by Ada, Mon 30 Nov 2026 11:00 UTC',
    isSandbox,
    now: NOW,
  });
}

describe('the details of a campaign in the Web UI', () => {
  it('show its state, the last action and its messages', () => {
    const text = details({});
    expect(text).toContain('**Sending.**');
    expect(text).toContain('Last action: resume by Ada, Mon 30 Nov 2026 11:00 UTC.');
    expect(text).toContain(
      '256 of 10000 messages, of these 0 failed, 0 skipped, 6 uncertain; 0 of 2 batches done, 2 in flight',
    );
  });

  it('say of a sandbox campaign that nobody gets its messages', () => {
    expect(details({}, {}, true)).toContain('A sandbox campaign: nobody gets its messages.');
    expect(details({})).not.toContain('sandbox');
  });

  it('show the time of the next run in a readable form, and never a due time that has passed', () => {
    expect(details({ nextRunAt: '2026-11-30T13:00:00.000Z' })).toContain(
      "Next run: Mon 30 Nov 2026 19:30 in each profile's zone, from Mon 30 Nov 2026 05:30 UTC to Tue 1 Dec 2026 07:30 UTC.",
    );
    const paused = { by: 'Ada', at: '2026-11-30T11:00:05.000Z' };
    const text = details({ nextRunAt: '2026-11-30T11:30:00.000Z', paused });
    expect(text).toContain('**Paused by Ada since Mon 30 Nov 2026 11:00:05 UTC.**');
    expect(text).toContain('begins when the campaign is resumed.');
    expect(details({}, { nextBatchAt: '2026-11-30T11:59:00.000Z' })).not.toContain('due');
  });

  it('say why most of the failed messages did', () => {
    const failures = [
      { reason: 'refused_recipient', count: 120 },
      { reason: 'missing_value', count: 3 },
    ] as const;
    expect(details({}, { failures })).toContain(
      'Most frequent reasons of failed messages: 120 refused_recipient, 3 missing_value.',
    );
    expect(details({}, { failures: [] })).not.toContain('reasons');
  });

  it('say which provider is down while the others still send, since when, and with what', () => {
    const down = { providerId: 'prv_1', since: '2026-11-30T11:58:00.000Z', code: 'http_503' };
    expect(details({}, { providersDown: [down] })).toContain(
      'Provider prv_1 is **down** since Mon 30 Nov 2026 11:58 UTC, with http_503.',
    );
  });

  it('show why batches wait, since when and until when', () => {
    const waiting = {
      batches: 3,
      reason: 'dnd',
      since: '2026-11-30T11:00:00.000Z',
      until: '2026-12-01T08:00:00.000Z',
    } as const;
    expect(details({}, { waiting })).toContain(
      '3 batches wait since Mon 30 Nov 2026 11:00 UTC: a do-not-disturb window has begun, next try Tue 1 Dec 2026 08:00 UTC.',
    );
  });

  it('show what is blocked, why, and how to continue', () => {
    const blocked = { type: 'NotFound', cause: 'there is no batch 2', since: '2026-11-30T11:00:00.000Z', batches: 1 };
    expect(details({ phase: 'blocked' }, { blocked })).toMatch(
      /Run c\/1: 1 batches \*\*can't go on\*\*.*there is no batch 2.*retryCampaign/,
    );
  });
});

import type { CampaignPlan, FrozenAudience, RunSettings } from '../activities/contract.ts';
import type { CampaignProgress, MessageCounts } from '../domain/campaign/progress.ts';
import type { AudienceCounts } from '../domain/campaign/run.ts';
import { runIdOf } from '../domain/ids.ts';
import { type Carried, newRun } from './carried.ts';

/**
 * What activities answered, and what executions carried, in the first release (2026-11), when a campaign had one run that was due
 * at once for all: histories of campaigns that it began still hold these.
 */

interface EarlierPlan {
  readonly name: string;
  readonly type: 'past_behaviour';
  readonly when: { readonly kind: 'now' } | { readonly kind: 'at'; readonly at: string };
}

export interface EarlierCarried {
  readonly occurrence: number;
  readonly paused: CampaignProgress['paused'];
  readonly frozen: { readonly audience: AudienceCounts; readonly batches: number };
  readonly fleet: { readonly next: number; readonly done: number; readonly messages: MessageCounts };
}

/** `now`: ISO 8601. */
export function planOf(recorded: CampaignPlan | EarlierPlan, now: string): CampaignPlan {
  if (!('when' in recorded)) return recorded;
  const { name, type, when } = recorded;
  const at = when.kind === 'at' ? when.at : now;
  const clock = { zone: 'UTC', defaultZone: 'UTC', late: 'skip', lastDate: null } as const;
  const next = { local: at.slice(0, 16), ...clock, firstAt: at, lastAt: at };
  return { name, type, revision: 0, next, isLast: true };
}

export const settingsOf = (recorded: RunSettings | Pick<RunSettings, 'runId'>): RunSettings => ({
  safetyLimit: null,
  pauseOnErrors: null,
  providerGroupId: '',
  ...recorded,
});

export const frozenOf = (recorded: FrozenAudience | Omit<FrozenAudience, 'due'>): FrozenAudience =>
  'due' in recorded ? recorded : { ...recorded, due: [{ at: LONG_AGO, batches: recorded.batches }] };

export function carriedOf(campaignId: string, given: Carried | EarlierCarried): Carried {
  if ('schedule' in given) return given;
  const { occurrence, paused, frozen, fleet } = given;
  const { next: from, done, messages } = fleet;
  const queue = from > frozen.batches ? [] : [{ at: LONG_AGO, group: 1, from, to: frozen.batches }];
  const settings = settingsOf({ runId: runIdOf(campaignId, occurrence) });
  const run = { ...newRun(occurrence, settings), frozen, sending: { queue, done, messages } };
  return {
    schedule: {
      planning: { scheduledAt: LONG_AGO, notBefore: LONG_AGO, previous: LONG_AGO.slice(0, 16), runs: occurrence },
      plan: { name: '', type: 'past_behaviour', revision: 0, next: null, isLast: true },
    },
    paused,
    runs: { underWay: [run], last: null },
    written: paused ? 'paused' : 'running',
  };
}

const LONG_AGO = '1970-01-01T00:00:00.000Z';

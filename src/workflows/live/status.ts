import { liveDetails, liveDoing } from '../../domain/campaign/details.ts';
import {
  type CampaignPhase,
  type CampaignProgress,
  NO_MESSAGES,
  WAIT_REASON_TEXT,
} from '../../domain/campaign/progress.ts';
import type { CampaignStatus, EndPhase } from '../../domain/campaign/status.ts';
import { utcMoment } from '../../domain/schedule/readableTime.ts';
import type { Mirrored } from '../steering/statusMirror.ts';
import type { LiveState } from './state.ts';

export function progressOf(
  campaignId: string,
  state: LiveState,
  { ended, isSending }: { ended: EndPhase | null; isSending: boolean },
): CampaignProgress {
  const { steering, last, held, waitsFor, blocked } = state;
  const { waiting = 0, nextAt = null, limits = {}, inAll = NO_MESSAGES } = last ?? {};
  const { day = '', zone = 'UTC', messages: today = NO_MESSAGES, dropped = {} } = last?.today ?? {};
  return {
    campaignId,
    phase: ended ?? phaseOf(state, isSending),
    paused: ended === null ? steering.paused : null,
    nextRunAt: null,
    nextRunBlocked: ended === null ? blocked : null,
    run: null,
    earlierRuns: [],
    live: {
      waiting,
      nextAt,
      day: day === '' ? null : day,
      zone,
      today,
      dropped,
      inAll,
      limits,
      held,
      waitsFor: waitsFor && { reason: waitsFor.reason, since: waitsFor.since, until: waitsFor.until },
    },
  };
}

function phaseOf({ blocked, held }: LiveState, isSending: boolean): CampaignPhase {
  if (blocked) return 'blocked';
  if (held) return 'awaiting_approval';
  return isSending ? 'sending' : 'scheduled';
}

/** The state that the store and Temporal show. */
export function mirroredOf(progress: CampaignProgress, { steering, last, waitsFor }: LiveState): Mirrored {
  const { paused, live } = progress;
  const action = steering.lastAction;
  const lastAction = action && `${action.action} by ${action.by}, ${utcMoment(action.at)}`;
  const waitReason = paused ? null : (waitsFor?.reason ?? null);
  return {
    attributes: {
      name: last?.name ?? steering.attributes?.name ?? null,
      status: statusOf(progress),
      nextRunAt: live?.nextAt ?? null,
      waitReason,
    },
    details: liveDetails({ progress, lastAction, isSandbox: last?.sandbox ?? false, now: Date.now() }),
    memo: {
      doing: liveDoing(progress),
      nextRun: null,
      waitsFor: waitReason && WAIT_REASON_TEXT[waitReason],
      lastAction,
    },
  };
}

function statusOf({ phase, paused }: CampaignProgress): CampaignStatus {
  if (phase === 'completed' || phase === 'stopped') return phase;
  if (paused) return 'paused';
  // A live campaign is running as long as it waits for triggers.
  return phase === 'blocked' || phase === 'awaiting_approval' ? phase : 'running';
}

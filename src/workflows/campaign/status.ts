import { detailsText, doingText, occurrenceText } from '../../domain/campaign/details.ts';
import {
  type CampaignPhase,
  type CampaignProgress,
  type RunPhase,
  type RunProgress,
  WAIT_REASON_TEXT,
} from '../../domain/campaign/progress.ts';
import { runProgress } from '../../domain/campaign/runProgress.ts';
import type { RunState } from '../../domain/campaign/runState.ts';
import type { CampaignStatus, EndPhase } from '../../domain/campaign/status.ts';
import { utcMoment } from '../../domain/schedule/readableTime.ts';
import type { Mirrored } from '../steering/statusMirror.ts';
import type { CampaignState } from './state.ts';

export function progressOf(campaignId: string, state: CampaignState, ended: EndPhase | null): CampaignProgress {
  const { steering, plan, unopened, runs, last } = state;
  const underWay = runs.map((run) => runProgress(run, Date.now()));
  // Runs are opened in order.
  const newestOpen = (runs.at(-1)?.occurrence ?? 0) > (last?.occurrence ?? 0) ? underWay.at(-1) : undefined;
  const newest = newestOpen ?? last?.progress ?? null;
  const phases = underWay.map(({ phase }) => phase);
  const isOver = ended !== null || steering.isStopped;
  return {
    campaignId,
    phase: ended ?? foremost(phases, unopened !== null),
    paused: ended === null ? steering.paused : null,
    nextRunAt: isOver ? null : (plan?.next?.firstAt ?? null),
    nextRunBlocked: isOver ? null : unopened,
    run: newest,
    earlierRuns: underWay.filter((run) => run !== newest),
  };
}

/** The state that the store and Temporal show. */
export function mirroredOf(progress: CampaignProgress, { steering, plan, runs }: CampaignState): Mirrored {
  const { paused, nextRunAt, run, earlierRuns } = progress;
  const underWay = [...(run ? [run] : []), ...earlierRuns];
  const waitReason = paused
    ? null
    : (underWay.map((one) => standstill(one, runs)).find((reason) => reason !== null) ?? null);
  const last = steering.lastAction;
  const lastAction = last && `${last.action} by ${last.by}, ${utcMoment(last.at)}`;
  const next = nextRunAt === null ? null : (plan?.next ?? null);
  return {
    attributes: {
      name: plan?.name ?? steering.attributes?.name ?? null,
      status: statusOf(progress),
      nextRunAt,
      waitReason,
    },
    details: detailsText({ progress, next, lastAction, isSandbox: plan?.sandbox ?? false, now: Date.now() }),
    memo: {
      doing: doingText(progress),
      nextRun: next && occurrenceText(next),
      waitsFor: waitReason && WAIT_REASON_TEXT[waitReason],
      lastAction,
    },
  };
}

function statusOf({ phase, paused }: CampaignProgress): CampaignStatus {
  if (phase === 'completed' || phase === 'stopped') return phase;
  if (paused) return 'paused';
  return phase === 'freezing' || phase === 'sending' ? 'running' : phase;
}

function foremost(phases: readonly RunPhase[], isUnopened: boolean): CampaignPhase {
  if (isUnopened) return 'blocked';
  const order = ['blocked', 'awaiting_approval', 'sending', 'freezing'] as const;
  return order.find((one) => phases.includes(one)) ?? 'scheduled';
}

/** Why nothing of a run is being sent; null if something is being sent. */
function standstill({ runId, phase, waiting, batches, batchesDone }: RunProgress, runs: readonly RunState[]) {
  if (phase !== 'sending' || !waiting) return null;
  const rests = runs.some(({ settings, rest }) => settings.runId === runId && rest !== null);
  return rests || waiting.batches + batchesDone >= batches ? waiting.reason : null;
}

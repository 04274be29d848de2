import { type BatchQueue, nextDue } from '../../domain/campaign/batchQueue.ts';
import {
  type CampaignPhase,
  type CampaignProgress,
  type RunPhase,
  type RunProgress,
  totalOf,
  WAIT_REASON_TEXT,
  type WaitReason,
} from '../../domain/campaign/progress.ts';
import { recipientsIn } from '../../domain/campaign/run.ts';
import type { CampaignStatus, EndPhase } from '../../domain/campaign/status.ts';
import { hasOwnHours, type Occurrence } from '../../domain/schedule/occurrences.ts';
import { localMoment, utcMoment } from '../../domain/schedule/readableTime.ts';
import type { Mirrored } from '../steering/statusMirror.ts';
import { messagesOf, needsApproval } from './run.ts';
import type { CampaignState, RunState } from './state.ts';

export function phaseOf(run: RunState): RunPhase {
  if (run.ended !== null) return run.ended;
  if (run.blocked !== null) return 'blocked';
  if (run.frozen === null) return 'freezing';
  return needsApproval(run) ? 'awaiting_approval' : 'sending';
}

export function progressOf(campaignId: string, state: CampaignState, ended: EndPhase | null): CampaignProgress {
  const { steering, plan, unopened, runs, last } = state;
  const underWay = runs.map(runProgress);
  const all = [...(last ? [last] : []), ...underWay];
  const newest = all.toSorted((a, b) => occurrenceOf(b) - occurrenceOf(a))[0] ?? null;
  const isOver = ended !== null || steering.isStopped;
  return {
    campaignId,
    phase:
      ended ??
      foremost(
        underWay.map(({ phase }) => phase),
        unopened !== null,
      ),
    paused: ended === null ? steering.paused : null,
    nextRunAt: isOver ? null : (plan?.next?.firstAt ?? null),
    nextRunBlocked: isOver ? null : unopened,
    run: newest,
    earlierRuns: underWay.filter((run) => run !== newest),
  };
}

export function runProgress(run: RunState): RunProgress {
  const phase = phaseOf(run);
  const { queue, inFlight, frozen, blocked, settings, providersDown, batchesDone } = run;
  const isActive = phase === 'sending' || phase === 'blocked';
  return {
    runId: settings.runId,
    phase,
    audience: frozen?.audience ?? null,
    safetyLimit: settings.safetyLimit,
    batches: frozen?.batches ?? 0,
    batchesDone,
    batchesInFlight: inFlight.length,
    nextBatchAt: isActive && inFlight.length === 0 ? nextBatchAt(queue) : null,
    waiting: run.ended === null ? waitingOf(run) : null,
    blocked: blocked && {
      type: blocked.type,
      cause: blocked.cause,
      since: blocked.since,
      batches: blocked.batches.length,
    },
    providersDown,
    messages: messagesOf(run),
  };
}

/** What the store and Temporal show. */
export function mirroredOf(progress: CampaignProgress, state: CampaignState): Mirrored {
  const { phase, paused, nextRunAt } = progress;
  const { steering, plan } = state;
  const status = statusOf(progress);
  const underWay = [...(progress.run ? [progress.run] : []), ...progress.earlierRuns];
  const waitReason = paused ? null : (underWay.map(standstill).find((reason) => reason !== null) ?? null);
  const { lastAction } = steering;
  const last = lastAction && `${lastAction.action} by ${lastAction.by}, ${utcMoment(lastAction.at)}`;
  const next = nextRunAt !== null && plan?.next ? occurrenceText(plan.next) : null;
  const doing = paused ? `Paused by ${paused.by} since ${utcMoment(paused.at)}.` : PHASE_TEXT[phase];
  const lines = [
    `**${doing}**`,
    ...(last === null ? [] : [`Last action: ${last}.`]),
    ...(next === null ? [] : [nextText(next, nextRunAt ?? '', paused !== null)]),
    ...(progress.nextRunBlocked ? [blockedText('The next run', progress.nextRunBlocked)] : []),
    ...underWay.flatMap((run) => runLines(run, paused !== null)),
  ];
  return {
    attributes: { name: plan?.name ?? steering.attributes?.name ?? null, status, nextRunAt, waitReason },
    details: lines.join('\n\n'),
    memo: { doing, nextRun: next, waitsFor: waitReason && WAIT_REASON_TEXT[waitReason], lastAction: last },
  };
}

export function statusOf({ phase, paused }: CampaignProgress): CampaignStatus {
  if (phase === 'completed' || phase === 'stopped') return phase;
  if (paused) return 'paused';
  return phase === 'freezing' || phase === 'sending' ? 'running' : phase;
}

function foremost(phases: readonly RunPhase[], isUnopened: boolean): CampaignPhase {
  if (isUnopened) return 'blocked';
  const order = ['blocked', 'awaiting_approval', 'sending', 'freezing'] as const;
  return order.find((one) => phases.includes(one)) ?? 'scheduled';
}

/** Why nothing of a run is being sent; null where something is. */
function standstill({ phase, waiting, batches, batchesDone }: RunProgress): WaitReason | null {
  if (phase !== 'sending' || !waiting) return null;
  const isAll = waiting.reason === 'providers_unavailable' || waiting.batches + batchesDone >= batches;
  return isAll ? waiting.reason : null;
}

function waitingOf({ queue, inFlight, rest }: RunState): RunProgress['waiting'] {
  const begun = [...queue, ...inFlight].filter((one) => one.begun);
  const counts = new Map<WaitReason, number>();
  for (const { begun: one } of begun) if (one) counts.set(one.reason, (counts.get(one.reason) ?? 0) + 1);
  const [most] = [...counts].toSorted(([, a], [, b]) => b - a);
  const first = begun.map(({ at }) => at).toSorted()[0];
  if (!most || first === undefined) return null;
  const since = begun.flatMap(({ begun: one }) => one?.since ?? []).toSorted()[0] ?? first;
  if (rest) return { batches: begun.length, reason: 'providers_unavailable', since: rest.since, until: rest.until };
  return { batches: begun.length, reason: most[0], since, until: first };
}

const nextBatchAt = (queue: BatchQueue): string | null =>
  nextDue(queue, { now: Date.now(), begunFirst: true }) ? null : (queue[0]?.at ?? null);

const occurrenceOf = ({ runId }: RunProgress): number => Number(runId.slice(runId.lastIndexOf('/') + 1));

/** `Mon 30 Nov 19:30 in each profile's zone, from Mon 30 Nov 05:30 to Tue 1 Dec 07:30 UTC`. */
function occurrenceText(occurrence: Occurrence): string {
  const { local, zone, firstAt, lastAt } = occurrence;
  if (!hasOwnHours(occurrence)) {
    const where = zone === 'UTC' ? '' : ` (${utcMoment(firstAt)})`;
    return `${localMoment(local)} ${zone}${where}`;
  }
  const what =
    zone === 'best_time'
      ? `${localMoment(local).slice(0, -6)} at each profile's best time`
      : `${localMoment(local)} in each profile's zone`;
  return `${what}, from ${utcMoment(firstAt)} to ${utcMoment(lastAt)}`;
}

/** A campaign that is paused over its time says so, rather than that it is due at an instant that has passed. */
const nextText = (next: string, firstAt: string, isPaused: boolean): string =>
  Date.parse(firstAt) > Date.now()
    ? `Next run: ${next}.`
    : `The run of ${next} begins ${isPaused ? 'when the campaign is resumed' : 'now'}.`;

const blockedText = (what: string, { cause, since }: { cause: string; since: string }): string =>
  `${what} **can't go on** since ${utcMoment(since)}: ${cause}. Mend it and try again (update retryCampaign), edit the campaign, or stop it (stopCampaign). Nothing that was not sent is lost.`;

function runLines(run: RunProgress, isPaused: boolean): string[] {
  const { messages, audience, waiting, safetyLimit, nextBatchAt: at, blocked, providersDown } = run;
  const name = `Run ${run.runId}`;
  const lines: string[] = [];
  if (run.phase === 'awaiting_approval' && audience) {
    lines.push(
      `${name} **waits for a decision**: it has ${recipientsIn(audience)} recipients, its safety check lets ${safetyLimit} through. ` +
        'Nothing of it has been sent. Approve it (update approveRun), raise the limit (raiseSafetyLimit) or stop the campaign (stopCampaign).',
    );
  }
  if (blocked) lines.push(blockedText(blocked.batches > 0 ? `${name}: ${blocked.batches} batches` : name, blocked));
  if (waiting && !isPaused) {
    const then = Date.parse(waiting.until) > Date.now() ? `, next try ${utcMoment(waiting.until)}` : '';
    lines.push(
      `${waiting.batches} batches wait since ${utcMoment(waiting.since)}: ${WAIT_REASON_TEXT[waiting.reason]}${then}.`,
    );
  }
  for (const { providerId, since, code } of providersDown) {
    lines.push(`Provider ${providerId} is **down** since ${utcMoment(since)}${code === null ? '' : `, with ${code}`}.`);
  }
  if (at !== null && !isPaused && Date.parse(at) > Date.now()) lines.push(`Its next batch is due ${utcMoment(at)}.`);
  lines.push(
    `${name}: ${totalOf(messages)}${audience ? ` of ${recipientsIn(audience)}` : ''} messages, of these ${messages.failed} failed, ` +
      `${messages.skipped} skipped, ${messages.uncertain} uncertain; ${run.batchesDone} of ${run.batches} batches done` +
      `${run.batchesInFlight > 0 ? `, ${run.batchesInFlight} in flight, which tell of their messages as they return` : ''}.`,
  );
  return lines;
}

const PHASE_TEXT: Readonly<Record<CampaignPhase, string>> = {
  scheduled: 'Waiting for the next run.',
  freezing: 'Freezing the audience.',
  awaiting_approval: 'Waiting for somebody to approve a run.',
  blocked: 'A run can not go on.',
  sending: 'Sending.',
  completed: 'Completed.',
  stopped: 'Stopped.',
};

import { type BatchQueue, nextDue } from './batchQueue.ts';
import type { RunPhase, RunProgress, WaitReason } from './progress.ts';
import { messagesOf, needsApproval, type RunState } from './runState.ts';

function phaseOf(run: RunState): RunPhase {
  if (run.ended !== null) return run.ended;
  if (run.blocked !== null) return 'blocked';
  if (run.frozen === null) return 'freezing';
  return needsApproval(run) ? 'awaiting_approval' : 'sending';
}

/** `now`: milliseconds. */
export function runProgress(run: RunState, now: number): RunProgress {
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
    nextBatchAt: isActive && inFlight.length === 0 ? nextBatchAt(queue, now) : null,
    waiting: run.ended === null ? waitingOf(run) : null,
    blocked: blocked && {
      type: blocked.type,
      cause: blocked.cause,
      since: blocked.since,
      batches: blocked.isWhole ? 0 : blocked.batches.length,
    },
    providersDown,
    messages: messagesOf(run),
    ...(run.failures && { failures: run.failures }),
  };
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

const nextBatchAt = (queue: BatchQueue, now: number): string | null =>
  nextDue(queue, { now, begunFirst: true }) ? null : (queue[0]?.at ?? null);

import type { Occurrence } from '../schedule/occurrences.ts';
import { localMoment, utcMoment } from '../schedule/readableTime.ts';
import { LIVE_PHASE_TEXT, liveLines } from './liveProgress.ts';
import { type CampaignPhase, type CampaignProgress, type RunProgress, totalOf, WAIT_REASON_TEXT } from './progress.ts';
import { recipientsIn } from './run.ts';

/** The state of a campaign, in a sentence. */
export const doingText = ({ phase, paused }: CampaignProgress): string =>
  paused ? `Paused by ${paused.by} since ${utcMoment(paused.at)}.` : PHASE_TEXT[phase];

export interface DetailsOf {
  readonly progress: CampaignProgress;
  readonly next: Occurrence | null;
  /** The last action on it, with its operator and time. */
  readonly lastAction: string | null;
  /** Of a sandbox campaign. */
  readonly isSandbox: boolean;
  /** Milliseconds. */
  readonly now: number;
}

/** The details that the Web UI shows of a campaign, in Markdown: its state and progress, why it waits and until when, and what helps. */
export function detailsText({ progress, next, lastAction, isSandbox, now }: DetailsOf): string {
  const { paused, nextRunAt, nextRunBlocked, run, earlierRuns } = progress;
  const isPaused = paused !== null;
  const lines = [`**${doingText(progress)}**`];
  if (isSandbox) lines.push(SANDBOX_LINE);
  if (lastAction !== null) lines.push(`Last action: ${lastAction}.`);
  if (next !== null && nextRunAt !== null) {
    lines.push(nextText(occurrenceText(next), { firstAt: nextRunAt, isPaused, now }));
  }
  if (nextRunBlocked) lines.push(blockedText('The next run', nextRunBlocked));
  for (const one of [...(run ? [run] : []), ...earlierRuns]) lines.push(...runLines(one, isPaused, now));
  return lines.join('\n\n');
}

/** `Mon 30 Nov 19:30 in each profile's zone, from Mon 30 Nov 05:30 to Tue 1 Dec 07:30 UTC`. */
export function occurrenceText({ local, zone, firstAt, lastAt }: Occurrence): string {
  if (zone !== 'profile' && zone !== 'best_time') {
    const where = zone === 'UTC' ? '' : ` (${utcMoment(firstAt)})`;
    return `${localMoment(local)} ${zone}${where}`;
  }
  const what =
    zone === 'best_time'
      ? `${localMoment(local).slice(0, -6)} at each profile's best time`
      : `${localMoment(local)} in each profile's zone`;
  return `${what}, from ${utcMoment(firstAt)} to ${utcMoment(lastAt)}`;
}

/** The run of a paused campaign may be overdue: then the line says so, instead of an instant that has passed. */
const nextText = (
  next: string,
  { firstAt, isPaused, now }: { firstAt: string; isPaused: boolean; now: number },
): string =>
  Date.parse(firstAt) > now
    ? `Next run: ${next}.`
    : `The run of ${next} begins ${isPaused ? 'when the campaign is resumed' : 'now'}.`;

const blockedText = (what: string, { cause, since }: { cause: string; since: string }): string =>
  `${what} **can't go on** since ${utcMoment(since)}: ${cause}. Mend it and try again (update retryCampaign), edit the campaign, or stop it (stopCampaign). Nothing that was not sent is lost.`;

function runLines(run: RunProgress, isPaused: boolean, now: number): string[] {
  const { messages, audience, waiting, safetyLimit, nextBatchAt: at, blocked, providersDown, failures = [] } = run;
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
    const then = Date.parse(waiting.until) > now ? `, next try ${utcMoment(waiting.until)}` : '';
    lines.push(
      `${waiting.batches} batches wait since ${utcMoment(waiting.since)}: ${WAIT_REASON_TEXT[waiting.reason]}${then}.`,
    );
  }
  for (const { providerId, since, code } of providersDown) {
    lines.push(`Provider ${providerId} is **down** since ${utcMoment(since)}${code === null ? '' : `, with ${code}`}.`);
  }
  if (at !== null && !isPaused && Date.parse(at) > now) lines.push(`Its next batch is due ${utcMoment(at)}.`);
  lines.push(
    `${name}: ${totalOf(messages)}${audience ? ` of ${recipientsIn(audience)}` : ''} messages, of these ${messages.failed} failed, ` +
      `${messages.skipped} skipped, ${messages.uncertain} uncertain; ${run.batchesDone}${audience ? ` of ${run.batches}` : ''} batches done` +
      `${run.batchesInFlight > 0 ? `, ${run.batchesInFlight} in flight, which tell of their messages as they return` : ''}.`,
  );
  if (failures.length > 0) {
    const reasons = failures.map(({ reason, count }) => `${count} ${reason}`).join(', ');
    lines.push(`Most frequent reasons of failed messages: ${reasons}.`);
  }
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

/** The state of a live campaign, in a sentence. */
export const liveDoing = (progress: CampaignProgress): string => {
  const { phase, paused } = progress;
  return paused ? doingText(progress) : (LIVE_PHASE_TEXT[phase] ?? PHASE_TEXT[phase]);
};

/** The details that the Web UI shows of a live campaign. */
export function liveDetails({ progress, lastAction, isSandbox, now }: Omit<DetailsOf, 'next'>): string {
  const { paused, nextRunBlocked, live } = progress;
  const lines = [`**${liveDoing(progress)}**`];
  if (isSandbox) lines.push(SANDBOX_LINE);
  if (lastAction !== null) lines.push(`Last action: ${lastAction}.`);
  if (nextRunBlocked) lines.push(blockedText('The campaign', nextRunBlocked));
  if (live) lines.push(...liveLines(live, { isPaused: paused !== null, now }));
  return lines.join('\n\n');
}

const SANDBOX_LINE = 'A sandbox campaign: nobody gets its messages.';

import type { SteeringAction } from '../domain/campaign/campaign.ts';
import { type CampaignProgress, type RunProgress, totalOf } from '../domain/campaign/progress.ts';
import { recipientsIn } from '../domain/campaign/run.ts';
import { WAITS } from './waits.ts';

/** What the Web UI shows of a campaign, in Markdown: what it does, how far it is, why it waits, and what helps. */
export function currentDetails(progress: CampaignProgress, lastAction: SteeringAction | null): string {
  const { phase, paused, nextRunAt, run, earlierRuns } = progress;
  const lines = [paused ? `**Paused** by ${paused.by} at ${paused.at}, while ${phase}.` : `**${PHASES[phase]}**`];
  if (lastAction) lines.push(`Last: ${lastAction.action} by ${lastAction.by} at ${lastAction.at}.`);
  if (nextRunAt !== null) lines.push(`Next run at ${nextRunAt}.`);
  for (const one of [...(run ? [run] : []), ...earlierRuns]) lines.push(...runLines(one, paused !== null));
  return lines.join('\n\n');
}

function runLines(run: RunProgress, isPaused: boolean): string[] {
  const { messages, audience, waiting, safetyLimit, nextBatchAt } = run;
  const lines: string[] = [];
  if (run.phase === 'awaiting_approval' && audience) {
    lines.push(
      `Run ${run.runId} **waits for a decision**: it has ${recipientsIn(audience)} recipients, its safety check lets ${safetyLimit} through. ` +
        'Nothing of it has been sent. Approve it (update approveRun), raise the limit (raiseSafetyLimit) or stop the campaign (stopCampaign).',
    );
  }
  if (waiting && !isPaused) lines.push(`${waiting.batches} batches wait: ${WAITS[waiting.reason]}`);
  if (nextBatchAt !== null) lines.push(`The next of its batches is due at ${nextBatchAt}.`);
  lines.push(
    `${run.batchesDone} of ${run.batches} batches done${audience ? `, of ${recipientsIn(audience)} people` : ''}. In them ` +
      `${totalOf(messages)} messages, ${messages.failed} failed, ${messages.skipped} skipped, ${messages.uncertain} uncertain. Run ${run.runId}.`,
  );
  return lines;
}

const PHASES: Readonly<Record<CampaignProgress['phase'], string>> = {
  scheduled: 'Waiting for the next run.',
  freezing: 'Freezing the audience.',
  awaiting_approval: 'Waiting for somebody to approve a run.',
  sending: 'Sending.',
  completed: 'Completed.',
  stopped: 'Stopped.',
  failed: 'Failed.',
};

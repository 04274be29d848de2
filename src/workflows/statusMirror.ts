import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { CampaignStatus } from '../domain/campaign.ts';
import { type CampaignProgress, totalOf } from '../domain/progress.ts';
import { statusAttribute } from '../domain/searchAttributes.ts';
import { setCampaignStatus } from './activities.ts';
import { WAITS } from './waits.ts';

/**
 * Tells the outside what a campaign does: the Web UI by search attribute and current details, the store by the campaign's
 * status. Writes to the store are made one after the other, so that the last state is the one that stays.
 */
export class StatusMirror {
  readonly #progress: () => CampaignProgress;
  #written: CampaignStatus | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(progress: () => CampaignProgress) {
    this.#progress = progress;
  }

  /** Current details only: costs Temporal nothing. */
  describe(): void {
    setCurrentDetails(detailsOf(this.#progress()));
  }

  /** Resolves when the store has the state of now, or a later one. */
  async update(): Promise<void> {
    this.describe();
    // A write that was cancelled is no reason not to make the next one.
    this.#writing = this.#writing.catch(() => undefined).then(() => this.#write());
    await this.#writing;
  }

  async #write(): Promise<void> {
    const progress = this.#progress();
    const status = statusOf(progress);
    if (status === this.#written) return;
    upsertSearchAttributes([{ key: statusAttribute, value: status }]);
    await setCampaignStatus({ campaignId: progress.campaignId, status });
    this.#written = status;
  }
}

function statusOf({ phase, paused }: CampaignProgress): CampaignStatus {
  if (phase === 'completed' || phase === 'stopped' || phase === 'failed') return phase;
  if (paused) return 'paused';
  return phase === 'scheduled' ? 'scheduled' : 'running';
}

function detailsOf(progress: CampaignProgress): string {
  const { phase, paused, nextRunAt, run } = progress;
  const lines = [paused ? `**Paused** by ${paused.by} at ${paused.at}, while ${phase}.` : `**${PHASES[phase]}**`];
  if (nextRunAt !== null) lines.push(`Next run at ${nextRunAt}.`);
  if (run) {
    const { messages, audience, waiting } = run;
    if (waiting && !paused) lines.push(`${waiting.batches} batches wait: ${WAITS[waiting.reason]}`);
    lines.push(
      `${run.batchesDone} of ${run.batches} batches done${audience ? `, of ${audience.qualified} people` : ''}. In them ` +
        `${totalOf(messages)} messages, ${messages.failed} failed, ${messages.skipped} skipped, ${messages.uncertain} uncertain. Run ${run.runId}.`,
    );
  }
  return lines.join('\n\n');
}

const PHASES: Readonly<Record<CampaignProgress['phase'], string>> = {
  scheduled: 'Waiting for the next run.',
  freezing: 'Freezing the audience.',
  sending: 'Sending.',
  completed: 'Completed.',
  stopped: 'Stopped.',
  failed: 'Failed.',
};

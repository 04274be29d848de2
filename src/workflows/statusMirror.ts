import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { CampaignStatus, SteeringAction } from '../domain/campaign/campaign.ts';
import type { CampaignProgress } from '../domain/campaign/progress.ts';
import { statusAttribute } from '../domain/searchAttributes.ts';
import { setCampaignStatus } from './activities.ts';
import { currentDetails } from './currentDetails.ts';

/**
 * Tells the outside what a campaign does: the Web UI by search attribute and current details, the store by the campaign's
 * status and by who did what to it. Writes to the store are made one after the other, so that the last state is the one that stays.
 */
export class StatusMirror {
  readonly #progress: () => CampaignProgress;
  /** Not yet written. */
  #actions: SteeringAction[] = [];
  #lastAction: SteeringAction | null = null;
  #written: CampaignStatus | undefined;
  #writing: Promise<void> = Promise.resolve();
  #updates = 0;

  /** `written`: the status that the execution before has written. */
  constructor(progress: () => CampaignProgress, written: CampaignStatus | undefined) {
    this.#progress = progress;
    this.#written = written;
  }

  get written(): CampaignStatus | undefined {
    return this.#written;
  }

  /** Whether nothing is being written: an execution must not leave that to the next one, whose own writes it would race. */
  get isIdle(): boolean {
    return this.#updates === 0;
  }

  /** Is written with the next update. */
  note(action: SteeringAction): void {
    this.#actions.push(action);
    this.#lastAction = action;
  }

  /** For the current details: the store has it already. */
  mention(action: SteeringAction): void {
    this.#lastAction = action;
  }

  /** Current details only: costs Temporal nothing. */
  describe(): void {
    setCurrentDetails(currentDetails(this.#progress(), this.#lastAction));
  }

  /** Resolves when the store has the state of now, or a later one. */
  async update(): Promise<void> {
    this.describe();
    // A write that was cancelled is no reason not to make the next one.
    this.#writing = this.#writing.catch(() => undefined).then(() => this.#write());
    this.#updates += 1;
    await this.#writing.finally(() => {
      this.#updates -= 1;
    });
  }

  async #write(): Promise<void> {
    const progress = this.#progress();
    const status = statusOf(progress);
    // A copy: what is noted while this is written goes with the next one.
    const actions = [...this.#actions];
    if (status === this.#written && actions.length === 0) return;
    if (status !== this.#written) upsertSearchAttributes([{ key: statusAttribute, value: status }]);
    await setCampaignStatus({ campaignId: progress.campaignId, status, actions });
    this.#written = status;
    this.#actions = this.#actions.slice(actions.length);
  }
}

function statusOf({ phase, paused }: CampaignProgress): CampaignStatus {
  if (phase === 'freezing' || phase === 'sending') return paused ? 'paused' : 'running';
  if (phase === 'scheduled' || phase === 'awaiting_approval') return paused ? 'paused' : phase;
  return phase;
}

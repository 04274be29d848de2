import { CancellationScope, condition } from '@temporalio/workflow';
import type { SteeringAction } from '../../domain/campaign/campaign.ts';
import type { CampaignProgress } from '../../domain/campaign/progress.ts';
import type { CampaignStatus } from '../../domain/campaign/status.ts';
import { FINAL_REVISION } from '../../domain/campaign/steeringRevision.ts';
import { refusedNow } from '../../domain/failures.ts';
import { bookkeeping } from '../activities.ts';
import type { By } from '../messages.ts';
import type { Attributes, Mirrored, StatusMirror } from './statusMirror.ts';

/** The steering state of a campaign of any type. JSON. */
export interface SteeringState {
  /** Raised by each pause and stop: chunks that were started with a lower revision send nothing more. */
  revision: number;
  paused: CampaignProgress['paused'];
  isStopped: boolean;
  lastAction: SteeringAction | null;
  /** The status in the store. */
  written: CampaignStatus | null;
  /** The fields in Temporal's list. */
  attributes: Attributes | null;
  /** The memo. */
  memo: Mirrored['memo'] | null;
}

export const newSteering = (): SteeringState => ({
  revision: 0,
  paused: null,
  isStopped: false,
  lastAction: null,
  written: null,
  attributes: null,
  memo: null,
});

export interface SteeringHost {
  readonly campaignId: string;
  readonly state: SteeringState;
  readonly mirror: StatusMirror;
  readonly progress: () => CampaignProgress;
  readonly hasEnded: () => boolean;
  /** Makes everything that sends return, and resolves when it has. */
  readonly halt: () => Promise<void>;
  readonly onResume: () => void;
}

/** Pauses, resumes and stops a campaign, and records the actions of operators. */
export class Steering {
  readonly #host: SteeringHost;
  /** The store has the campaign's end. */
  #endIsTold = false;
  #halts = 0;

  constructor(host: SteeringHost) {
    this.#host = host;
  }

  get #state(): SteeringState {
    return this.#host.state;
  }

  get progress(): CampaignProgress {
    return this.#host.progress();
  }

  /** Resolves when no provider will accept any more messages. */
  async pause(actor: By): Promise<void> {
    this.#state.paused = { by: actor.by, at: new Date().toISOString() };
    this.note('pause', actor);
    await Promise.all([this.#halt(), this.#host.mirror.update()]);
  }

  async resume(actor: By): Promise<void> {
    this.#state.paused = null;
    this.note('resume', actor);
    this.#host.onResume();
    await this.#host.mirror.update();
  }

  /** The campaign's main function then ends the campaign. Resolves when no provider will accept any more messages. */
  async stop(actor: By): Promise<void> {
    if (this.#state.isStopped) return;
    this.#state.isStopped = true;
    this.note('stop', actor);
    await this.#halt();
  }

  /** Resolves when the store has the campaign's end, so that the caller finds it ended everywhere. */
  async untilOver(): Promise<void> {
    await condition(() => this.#endIsTold);
  }

  /** The store has the end. */
  noteEnd(): void {
    this.#endIsTold = true;
  }

  /** Whether no halt is in progress. */
  get isIdle(): boolean {
    return this.#halts === 0;
  }

  note(action: SteeringAction['action'], actor: By): void {
    this.#host.mirror.note({ action, ...actorOf(actor), at: new Date().toISOString() });
  }

  /** Whether the campaign can't be steered any more. */
  get isEnding(): boolean {
    return this.#state.isStopped || this.#host.hasEnded();
  }

  get isPaused(): boolean {
    return this.#state.paused !== null;
  }

  /** @throws the refusal if `refused`, or if the input names no operator. */
  refuseIf(input: By | undefined, refused: boolean, action: string): void {
    const by: unknown = input?.by;
    if (typeof by !== 'string' || by.trim() === '' || by.length > LONGEST_NAME) {
      throw refusedNow('it has to say who asks: {"by": "your name"}');
    }
    if (!refused) return;
    const { isStopped, paused } = this.#state;
    const { phase } = this.progress;
    const isOver = this.#host.hasEnded();
    const now = isStopped && !isOver ? 'being stopped' : paused && !isOver ? 'paused' : phase;
    throw refusedNow(`the campaign can't be ${action}: it is ${now}`);
  }

  /**
   * The store may have a higher revision than this execution: another one has raised it, before a reset, or before the campaign was
   * terminated and begun anew. What is started with a lower one sends nothing.
   */
  adopt(stored: number): void {
    if (stored === FINAL_REVISION) void this.stop({ by: 'Herald, because the campaign was marked as stopped' });
    else this.#state.revision = Math.max(this.#state.revision, stored);
  }

  async #halt(): Promise<void> {
    this.#state.revision += 1;
    this.#halts += 1;
    // Cancelling the workflow must not cancel what has its batches return.
    await CancellationScope.nonCancellable(() => Promise.all([this.#raise(), this.#host.halt()]));
    this.#halts -= 1;
  }

  async #raise(): Promise<void> {
    const { campaignId } = this.#host;
    const { revision } = this.#state;
    const raised = await bookkeeping('sends stop').raiseSteeringRevision({ campaignId, revision });
    if (raised) this.adopt(raised.revision);
  }
}

/** The actor of an update, without the update's other fields. */
export const actorOf = ({ by, keyId }: By): By => ({ by, ...(typeof keyId === 'string' && { keyId }) });

/** The maximum length of an API key's name. */
const LONGEST_NAME = 200;

import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';
import type { RunSettings } from '../activities/contract.ts';
import { queueOf } from '../domain/campaign/batchQueue.ts';
import {
  type MessageCounts,
  NO_MESSAGES,
  type RunPhase,
  type RunProgress,
  totalOf,
  type WaitReason,
} from '../domain/campaign/progress.ts';
import { recipientsIn } from '../domain/campaign/run.ts';
import { finishRun, freezeAudience, releaseRun } from './activities.ts';
import { type BatchFleet, waitingOf } from './batchFleet.ts';
import type { CarriedRun, SendingState } from './carried.ts';
import { frozenOf } from './earlierHistories.ts';
import { campaignHistoryIsLong } from './historyIsLong.ts';
import { RunBatches } from './runBatches.ts';

export interface RunHost {
  readonly fleet: BatchFleet;
  /** Resolves when the outside knows of a new state. */
  readonly onPhase: () => Promise<void>;
  readonly onProgress: () => void;
  /** The run waits for a decision from now on. */
  readonly onSafetyStop: (run: CampaignRun) => void;
  /** More messages failed than the campaign puts up with. */
  readonly onErrors: (run: CampaignRun) => void;
  readonly onFailed: (run: CampaignRun) => void;
  readonly onEnded: () => Promise<void>;
}

type EndPhase = 'completed' | 'stopped' | 'failed';

/** One run of a campaign, from the freezing of its audience to its end. */
export class CampaignRun {
  readonly occurrence: number;
  readonly #host: RunHost;
  readonly #freezing = new CancellationScope();
  #settings: RunSettings;
  #phase: RunPhase;
  #frozen: CarriedRun['frozen'];
  #isApproved: boolean;
  #forgiven: CarriedRun['forgiven'];
  #told: CarriedRun['told'];
  #batches: RunBatches | null = null;
  /** The safety check has held it, and nobody has noted yet that it was let go. */
  #isHeld: boolean;
  #isStopped = false;
  #isSuspended = false;
  /** What it failed with. */
  failure: unknown = null;

  constructor(run: CarriedRun, host: RunHost) {
    this.occurrence = run.occurrence;
    this.#host = host;
    this.#settings = run.settings;
    this.#frozen = run.frozen;
    this.#isApproved = run.isApproved;
    this.#forgiven = run.forgiven;
    this.#told = run.told;
    this.#isHeld = run.isHeld ?? false;
    this.#phase = run.frozen ? (this.needsApproval ? 'awaiting_approval' : 'sending') : 'freezing';
    if (run.sending) this.#batches = this.#batchesFrom(run.sending);
  }

  get runId(): string {
    return this.#settings.runId;
  }

  get settings(): RunSettings {
    return this.#settings;
  }

  get phase(): RunPhase {
    return this.#phase;
  }

  get hasEnded(): boolean {
    return this.#phase === 'completed' || this.#phase === 'stopped' || this.#phase === 'failed';
  }

  /** It goes on in the next execution. */
  get isSuspended(): boolean {
    return this.#isSuspended;
  }

  /** More recipients than the safety check lets through, and nobody has approved. */
  get needsApproval(): boolean {
    const { safetyLimit } = this.#settings;
    if (this.#isApproved || safetyLimit === null || this.#frozen === null) return false;
    return recipientsIn(this.#frozen.audience) > safetyLimit;
  }

  /** Of finished batches, and what open ones have told of. */
  get known(): MessageCounts {
    return this.#batches?.known ?? NO_MESSAGES;
  }

  get isCutOff(): boolean {
    const { waits = [], open } = this.#batches ?? {};
    return open !== undefined && open.places > 0 && waits.filter(isUnavailable).length >= open.places;
  }

  /** Goes on from where it is; resolves when it has ended or is suspended. */
  async drive(): Promise<void> {
    try {
      const outcome = await this.#send();
      if (outcome === 'history_long') this.#isSuspended = true;
      else await this.end(outcome);
    } catch (error) {
      if (isCancellation(error)) throw error;
      this.failure = error;
      await this.end('failed');
      this.#host.onFailed(this);
    }
    if (this.hasEnded) await this.#host.onEnded();
  }

  /** Resolves when what is in the air is on its way to its end. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#freezing.cancel();
    await this.#batches?.stop();
  }

  approve(): void {
    this.#isApproved = true;
    if (this.#phase === 'awaiting_approval') this.#phase = 'sending';
  }

  raiseSafetyLimit(limit: number): void {
    this.#settings = { ...this.#settings, safetyLimit: Math.max(limit, this.#settings.safetyLimit ?? 0) };
    if (this.#phase === 'awaiting_approval' && !this.needsApproval) this.#phase = 'sending';
  }

  /** Somebody has seen the errors so far. */
  forgiveErrors(): void {
    this.#forgiven = { dealtWith: totalOf(this.known), failed: this.known.failed };
  }

  /** Messages since then, and those of them that failed. */
  get sinceForgiven(): { done: number; failed: number } {
    const { dealtWith, failed } = this.#forgiven;
    return { done: totalOf(this.known) - dealtWith, failed: this.known.failed - failed };
  }

  /** Whether there are recipients that have no message yet, as far as is known. */
  get hasMore(): boolean {
    return this.#frozen === null || totalOf(this.known) < recipientsIn(this.#frozen.audience);
  }

  /** Which alert of its kind is raised now, from 1. */
  nextAlert(kind: keyof CarriedRun['told']): number {
    this.#told = { ...this.#told, [kind]: this.#told[kind] + 1 };
    return this.#told[kind];
  }

  /** Tells the host where too many have failed since the errors were last forgiven. */
  checkErrors(): void {
    const { pauseOnErrors } = this.#settings;
    if (!pauseOnErrors) return;
    const { done, failed } = this.sinceForgiven;
    if (done < pauseOnErrors.minMessages || (100 * failed) / done < pauseOnErrors.percent) return;
    this.#host.onErrors(this);
  }

  async end(outcome: EndPhase): Promise<void> {
    await finishRun({ runId: this.runId, status: outcome });
    this.#host.fleet.remove(this.runId);
    this.#phase = outcome;
  }

  /** Where it is suspended. */
  carried(): CarriedRun {
    return {
      occurrence: this.occurrence,
      settings: this.#settings,
      frozen: this.#frozen,
      isApproved: this.#isApproved,
      forgiven: this.#forgiven,
      told: this.#told,
      isHeld: this.#isHeld,
      sending: this.#batches?.state ?? null,
    };
  }

  progress(): RunProgress {
    const { done = 0, messages = NO_MESSAGES } = this.#batches?.state ?? {};
    return {
      runId: this.runId,
      phase: this.#phase,
      audience: this.#frozen?.audience ?? null,
      safetyLimit: this.#settings.safetyLimit,
      batches: this.#frozen?.batches ?? 0,
      batchesDone: done,
      nextBatchAt: this.#phase === 'sending' ? (this.#batches?.nextAt ?? null) : null,
      waiting: waitingOf(this.#batches?.waits ?? []),
      messages,
    };
  }

  async #send(): Promise<EndPhase | 'history_long'> {
    if (!this.#batches && !(await this.#freeze())) return 'stopped';
    const batches = this.#batches;
    if (!batches) throw new TypeError(`run ${this.runId} has no batches`);
    if (this.needsApproval) {
      this.#isHeld = true;
      if (this.#phase !== 'awaiting_approval') this.#host.onSafetyStop(this);
      this.#phase = 'awaiting_approval';
      await this.#host.onPhase();
      await condition(() => !this.needsApproval || this.#isStopped || campaignHistoryIsLong());
      if (this.#isStopped) return 'stopped';
      if (this.needsApproval) return 'history_long';
    }
    if (this.#isHeld) await releaseRun({ runId: this.runId, at: new Date().toISOString() });
    this.#isHeld = false;
    // Not before: what is held must not look as if it were next.
    this.#host.fleet.add(this.runId, batches);
    return await batches.send();
  }

  /** False when it was stopped meanwhile. */
  async #freeze(): Promise<boolean> {
    await this.#host.onPhase();
    try {
      const { due, ...frozen } = frozenOf(await this.#freezing.run(() => freezeAudience({ runId: this.runId })));
      this.#frozen = frozen;
      this.#batches = this.#batchesFrom({ queue: queueOf(due), done: 0, messages: NO_MESSAGES });
    } catch (error) {
      const isOurs = this.#isStopped && !CancellationScope.current().consideredCancelled;
      if (isOurs && isCancellation(error)) return false;
      throw error;
    }
    if (this.#isStopped) return false;
    if (this.needsApproval) return true;
    this.#phase = 'sending';
    this.#host.onProgress();
    return true;
  }

  #batchesFrom(state: SendingState): RunBatches {
    return new RunBatches({
      runId: this.runId,
      places: this.#host.fleet,
      state,
      errorPercent: this.#settings.pauseOnErrors?.percent,
      onBatchDone: () => {
        this.checkErrors();
        this.#host.onProgress();
      },
    });
  }
}

const isUnavailable = (reason: WaitReason): boolean => reason === 'providers_unavailable';

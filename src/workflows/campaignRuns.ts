import type { RunPhase, RunProgress } from '../domain/campaign/progress.ts';
import { refusedNow, runFailed } from '../domain/failures.ts';
import { CampaignRun, type RunHost } from './campaignRun.ts';
import type { CarriedRun, CarriedRuns } from './carried.ts';

/** The runs of a campaign, in order: several at a time where they overlap. */
export class CampaignRuns {
  readonly #host: RunHost;
  readonly #runs: CampaignRun[] = [];
  /** The newest one of the executions before, where it had ended. */
  readonly #last: RunProgress | null;
  #isStopped = false;

  constructor(host: RunHost, last: RunProgress | null) {
    this.#host = host;
    this.#last = last;
  }

  begin(carried: CarriedRun): void {
    const run = new CampaignRun(carried, this.#host);
    this.#runs.push(run);
    if (this.#isStopped) void run.stop();
    // What ends it early is the workflow's own cancellation, which ends its main function, too.
    run.drive().catch(() => undefined);
  }

  get underWay(): readonly CampaignRun[] {
    return this.#runs.filter((run) => !run.hasEnded);
  }

  get awaitingApproval(): readonly CampaignRun[] {
    return this.#runs.filter((run) => run.phase === 'awaiting_approval' && run.needsApproval);
  }

  /**
   * The run that a decision is about: the one that waits, or the one of several that is named.
   *
   * @throws the refusal, where that is none or can't be told: who has read one mail must not let go what another is about.
   */
  decided(occurrence: number | undefined): CampaignRun {
    const waiting = this.awaitingApproval;
    const named = occurrence === undefined ? waiting : waiting.filter((run) => run.occurrence === occurrence);
    const [run] = named;
    if (run && named.length === 1) return run;
    const ordinals = waiting.map((one) => one.occurrence).join(', ');
    if (occurrence === undefined)
      throw refusedNow(`runs ${ordinals} wait: say which, as in {"occurrence": ${run?.occurrence}}`);
    throw refusedNow(`run ${occurrence} doesn't wait for a decision; what does: ${ordinals}`);
  }

  /** Whether nothing more happens in this execution. */
  get areSettled(): boolean {
    return this.#runs.every((run) => run.hasEnded || run.isSuspended);
  }

  /** What those under way do, foremost; null where none is. */
  get phase(): Extract<RunPhase, 'awaiting_approval' | 'sending' | 'freezing'> | null {
    const phases = this.underWay.map((run) => run.phase);
    return (['awaiting_approval', 'sending', 'freezing'] as const).find((one) => phases.includes(one)) ?? null;
  }

  /** What the newest run failed with; null where it didn't. */
  get failure(): unknown {
    if (this.progress().run?.phase !== 'failed') return null;
    return this.#runs.at(-1)?.failure ?? runFailed('the last run failed');
  }

  /** Resolves when what is in the air is on its way to its end. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all(this.#runs.map((run) => run.stop()));
  }

  async end(outcome: 'completed' | 'stopped' | 'failed'): Promise<void> {
    for (const run of this.underWay) await run.end(outcome);
  }

  progress(): { run: RunProgress | null; earlierRuns: readonly RunProgress[] } {
    const newest = this.#runs.at(-1);
    const earlier = this.underWay.filter((run) => run !== newest);
    return { run: newest?.progress() ?? this.#last, earlierRuns: earlier.map((run) => run.progress()) };
  }

  carried(): CarriedRuns {
    const { run } = this.progress();
    const hasEnded = this.#runs.at(-1)?.hasEnded ?? true;
    return { underWay: this.underWay.map((one) => one.carried()), last: hasEnded ? run : null };
  }
}

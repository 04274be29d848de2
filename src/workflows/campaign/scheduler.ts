import { condition } from '@temporalio/workflow';
import type { CampaignPlan } from '../../activities/contract.ts';
import { newRun, type RunState } from '../../domain/campaign/runState.ts';
import { causeOf } from '../../domain/failures.ts';
import type { Occurrence } from '../../domain/schedule/occurrences.ts';
import { bookkeeping } from '../activities.ts';
import { type CampaignState, instantNow } from './state.ts';

export interface SchedulerHost {
  readonly campaignId: string;
  readonly state: CampaignState;
  /** Nothing is opened any more: the campaign is stopped, or the next execution is to take over. */
  readonly isLeaving: () => boolean;
  /** Paused, or a run waits for a decision. */
  readonly isHeld: () => boolean;
  /** Resolves when the outside knows when the next run is due. */
  readonly onPlan: () => Promise<void>;
  readonly onBlocked: (occurrence: number) => void;
  readonly begin: (run: RunState) => void;
}

/** When a campaign's runs are due: opens one after the other. */
export class Scheduler {
  readonly #host: SchedulerHost;
  /** A plan that was being made meanwhile is of no use. */
  #edits = 0;

  constructor(host: SchedulerHost) {
    this.#host = host;
  }

  /** Whether no run is to come unless the campaign is edited. */
  get isDone(): boolean {
    const { plan, unopened } = this.#state;
    return plan !== null && plan.next === null && unopened === null;
  }

  /** The definition is another one. */
  replan(): void {
    this.#edits += 1;
    this.#state.plan = null;
    this.#state.unopened = null;
  }

  /** Whoever is let go gets that run's message now: what was due meanwhile would be another one in the same minute. */
  leaveOutWhatHasBegun(): void {
    const now = instantNow();
    this.#state.planning = { ...this.#state.planning, notBefore: now, releasedAt: now };
    this.replan();
  }

  /** Opens runs as they fall due; resolves when none is to come and all have ended, at a stop, and when the next execution is to take over. */
  async run(): Promise<void> {
    const { isLeaving, onPlan } = this.#host;
    while (!isLeaving()) {
      const edits = this.#edits;
      try {
        const plan: CampaignPlan = this.#state.plan ?? (await this.#makePlan());
        if (edits !== this.#edits) continue;
        this.#state.plan = plan;
        if (!this.#isDueNow(plan)) await onPlan();
        if (this.#state.plan !== plan) continue;
        if (plan.next === null) {
          await condition(() => this.#mustLookAgain(plan) || this.#state.runs.length === 0);
          if (!this.#mustLookAgain(plan)) return;
        } else if (await this.#untilDue(plan, plan.next)) {
          await this.#open(plan, plan.next);
        }
      } catch (error) {
        if (edits === this.#edits) await this.#untilUnblocked(error);
      }
    }
  }

  get #state(): CampaignState {
    return this.#host.state;
  }

  get #nextOccurrence(): number {
    return this.#state.planning.runs + 1;
  }

  /** Runs that are under way go on meanwhile. */
  async #untilUnblocked(error: unknown): Promise<void> {
    const { isLeaving, onBlocked, onPlan } = this.#host;
    const unopened = { ...causeOf(error), since: instantNow() };
    // Carried from the execution before, it was told of.
    const isNew = this.#state.unopened?.type !== unopened.type;
    this.#state.unopened = unopened;
    if (isNew) onBlocked(this.#nextOccurrence);
    await onPlan();
    await condition(() => isLeaving() || this.#state.unopened !== unopened);
  }

  async #makePlan(): Promise<CampaignPlan> {
    const { campaignId } = this.#host;
    return await bookkeeping('when the next run is due').loadCampaign({ campaignId, planning: this.#state.planning });
  }

  /** False when something else is to be looked at first. */
  async #untilDue(plan: CampaignPlan, { firstAt }: Occurrence): Promise<boolean> {
    const wait = Date.parse(firstAt) - Date.now();
    const summary = `run ${this.#nextOccurrence} is due`;
    if (wait > 0) await condition(() => this.#mustLookAgain(plan), wait, { summary });
    await condition(() => this.#mustLookAgain(plan) || !this.#host.isHeld());
    return !this.#mustLookAgain(plan);
  }

  async #open(plan: CampaignPlan, schedule: Occurrence): Promise<void> {
    const { campaignId, begin } = this.#host;
    const { revision, accountZone } = plan;
    const occurrence = this.#nextOccurrence;
    const startedAt = instantNow();
    const opened = await bookkeeping(`run ${occurrence} opens`).openRun({
      campaignId,
      occurrence,
      schedule,
      revision,
      accountZone,
      startedAt,
    });
    if (opened === 'changed') {
      this.#state.plan = null;
      return;
    }
    this.#state.planning = {
      ...this.#state.planning,
      notBefore: startedAt,
      lastRunAt: startedAt,
      previous: schedule.local,
      runs: occurrence,
    };
    this.#state.unopened = null;
    // An edit that came meanwhile wants a plan of its own.
    if (this.#state.plan === plan) this.#state.plan = plan.isLast ? { ...plan, next: null } : null;
    begin(newRun(occurrence, opened));
  }

  /** Then the run tells the outside as soon as it is open. */
  #isDueNow({ next }: CampaignPlan): boolean {
    return next !== null && Date.parse(next.firstAt) <= Date.now() && !this.#host.isHeld();
  }

  #mustLookAgain(plan: CampaignPlan): boolean {
    return this.#host.isLeaving() || this.#state.plan !== plan;
  }
}

import { condition } from '@temporalio/workflow';
import type { CampaignPlan } from '../../activities/contract.ts';
import { newRun, type RunState } from '../../domain/campaign/runState.ts';
import { causeOf } from '../../domain/failures.ts';
import type { Occurrence } from '../../domain/schedule/occurrences.ts';
import { bookkeeping } from '../activities.ts';
import { instantNow } from '../steering/execution.ts';
import type { CampaignState } from './state.ts';

export interface SchedulerHost {
  readonly campaignId: string;
  readonly state: CampaignState;
  /** No more runs are opened: the campaign is stopped, or the next execution takes over. */
  readonly isLeaving: () => boolean;
  /** The campaign is paused, or a run awaits approval. */
  readonly isHeld: () => boolean;
  /** Resolves when the store and Temporal have the time of the next run. */
  readonly onPlan: () => Promise<void>;
  readonly onBlocked: (occurrence: number) => void;
  readonly begin: (run: RunState) => void;
}

/** Opens the runs of a campaign one after the other, when they are due. */
export class Scheduler {
  readonly #host: SchedulerHost;
  /** Counts edits: a plan that was begun before the newest one is outdated. */
  #edits = 0;

  constructor(host: SchedulerHost) {
    this.#host = host;
  }

  /** Whether no further run is planned unless the campaign is edited. */
  get isDone(): boolean {
    const { plan, unopened } = this.#state;
    return plan !== null && plan.next === null && unopened === null;
  }

  /** The definition has changed. */
  replan(): void {
    this.#edits += 1;
    this.#state.plan = null;
    this.#state.unopened = null;
  }

  /** The recipients get the approved run's message now. Occurrences that were due meanwhile would send them another one in the same minute. */
  leaveOutBegunOccurrences(): void {
    const now = instantNow();
    this.#state.planning = { ...this.#state.planning, notBefore: now, releasedAt: now };
    this.replan();
  }

  /** Opens runs as they fall due. Resolves when no run is left and all have ended, at a stop, and when the next execution takes over. */
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

  /** Runs in progress continue meanwhile. */
  async #untilUnblocked(error: unknown): Promise<void> {
    const { isLeaving, onBlocked, onPlan } = this.#host;
    const unopened = { ...causeOf(error), since: instantNow() };
    // If the state comes from the previous execution, that one has sent the alert.
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

  /** Returns false if something else has to be checked first. */
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
    // An edit that came meanwhile requires a plan of its own.
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

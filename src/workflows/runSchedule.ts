import { CancellationScope, condition } from '@temporalio/workflow';
import type { CampaignPlan, Planning } from '../activities/contract.ts';
import type { Occurrence } from '../domain/schedule/occurrences.ts';
import { loadCampaign, openRun } from './activities.ts';
import { type CarriedRun, type CarriedSchedule, newRun } from './carried.ts';
import { planOf, settingsOf } from './earlierHistories.ts';
import { campaignHistoryIsLong } from './historyIsLong.ts';

export interface ScheduleHost {
  readonly isStopped: () => boolean;
  readonly isPaused: () => boolean;
  /** A run waits for a decision. */
  readonly isHeld: () => boolean;
  /** Whether any run is still to end: then an edit may bring further ones. */
  readonly isUnderWay: () => boolean;
  /** Resolves when the outside knows when the next run is due. */
  readonly onPlan: () => Promise<void>;
  readonly begin: (run: CarriedRun) => void;
}

/** When a campaign's runs are due: opens one after the other. */
export class RunSchedule {
  readonly #campaignId: string;
  readonly #host: ScheduleHost;
  #planning: Planning;
  #plan: CampaignPlan | null;
  /** A plan that was being made meanwhile is of no use. */
  #edits = 0;

  constructor(campaignId: string, carried: CarriedSchedule | undefined, host: ScheduleHost) {
    const now = instantNow();
    this.#campaignId = campaignId;
    this.#host = host;
    this.#planning = carried?.planning ?? { scheduledAt: now, notBefore: now, previous: null, runs: 0 };
    this.#plan = carried?.plan ?? null;
  }

  get carried(): CarriedSchedule {
    return { planning: this.#planning, plan: this.#plan };
  }

  /** When the next run is due, ISO 8601; null when none is to come, as far as is known. */
  get nextRunAt(): string | null {
    return this.#plan?.next?.firstAt ?? null;
  }

  /** Ordinal of the next run. */
  get nextOccurrence(): number {
    return this.#planning.runs + 1;
  }

  /** Whether no run is to come unless the campaign is edited. */
  get isDone(): boolean {
    return this.#plan !== null && this.#plan.next === null;
  }

  /** How often the definition was replaced. */
  get edits(): number {
    return this.#edits;
  }

  /** The definition is another one. */
  replan(): void {
    this.#edits += 1;
    this.#plan = null;
  }

  /** Who is let go gets that run's message now: what was due meanwhile would be another one in the same minute. */
  leaveOutWhatHasBegun(): void {
    const now = instantNow();
    this.#planning = { ...this.#planning, notBefore: now, releasedAt: now };
    this.replan();
  }

  /** Opens runs as they fall due; resolves when none is to come and all have ended, at a stop, and when the next execution is to take over. */
  async openRuns(): Promise<void> {
    while (!this.#host.isStopped() && !campaignHistoryIsLong()) {
      const edits = this.#edits;
      const plan: CampaignPlan = this.#plan ?? (await this.#makePlan());
      if (edits !== this.#edits) continue;
      this.#plan = plan;
      await this.#host.onPlan();
      if (this.#plan !== plan) continue;
      if (plan.next === null) {
        await condition(() => this.#mustLookAgain(plan) || !this.#host.isUnderWay());
        if (!this.#mustLookAgain(plan)) return;
      } else if (await this.#untilDue(plan, plan.next)) {
        await this.#open(plan, plan.next);
      }
    }
  }

  async #makePlan(): Promise<CampaignPlan> {
    const recorded = await loadCampaign({ campaignId: this.#campaignId, planning: this.#planning });
    return planOf(recorded, instantNow());
  }

  /** False when something else is to be looked at first. */
  async #untilDue(plan: CampaignPlan, { firstAt }: Occurrence): Promise<boolean> {
    const wait = Date.parse(firstAt) - Date.now();
    if (wait > 0) {
      await condition(() => this.#mustLookAgain(plan), wait, { summary: `run ${this.nextOccurrence} is due` });
    }
    await condition(() => this.#mustLookAgain(plan) || !(this.#host.isPaused() || this.#host.isHeld()));
    return !this.#mustLookAgain(plan);
  }

  async #open(plan: CampaignPlan, schedule: Occurrence): Promise<void> {
    const { revision, accountZone } = plan;
    const occurrence = this.nextOccurrence;
    const startedAt = instantNow();
    // Once asked for, the run may be there: it has to be known, to be ended.
    const opened = await CancellationScope.nonCancellable(() =>
      openRun({
        campaignId: this.#campaignId,
        occurrence,
        schedule,
        revision,
        ...(accountZone !== undefined && { accountZone }),
        startedAt,
      }),
    );
    if (opened === 'changed') {
      this.#plan = null;
      return;
    }
    this.#planning = {
      ...this.#planning,
      notBefore: startedAt,
      lastRunAt: startedAt,
      previous: schedule.local,
      runs: occurrence,
    };
    // An edit that came meanwhile wants a plan of its own.
    if (this.#plan === plan) this.#plan = plan.isLast ? { ...plan, next: null } : null;
    this.#host.begin(newRun(occurrence, settingsOf(opened)));
  }

  #mustLookAgain(plan: CampaignPlan): boolean {
    return this.#host.isStopped() || this.#plan !== plan || campaignHistoryIsLong();
  }
}

const instantNow = (): string => new Date().toISOString();

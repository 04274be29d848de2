import { condition, patched } from '@temporalio/workflow';
import { totalOf } from '../domain/campaign/progress.ts';
import { recipientsIn } from '../domain/campaign/run.ts';
import { failureTypeOf } from '../domain/failures.ts';
import { Alerts } from './alerts.ts';
import type { CampaignRun } from './campaignRun.ts';

/** A group that is away for less comes back before anybody has read the mail. */
const OUTAGE_MS = 2 * 60_000;

/** What the people behind a campaign are told of, by mail. */
export class CampaignAlerts {
  readonly #campaignId: string;
  readonly #alerts = new Alerts();
  /** Runs of which an outage is watched. */
  readonly #watched = new Set<CampaignRun>();

  constructor(campaignId: string) {
    this.#campaignId = campaignId;
  }

  get areStarted(): boolean {
    return this.#alerts.areStarted;
  }

  /** Resolves when all mailings have been started. */
  async started(): Promise<void> {
    await this.#alerts.started();
  }

  safetyStop(run: CampaignRun): void {
    const { audience, safetyLimit } = run.progress();
    if (!audience || safetyLimit === null) return;
    this.#alerts.raise({
      kind: 'safety_stop',
      ...this.#of(run.occurrence),
      qualified: audience.qualified,
      recipients: recipientsIn(audience),
      reachable: audience.reachable - (audience.notChosen ?? 0),
      limit: safetyLimit,
    });
  }

  failed({ occurrence, error, run }: { occurrence: number; error: unknown; run: CampaignRun | null }): void {
    // The first release told nobody.
    if (!patched('failure-alerts')) return;
    const audience = run?.progress().audience ?? null;
    this.#alerts.raise({
      kind: 'run_failed',
      ...this.#of(occurrence),
      failureType: failureTypeOf(error),
      done: run ? totalOf(run.known) : 0,
      qualified: audience && recipientsIn(audience),
    });
  }

  /** `isOver`: there is nothing left that a pause would hold. */
  errors(run: CampaignRun, { isOver }: { isOver: boolean }): void {
    const { pauseOnErrors } = run.settings;
    if (!pauseOnErrors) return;
    this.#alerts.raise({
      kind: 'errors_over_threshold',
      ...this.#of(run.occurrence),
      ordinal: run.nextAlert('errors'),
      ...run.sinceForgiven,
      failedInAll: run.known.failed,
      doneInAll: totalOf(run.known),
      thresholdPercent: pauseOnErrors.percent,
      ...(isOver && { isOver }),
    });
  }

  /** Tells, once each time, when no provider of the run's group has taken a message for a while. */
  watch(run: CampaignRun): void {
    if (!run.isCutOff || this.#watched.has(run) || !patched('outage-alerts')) return;
    this.#watched.add(run);
    void this.#watch(run)
      .catch(() => undefined)
      .finally(() => this.#watched.delete(run));
  }

  async #watch(run: CampaignRun): Promise<void> {
    const since = new Date().toISOString();
    if (await condition(() => !run.isCutOff, OUTAGE_MS, { summary: 'no provider takes messages' })) return;
    const { audience } = run.progress();
    if (!audience) return;
    this.#alerts.raise({
      kind: 'providers_unavailable',
      ...this.#of(run.occurrence),
      ordinal: run.nextAlert('outages'),
      providerGroupId: run.settings.providerGroupId,
      since,
      done: totalOf(run.known),
      qualified: recipientsIn(audience),
    });
    await condition(() => !run.isCutOff);
  }

  #of(occurrence: number): { campaignId: string; occurrence: number; at: string } {
    return { campaignId: this.#campaignId, occurrence, at: new Date().toISOString() };
  }
}

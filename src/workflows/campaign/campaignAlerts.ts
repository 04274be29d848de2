import type { Alert } from '../../domain/account/alerts.ts';
import { type Blocked, totalOf } from '../../domain/campaign/progress.ts';
import { recipientsIn } from '../../domain/campaign/run.ts';
import { messagesOf, type RunState, sinceBaseline } from '../../domain/campaign/runState.ts';
import { Alerts } from '../alert.ts';
import { instantNow } from '../steering/execution.ts';
import type { CampaignState } from './state.ts';

/** A shorter outage would be over before anybody has read the mail. */
const OUTAGE_MS = 2 * 60_000;

/** The alerts that a campaign mails. */
export class CampaignAlerts extends Alerts {
  readonly #campaignId: string;
  readonly #state: CampaignState;

  constructor(campaignId: string, state: CampaignState) {
    super();
    this.#campaignId = campaignId;
    this.#state = state;
  }

  safetyStop({ occurrence, frozen, settings: { safetyLimit } }: RunState): void {
    if (!frozen || safetyLimit === null) return;
    const { audience } = frozen;
    this.raise({
      kind: 'safety_stop',
      ...this.#of(occurrence, 'safety_stop'),
      qualified: audience.qualified,
      recipients: recipientsIn(audience),
      reachable: audience.reachable - (audience.notChosen ?? 0),
      limit: safetyLimit,
    });
  }

  /** `run`: null if it could not be opened. */
  blocked(occurrence: number, { type }: Blocked, run: RunState | null): void {
    this.raise({
      kind: 'run_blocked',
      ...this.#of(occurrence, 'run_blocked'),
      failureType: type,
      done: run ? totalOf(messagesOf(run)) : 0,
      qualified: run?.frozen ? recipientsIn(run.frozen.audience) : null,
    });
  }

  /** `isOver`: nothing is left that a pause would stop. */
  errors(run: RunState, { isOver }: { isOver: boolean }): void {
    const { pauseOnErrors } = run.settings;
    if (!pauseOnErrors) return;
    const known = messagesOf(run);
    this.raise({
      kind: 'errors_over_threshold',
      ...this.#of(run.occurrence, 'errors_over_threshold'),
      ...sinceBaseline(run),
      failedInAll: known.failed,
      doneInAll: totalOf(known),
      thresholdPercent: pauseOnErrors.percent,
      ...(isOver && { isOver }),
    });
  }

  /** Sends an alert, once per outage, when no provider of the run's group has accepted a message for a while. */
  outage(run: RunState): void {
    const { outage, frozen, occurrence, settings } = run;
    if (!outage || outage.isTold || !frozen || Date.now() - Date.parse(outage.since) < OUTAGE_MS) return;
    run.outage = { ...outage, isTold: true };
    this.raise({
      kind: 'providers_unavailable',
      ...this.#of(occurrence, 'providers_unavailable'),
      providerGroupId: settings.providerGroupId,
      since: outage.since,
      done: totalOf(messagesOf(run)),
      qualified: recipientsIn(frozen.audience),
    });
  }

  /** The run has ended, so its alerts need no numbers any more. */
  forget(occurrence: number): void {
    const others = Object.entries(this.#state.alertsSent).filter(([key]) => !key.startsWith(`${occurrence}/`));
    this.#state.alertsSent = Object.fromEntries(others);
  }

  #of(occurrence: number, kind: Alert['kind']) {
    const key = `${occurrence}/${kind}`;
    const ordinal = (this.#state.alertsSent[key] ?? 0) + 1;
    this.#state.alertsSent = { ...this.#state.alertsSent, [key]: ordinal };
    return { campaignId: this.#campaignId, occurrence, ordinal, at: instantNow() };
  }
}

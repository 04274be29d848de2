import type { Blocked } from '../../domain/campaign/progress.ts';
import { totalOf } from '../../domain/campaign/progress.ts';
import { Alerts } from '../alert.ts';
import { instantNow } from '../steering/execution.ts';
import type { LiveState } from './state.ts';

/** A shorter outage would be over before anybody has read the mail. */
const OUTAGE_MS = 2 * 60_000;

/** The alerts that a live campaign mails. */
export class LiveAlerts extends Alerts {
  readonly #campaignId: string;
  readonly #state: LiveState;

  constructor(campaignId: string, state: LiveState) {
    super();
    this.#campaignId = campaignId;
    this.#state = state;
  }

  held(): void {
    const { held, last } = this.#state;
    if (!held) return;
    this.raise({
      kind: 'triggers_held',
      ...this.#next(),
      hour: held.hour,
      waiting: last?.waiting ?? 0,
      limit: held.maxPerHour ?? 0,
    });
  }

  blocked({ type }: Blocked): void {
    this.raise({ kind: 'live_blocked', ...this.#next(), failureType: type, waiting: this.#state.last?.waiting ?? 0 });
  }

  errors(): void {
    const { errorBaseline, last } = this.#state;
    if (!last) return;
    const { inAll } = last;
    const done = totalOf(inAll);
    this.raise({
      kind: 'errors_over_threshold',
      ...this.#next(),
      failed: inAll.failed - errorBaseline.failed,
      done: done - errorBaseline.done,
      failedInAll: inAll.failed,
      doneInAll: done,
      thresholdPercent: last.pauseOnErrorsPercent ?? 0,
    });
  }

  /** Sends an alert, once per outage, when no provider has accepted a message for a while. */
  outage(): void {
    const { waitsFor, last } = this.#state;
    if (waitsFor?.reason !== 'providers_unavailable' || waitsFor.isTold || last === null) return;
    if (Date.now() - Date.parse(waitsFor.since) < OUTAGE_MS) return;
    this.#state.waitsFor = { ...waitsFor, isTold: true };
    const done = totalOf(last.inAll);
    this.raise({
      kind: 'providers_unavailable',
      ...this.#next(),
      providerGroupId: last.providerGroupId,
      since: waitsFor.since,
      done,
      qualified: done + last.waiting,
    });
  }

  #next() {
    this.#state.alerts += 1;
    const occurrence = Math.max(1, this.#state.last?.occurrence ?? 1);
    return { campaignId: this.#campaignId, occurrence, ordinal: this.#state.alerts, at: instantNow() };
  }
}

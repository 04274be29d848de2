import { ParentClosePolicy, startChild } from '@temporalio/workflow';
import type { AlertOutcome } from '../activities/contract.ts';
import { type Alert, alertIdOf } from '../domain/account/alerts.ts';
import { alertWorkflowId } from '../domain/ids.ts';
import { campaignIdAttribute } from '../domain/searchAttributes.ts';
import { sendAlert } from './activities.ts';

export interface AlertInput {
  readonly alert: Alert;
}

/** Mails one alert and retries for days if the mail server is unavailable. It is a workflow of its own, so that no campaign waits for its mail. */
export async function alertWorkflow({ alert }: AlertInput): Promise<AlertOutcome> {
  return await sendAlert({ alert });
}

/** Starts the mailing of an alert without waiting for it. */
export class Alerts {
  readonly #starting = new Set<Promise<unknown>>();

  raise(alert: Alert): void {
    const starting = startChild<typeof alertWorkflow>('alertWorkflow', {
      workflowId: alertWorkflowId(alertIdOf(alert)),
      args: [{ alert }],
      parentClosePolicy: ParentClosePolicy.ABANDON,
      staticSummary: `${alert.kind} of campaign ${alert.campaignId}`,
      typedSearchAttributes: [{ key: campaignIdAttribute, value: alert.campaignId }],
    })
      // It is being mailed already, or the campaign is ending: nothing depends on it.
      .catch(() => undefined)
      .finally(() => this.#starting.delete(starting));
    this.#starting.add(starting);
  }

  get areStarted(): boolean {
    return this.#starting.size === 0;
  }

  /** Resolves when all of them have been started; an alert that has not been started would be lost when its campaign ends. */
  async started(): Promise<void> {
    await Promise.all(this.#starting);
  }
}

import type { AlertOutcome } from '../activities/contract.ts';
import type { Alert } from '../domain/account/alerts.ts';
import { sendAlert } from './activities.ts';

export interface AlertInput {
  readonly alert: Alert;
}

/** Mails one alert, for hours if the mail server is away: a workflow of its own, so that no campaign waits for its mail. */
export async function alertWorkflow({ alert }: AlertInput): Promise<AlertOutcome> {
  return await sendAlert({ alert });
}

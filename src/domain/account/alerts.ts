import { runIdOf } from '../ids.ts';

export const ALERT_KINDS = ['safety_stop', 'run_blocked', 'providers_unavailable', 'errors_over_threshold'] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

interface RunAlert {
  readonly campaignId: string;
  /** Which of the campaign's runs, from 1. */
  readonly occurrence: number;
  /** Which alert of its kind in this run, from 1: what happens again is told again. Default: 1. */
  readonly ordinal?: number;
  /** When it happened; ISO 8601. */
  readonly at: string;
}

/** More people qualify than the safety check lets through: the run waits for a decision. */
export interface SafetyStopAlert extends RunAlert {
  readonly kind: 'safety_stop';
  readonly qualified: number;
  /** How many of them were drawn: the number that is over the limit. Left out: the campaign goes to everyone who qualifies. */
  readonly recipients?: number;
  /** Of those that the run goes to. */
  readonly reachable: number;
  readonly limit: number;
}

/** A run can't go on, or not with all of its batches, until somebody edits the campaign, retries or stops it. */
export interface RunBlockedAlert extends RunAlert {
  readonly kind: 'run_blocked';
  /** Type of the failure, a word of `FAILURES`; null where it has none. Never a message, which may quote anything. */
  readonly failureType: string | null;
  /** Recipients with a message, whatever became of it, as far as the workflow knows. */
  readonly done: number;
  /** Null when its audience was not frozen yet. */
  readonly qualified: number | null;
}

/** No provider of the group takes messages. */
export interface ProvidersUnavailableAlert extends RunAlert {
  readonly kind: 'providers_unavailable';
  readonly providerGroupId: string;
  /** ISO 8601. */
  readonly since: string;
  readonly done: number;
  readonly qualified: number;
}

/** Too many messages failed: the campaign paused itself, where there was anything left. */
export interface ErrorsOverThresholdAlert extends RunAlert {
  readonly kind: 'errors_over_threshold';
  /** Since the campaign was last resumed, as the threshold counts them. */
  readonly failed: number;
  /** Messages that were looked at since then, the failed among them. */
  readonly done: number;
  /** Both for the whole run. Left out: it was never resumed. */
  readonly failedInAll?: number;
  readonly doneInAll?: number;
  /** The share of failed messages from which on the campaign pauses, in percent. */
  readonly thresholdPercent: number;
  /** It was the last of the campaign: nothing was left to be held. */
  readonly isOver?: boolean;
}

/** Something that a person has to know of: ids and counts, never a number, a text or a secret. JSON. */
export type Alert = SafetyStopAlert | RunBlockedAlert | ProvidersUnavailableAlert | ErrorsOverThresholdAlert;

/** Id of an alert: the run, the kind and, from the second of its kind on, which. */
export const alertIdOf = ({ campaignId, occurrence, kind, ordinal = 1 }: Alert): string =>
  `${runIdOf(campaignId, occurrence)}/${kind}${ordinal === 1 ? '' : `/${ordinal}`}`;

/**
 * What became of an alert's mail. `sending`: it is being mailed, or whoever did it died. `failed`: the mail server didn't take it. `unknown`: the
 * connection broke after the mail was written, so that it may have arrived or not. `no_address`: neither the campaign nor the account names
 * anybody. `no_mail`: this Herald has no mail server. All but `sent`, and `failed` with a refusal, are tried again for days.
 */
export const ALERT_STATUSES = ['sending', 'sent', 'failed', 'unknown', 'no_address', 'no_mail'] as const;
export type AlertStatus = (typeof ALERT_STATUSES)[number];

export interface AlertMail {
  readonly subject: string;
  /** Plain text. */
  readonly text: string;
}

import { runIdOf } from '../ids.ts';

export const ALERT_KINDS = [
  'safety_stop',
  'triggers_held',
  'run_blocked',
  'live_blocked',
  'providers_unavailable',
  'errors_over_threshold',
] as const;
interface RunAlert {
  readonly campaignId: string;
  /** Which of the campaign's runs, from 1. */
  readonly occurrence: number;
  /** Number of the alert among those of its kind in this run, from 1: a problem that comes back is reported again. Default: 1. */
  readonly ordinal?: number;
  /** When it happened; ISO 8601. */
  readonly at: string;
}

/** A run has more recipients than the safety check allows, and waits for a decision. */
export interface SafetyStopAlert extends RunAlert {
  readonly kind: 'safety_stop';
  readonly qualified: number;
  /** How many of the qualified were drawn: the number that is over the limit. Left out: the campaign goes to everyone who qualifies. */
  readonly recipients?: number;
  /** How many of the recipients have a usable number and have not opted out. */
  readonly reachable: number;
  readonly limit: number;
}

/** A run, or a part of it, can't continue until somebody edits the campaign, retries or stops it. */
export interface RunBlockedAlert extends RunAlert {
  readonly kind: 'run_blocked';
  /** Type of the failure, one of `FAILURES`; null where it has none. Never its message, which may contain anything. */
  readonly failureType: string | null;
  /** Recipients with a message in any status, as far as the workflow knows. */
  readonly done: number;
  /** Null when its audience was not frozen yet. */
  readonly qualified: number | null;
}

/** No provider of the group accepts messages. */
export interface ProvidersUnavailableAlert extends RunAlert {
  readonly kind: 'providers_unavailable';
  readonly providerGroupId: string;
  /** ISO 8601. */
  readonly since: string;
  readonly done: number;
  readonly qualified: number;
}

/** Too many messages failed. The campaign paused itself if anything was left to send. */
export interface ErrorsOverThresholdAlert extends RunAlert {
  readonly kind: 'errors_over_threshold';
  /** Messages that failed since the campaign was last resumed: the threshold counts these. */
  readonly failed: number;
  /** All messages since the campaign was last resumed, including the failed ones. */
  readonly done: number;
  /** Both counts for the whole run. Left out: it was never resumed. */
  readonly failedInAll?: number;
  readonly doneInAll?: number;
  /** Share of failed messages, in percent, at which the campaign pauses. */
  readonly thresholdPercent: number;
  /** The run was the campaign's last, and nothing was left to pause. */
  readonly isOver?: boolean;
}

/** More messages of a live campaign are due in an hour than its safety check allows; what is over the limit waits for a decision. */
export interface TriggersHeldAlert extends RunAlert {
  readonly kind: 'triggers_held';
  /** When the hour begins; ISO 8601. */
  readonly hour: string;
  readonly limit: number;
  /** Triggers that wait. */
  readonly waiting: number;
}

/** A live campaign can't continue until somebody edits it, retries or stops it. */
export interface LiveBlockedAlert extends RunAlert {
  readonly kind: 'live_blocked';
  /** As of `RunBlockedAlert`. */
  readonly failureType: string | null;
  /** Triggers that wait. */
  readonly waiting: number;
}

/** A problem that a person has to know about: ids and counts, never a phone number, a text or a secret. JSON. */
export type Alert =
  | SafetyStopAlert
  | TriggersHeldAlert
  | RunBlockedAlert
  | LiveBlockedAlert
  | ProvidersUnavailableAlert
  | ErrorsOverThresholdAlert;

/** Id of an alert: the run, the kind and, from the second of its kind on, its number. */
export const alertIdOf = ({ campaignId, occurrence, kind, ordinal = 1 }: Alert): string =>
  `${runIdOf(campaignId, occurrence)}/${kind}${ordinal === 1 ? '' : `/${ordinal}`}`;

/**
 * Status of an alert's mail. `sending`: a worker is mailing it, or has died doing so. `failed`: the mail server didn't accept it. `unknown`: the
 * connection broke after the mail was written, so that it may or may not have arrived. `no_address`: neither the campaign nor the account has an
 * address. `no_mail`: this Herald has no mail server. All but `sent`, and `failed` with a permanent refusal, are retried for days.
 */
export const ALERT_STATUSES = ['sending', 'sent', 'failed', 'unknown', 'no_address', 'no_mail'] as const;
export type AlertStatus = (typeof ALERT_STATUSES)[number];

export interface AlertMail {
  readonly subject: string;
  /** Plain text. */
  readonly text: string;
}

import type {
  Alert,
  ErrorsOverThresholdAlert,
  LiveBlockedAlert,
  ProvidersUnavailableAlert,
  RunBlockedAlert,
  SafetyStopAlert,
  TriggersHeldAlert,
} from '../domain/account/alerts.ts';
import type { MessageReason } from '../domain/message/message.ts';
import { amount, describeFailure, describeReason, momentOf, percent, quoted, span } from './alertFormat.ts';
import type { AlertLinks } from './alertLinks.ts';

/** The parts of an alert mail, in their order. */
export interface AlertText {
  readonly headline: string;
  readonly figures: readonly string[];
  readonly happened: string;
  readonly now: string;
  readonly todo: readonly string[];
}

/** Details of the text that are not in the alert itself. */
export interface AlertDetails {
  /** Name of the provider group, if the alert has one; null when the group was deleted. */
  readonly groupName?: string | null;
  /** Failed messages of the run by reason, for an alert about errors. */
  readonly failedReasons?: readonly { readonly reason: MessageReason; readonly count: number }[];
  /** IANA time zone in which times are shown. */
  readonly timeZone: string;
}

/** `name` is the campaign's name and `at` the time of the alert, both formatted. */
type TextContext = AlertDetails & { readonly name: string; readonly at: string; readonly links: AlertLinks };

export function alertTextOf(alert: Alert, context: TextContext): AlertText {
  switch (alert.kind) {
    case 'safety_stop':
      return safetyStop(alert, context);
    case 'triggers_held':
      return triggersHeld(alert, context);
    case 'run_blocked':
      return runBlocked(alert, context);
    case 'live_blocked':
      return liveBlocked(alert, context);
    case 'providers_unavailable':
      return providersUnavailable(alert, context);
    case 'errors_over_threshold':
      return errorsOverThreshold(alert, context);
  }
}

function safetyStop(alert: SafetyStopAlert, { name, at, links }: TextContext): AlertText {
  const { qualified, reachable, limit, occurrence } = alert;
  const recipients = alert.recipients ?? qualified;
  const isDrawn = recipients !== qualified;
  const run = { occurrence };
  return {
    headline: `${name} waits for approval: ${amount(recipients)} recipients, the limit is ${amount(limit)}`,
    figures: [
      isDrawn
        ? `${amount(qualified)} profiles qualify, ${amount(recipients)} of them were drawn, and ${amount(reachable)} of the drawn can be reached by SMS.`
        : `${amount(qualified)} profiles qualify, and ${amount(reachable)} of them can be reached by SMS.`,
      `The limit of the safety check is ${amount(limit)}: ${amount(recipients - limit)} too many.`,
    ],
    happened: `Run ${occurrence} of ${name} was due, but has more recipients than its safety check allows. It stopped before the first message (${at}).`,
    now: 'No message of this run has been sent, and none will be until somebody decides. There is no deadline. Later runs wait for the decision too, and runs whose time passes before it are left out.',
    todo: [
      'If the number surprises you, check the segment first. This run keeps the audience and the text that it started with: an edit of the campaign applies to later runs only.',
      links.choice(
        `Approve: this run is sent to everybody who ${isDrawn ? 'was drawn' : 'qualifies'}. Later runs are checked again.`,
        { path: '/approve', update: 'approveRun', input: run },
      ),
      links.choice('Raise the limit: for this run and all later ones.', {
        path: '/raise-limit',
        update: 'raiseSafetyLimit',
        input: { limit: recipients, ...run },
      }),
      links.choice('Stop: the campaign ends and cannot be started again.', STOP),
      "Recipients with an hour of their own (zone profile or best_time) that passed more than 15 minutes before the decision are late: the campaign's policy for late recipients applies (skip, send_now or next_day).",
    ],
  };
}

function triggersHeld(
  { hour, limit, waiting }: TriggersHeldAlert,
  { name, at, timeZone, links }: TextContext,
): AlertText {
  return {
    headline: `${name} waits for approval: more than ${amount(limit)} messages are due in an hour`,
    figures: [
      `The safety check allows ${amount(limit)} messages in an hour. They have been sent, or are being sent.`,
      `${amount(waiting)} triggers wait: those that are due, and those that will be.`,
    ],
    happened: `In the hour from ${momentOf(hour, timeZone)}, more messages of ${name} were due than its safety check allows (${at}).`,
    now: 'Nothing more is sent until somebody decides. Events still trigger messages, and those wait. A message that waits longer than the campaign allows (expireAfterSeconds) is skipped.',
    todo: [
      'If the number surprises you, look at the events first: a system may have sent them again, or under a wrong name.',
      links.choice(
        'Approve: what is due is sent, and what becomes due in the same hour. Later hours are checked again.',
        {
          path: '/approve',
          update: 'approveRun',
          input: {},
        },
      ),
      links.choice('Raise the limit for this hour and all later ones.', {
        path: '/raise-limit',
        update: 'raiseSafetyLimit',
        input: { limit: 2 * limit },
      }),
      links.choice('Stop: the campaign ends and cannot be started again.', STOP),
    ],
  };
}

function liveBlocked({ failureType, waiting }: LiveBlockedAlert, { name, at, links }: TextContext): AlertText {
  return {
    headline: `${name} is blocked`,
    figures: [`${amount(waiting)} triggers waited when it was last looked at.`],
    happened: `${name} could not continue (${at}): ${describeFailure(failureType)}.`,
    now: 'Nothing more of it is sent until you decide. Events still trigger messages, and those wait. Nothing is sent twice. A message that waits longer than the campaign allows (expireAfterSeconds) is skipped.',
    todo: [
      links.call('See the cause:', `GET ${links.campaign()}`),
      links.choice('Fix the cause, then retry:', { path: '/retry', update: 'retryCampaign' }),
      links.call('Or edit the campaign, which retries as well:', `PUT ${links.campaign()}`),
      links.choice('Or stop the campaign. It ends and can not be started again:', STOP),
    ],
  };
}

function runBlocked(alert: RunBlockedAlert, { name, at, links }: TextContext): AlertText {
  const { qualified, done, occurrence, failureType } = alert;
  return {
    headline: `${name}: run ${occurrence} is blocked${qualified === null ? '' : ` after ${amount(done)} of ${amount(qualified)} recipients`}`,
    figures:
      qualified === null
        ? [`${amount(done)} messages: the run was blocked before its audience was known.`]
        : [
            `${amount(done)} of ${amount(qualified)} recipients have been processed.`,
            `${amount(Math.max(0, qualified - done))} have no message.`,
          ],
    happened: `Run ${occurrence} of ${name}, or a part of it, could not continue (${at}): ${describeFailure(failureType)}.`,
    now: 'Unaffected parts of the run continue. The rest waits, without a time limit, until you decide. Nothing that was not sent is lost, and nothing is sent twice.',
    todo: [
      links.call('See the cause, and how many recipients have a message:', `GET ${links.campaign()}`),
      links.choice('Fix the cause, then retry:', { path: '/retry', update: 'retryCampaign' }),
      links.call('Or edit the campaign, which retries as well:', `PUT ${links.campaign()}`),
      links.choice('Or stop the campaign. It ends and can not be started again:', STOP),
    ],
  };
}

function providersUnavailable(alert: ProvidersUnavailableAlert, context: TextContext): AlertText {
  const { name, at, groupName, timeZone, links } = context;
  const { qualified, done, since, providerGroupId, occurrence } = alert;
  const group = groupName ? `${quoted(groupName)} (${providerGroupId})` : providerGroupId;
  return {
    headline: `${name}: no provider has accepted messages since ${momentOf(since, timeZone)}`,
    figures: [
      `${amount(Math.max(0, qualified - done))} of ${amount(qualified)} messages are waiting, ${amount(done)} are done.`,
      `No provider has accepted messages for ${span(since, alert.at)}, since ${momentOf(since, timeZone)}.`,
    ],
    happened: `All providers of the group ${group} refuse messages or do not answer, so run ${occurrence} of ${name} is waiting (${at}).`,
    now: 'No message is lost, and none is sent twice. Herald keeps trying the providers. The run continues by itself within two minutes after one of them recovers.',
    todo: [
      "Check the providers' status pages, balances and credentials.",
      links.call('Check a provider now:', `POST ${links.api('/providers/{providerId}/validate')}`),
      links.call(
        'Fix its settings. This run uses them immediately (a provider that is added to the group is used by later runs only):',
        `PUT ${links.api('/providers/{providerId}')}`,
      ),
      links.call('See the providers of the group:', `GET ${links.api(`/provider-groups/${providerGroupId}`)}`),
      links.choice('Pause the campaign if its messages would arrive too late:', {
        path: '/pause',
        update: 'pauseCampaign',
      }),
    ],
  };
}

function errorsOverThreshold(alert: ErrorsOverThresholdAlert, context: TextContext): AlertText {
  const { name, at, failedReasons = [], links } = context;
  const { failed, done, failedInAll = failed, doneInAll = done, thresholdPercent, occurrence } = alert;
  const wasResumed = doneInAll !== done;
  const since = wasResumed ? ' since the campaign was last resumed' : '';
  const byCount = failedReasons.toSorted((a, b) => b.count - a.count || a.reason.localeCompare(b.reason));
  const list = links.call('See the failed messages:', `GET ${links.run('/messages?status=failed')}`);
  const rest = alert.isOver
    ? {
        headline: `${name}: ${amount(failed)} of ${amount(done)} messages failed`,
        happened: `Too many messages of run ${occurrence} of ${name} failed. By the time this was detected, all recipients had been processed (${at}).`,
        now: 'Nothing: the campaign has ended.',
        todo: [list, 'Fix the cause. Then send to the recipients of the failed messages with a new campaign.'],
      }
    : {
        headline: `${name} has paused itself: ${amount(failed)} of ${amount(done)} messages failed`,
        happened: `Too many messages of run ${occurrence} of ${name} failed, so the campaign paused itself before more of them fail (${at}).`,
        now: 'Nothing more is sent until somebody resumes the campaign. Messages that were sent are not affected.',
        todo: [
          list,
          links.choice(
            'Resume: the remaining messages are sent immediately, except in do-not-disturb hours. Errors are counted from zero again.',
            { path: '/resume', update: 'resumeCampaign' },
          ),
          links.choice('Stop: the campaign ends and cannot be started again.', STOP),
        ],
      };
  return {
    ...rest,
    figures: [
      `${amount(failed)} of ${amount(done)} messages failed${since}: ${percent(failed, done)}, the threshold is ${thresholdPercent}%.`,
      ...(wasResumed
        ? [
            `In the whole run ${amount(failedInAll)} of ${amount(doneInAll)} messages failed: ${percent(failedInAll, doneInAll)}.`,
          ]
        : []),
      ...(byCount.length > 0 ? ['Failed messages of the whole run by reason:'] : []),
      ...byCount.map(({ reason, count }) => `  ${amount(count)}  ${describeReason(reason)} (${reason})`),
    ],
  };
}

const STOP = { path: '/stop', update: 'stopCampaign' } as const;

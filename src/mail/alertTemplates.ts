import type {
  Alert,
  ErrorsOverThresholdAlert,
  ProvidersUnavailableAlert,
  RunBlockedAlert,
  SafetyStopAlert,
} from '../domain/account/alerts.ts';
import type { MessageReason } from '../domain/message/message.ts';
import { amount, causeOf, momentOf, percent, quoted, reasonInWords, span } from './alertFormat.ts';
import type { AlertWays } from './alertLinks.ts';

/** What a mail says, whatever it is about: figures first, then what happened, what happens now, and what can be done. */
export interface AlertStory {
  readonly headline: string;
  readonly figures: readonly string[];
  readonly happened: string;
  readonly now: string;
  readonly todo: readonly string[];
}

/** What a story takes from elsewhere than the alert. */
export interface StoryDetails {
  /** Of the group in an alert that has one; null when it was deleted. */
  readonly groupName?: string | null;
  /** Failed messages of the run by reason, in an alert of errors. */
  readonly failedReasons?: readonly { readonly reason: MessageReason; readonly count: number }[];
  /** IANA: in which instants are told. */
  readonly timeZone: string;
}

/** `name` is ready to be shown, `at` says when it happened. */
type Words = StoryDetails & { readonly name: string; readonly at: string; readonly ways: AlertWays };

export function storyOf(alert: Alert, words: Words): AlertStory {
  switch (alert.kind) {
    case 'safety_stop':
      return safetyStop(alert, words);
    case 'run_blocked':
      return runBlocked(alert, words);
    case 'providers_unavailable':
      return providersUnavailable(alert, words);
    case 'errors_over_threshold':
      return errorsOverThreshold(alert, words);
  }
}

function safetyStop(alert: SafetyStopAlert, { name, at, ways }: Words): AlertStory {
  const { qualified, reachable, limit, occurrence } = alert;
  const recipients = alert.recipients ?? qualified;
  const isDrawn = recipients !== qualified;
  const drawn = isDrawn ? `, ${amount(recipients)} of them were drawn` : '';
  const which = { occurrence };
  return {
    headline: `${amount(qualified)} qualify${drawn}, the limit is ${amount(limit)}: ${name} waits for you`,
    figures: [
      isDrawn
        ? `${amount(qualified)} people qualify${drawn}, ${amount(reachable)} of these can be reached by SMS.`
        : `${amount(qualified)} people qualify, ${amount(reachable)} of them can be reached by SMS.`,
      `The limit of the safety check is ${amount(limit)}: ${amount(recipients - limit)} too many.`,
    ],
    happened: `Run ${occurrence} of ${name} was due. More people ${isDrawn ? 'were drawn' : 'qualified'} than its safety check lets through, so it stopped before the first message (${at}).`,
    now: 'Nothing. No message of this run has been sent, and none will be until somebody decides. It waits as long as it takes; no later run of the campaign begins before, and times that pass meanwhile are left out.',
    todo: [
      'If the number surprises you, look at the segment before you decide. This run keeps the people and the text that it was opened with: a change of the campaign counts for later runs only.',
      ways.choice(
        `Approve: this run goes to everybody who ${isDrawn ? 'was drawn' : 'qualifies'}. Later runs are checked again.`,
        { path: '/approve', update: 'approveRun', input: which },
      ),
      ways.choice('Raise the limit: for this run and those to come.', {
        path: '/raise-limit',
        update: 'raiseSafetyLimit',
        input: { limit: recipients, ...which },
      }),
      ways.choice('Stop: the campaign ends, and cannot be started again.', STOP),
      "Who has an hour of their own (zone profile or best_time) that passed more than 15 minutes before the decision is treated as late: by the run's late (skip, send_now or next_day).",
    ],
  };
}

function runBlocked(alert: RunBlockedAlert, { name, at, ways }: Words): AlertStory {
  const { qualified, done, occurrence, failureType } = alert;
  return {
    headline: `${name}: run ${occurrence} can't go on${qualified === null ? '' : ` after ${amount(done)} of ${amount(qualified)}`}`,
    figures:
      qualified === null
        ? ['0 messages: its audience is not known yet.']
        : [
            `${amount(done)} of ${amount(qualified)} recipients have been dealt with.`,
            `${amount(Math.max(0, qualified - done))} had no message at that time.`,
          ],
    happened: `Run ${occurrence} of ${name}, or a part of it, could not go on (${at}): ${causeOf(failureType)}.`,
    now: 'Parts of the run that are not affected go on. The rest waits for a decision, as long as it takes. Nothing that was not sent is lost, and nothing is sent twice.',
    todo: [
      ways.call('Read the cause, and how far the run is:', `GET ${ways.campaign()}`),
      ways.choice('Mend the cause, and try again what could not go on.', { path: '/retry', update: 'retryCampaign' }),
      ways.call('Or edit the campaign, which also tries again:', `PUT ${ways.campaign()}`),
      ways.choice('Or stop: the campaign ends, and cannot be started again.', STOP),
    ],
  };
}

function providersUnavailable(alert: ProvidersUnavailableAlert, words: Words): AlertStory {
  const { name, at, groupName, timeZone, ways } = words;
  const { qualified, done, since, providerGroupId, occurrence } = alert;
  const group = groupName ? `${quoted(groupName)} (${providerGroupId})` : providerGroupId;
  return {
    headline: `${name}: no provider takes messages since ${momentOf(since, timeZone)}`,
    figures: [
      `${amount(Math.max(0, qualified - done))} of ${amount(qualified)} messages are held up, ${amount(done)} are done.`,
      `No provider for ${span(since, alert.at)}: since ${momentOf(since, timeZone)}.`,
    ],
    happened: `Every provider of the group ${group} refuses or doesn't answer, so run ${occurrence} of ${name} waits (${at}).`,
    now: 'Nothing is lost, and nothing is sent twice. The providers are tried again all the time; the run goes on by itself within two minutes of one of them coming back.',
    todo: [
      "Look at the providers' status pages, at the balance and at the credentials.",
      ways.call('Try one now:', `POST ${ways.api('/providers/{providerId}/validate')}`),
      ways.call(
        'Mend its settings, which this run goes by from then on (a provider that is added to the group helps later runs only):',
        `PUT ${ways.api('/providers/{providerId}')}`,
      ),
      ways.call('See who is in the group:', `GET ${ways.api(`/provider-groups/${providerGroupId}`)}`),
      ways.choice('Hold the campaign, if the messages make no sense later:', {
        path: '/pause',
        update: 'pauseCampaign',
      }),
    ],
  };
}

function errorsOverThreshold(alert: ErrorsOverThresholdAlert, words: Words): AlertStory {
  const { name, at, failedReasons = [], ways } = words;
  const { failed, done, failedInAll = failed, doneInAll = done, thresholdPercent, occurrence } = alert;
  const wasResumed = doneInAll !== done;
  const since = wasResumed ? ' since the campaign was last resumed' : '';
  const byCount = failedReasons.toSorted((a, b) => b.count - a.count || a.reason.localeCompare(b.reason));
  const look = ways.call('Look at what failed:', `GET ${ways.run('/messages?status=failed')}`);
  const whatNext = alert.isOver
    ? {
        headline: `${name}: ${amount(failed)} of ${amount(done)} messages failed`,
        happened: `So many messages of run ${occurrence} of ${name} failed, and when that was seen all of them had been dealt with (${at}).`,
        now: 'Nothing: the campaign is over.',
        todo: [look, 'Mend the cause, and reach those whose messages failed with a new campaign.'],
      }
    : {
        headline: `${name} has paused itself: ${amount(failed)} of ${amount(done)} messages failed`,
        happened: `So many messages of run ${occurrence} of ${name} failed that it paused itself, before more people get none (${at}).`,
        now: 'Nothing more is sent until somebody resumes the campaign. What was sent stays sent.',
        todo: [
          look,
          ways.choice(
            'Go on: what is left is sent at once, except in do-not-disturb hours. Errors are counted anew from there.',
            { path: '/resume', update: 'resumeCampaign' },
          ),
          ways.choice('Stop: the campaign ends, and cannot be started again.', STOP),
        ],
      };
  return {
    ...whatNext,
    figures: [
      `${amount(failed)} of ${amount(done)} messages failed${since}: ${percent(failed, done)}, the threshold is ${thresholdPercent}%.`,
      ...(wasResumed
        ? [
            `In the whole run ${amount(failedInAll)} of ${amount(doneInAll)} failed: ${percent(failedInAll, doneInAll)}.`,
          ]
        : []),
      ...(byCount.length > 0 ? ['Failed in the whole run, by reason:'] : []),
      ...byCount.map(({ reason, count }) => `  ${amount(count)}  ${reasonInWords(reason)} (${reason})`),
    ],
  };
}

const STOP = { path: '/stop', update: 'stopCampaign' } as const;

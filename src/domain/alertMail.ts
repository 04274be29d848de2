import type {
  Alert,
  ErrorsOverThresholdAlert,
  ProvidersUnavailableAlert,
  RunFailedAlert,
  SafetyStopAlert,
} from './alerts.ts';
import { amount, causeOf, momentOf, percent, reasonInWords, span } from './alertWords.ts';
import { campaignWorkflowId, runIdOf } from './ids.ts';
import type { MessageReason } from './message.ts';

/** The names of what an alert is about, and the zone in which it tells instants. */
export interface AlertContext {
  readonly campaignName: string;
  /** Of the group in an alert that has one; null when it was deleted. */
  readonly groupName?: string | null;
  /** Failed messages of the run by reason, in an alert of errors. */
  readonly failedReasons?: readonly { readonly reason: MessageReason; readonly count: number }[];
  /** IANA. */
  readonly timeZone: string;
}

export interface AlertMail {
  readonly subject: string;
  /** Plain text. */
  readonly text: string;
}

/** An alert as a mail: figures first, then what happened, what happens now, what can be done, and where. */
export function alertMail(alert: Alert, context: AlertContext): AlertMail {
  const name = quoted(context.campaignName);
  const at = momentOf(alert.at, context.timeZone);
  const { headline, figures, happened, now, todo } = partsOf(alert, { ...context, name, at });
  const text = [
    figures.join('\n'),
    section('What happened', [happened]),
    section('What happens now', [now]),
    section('What you can do', todo),
    section('Where', whereToLook(alert)),
  ].join('\n\n');
  return { subject: `[Herald] ${headline}`, text: `${text}\n` };
}

interface Parts {
  readonly headline: string;
  readonly figures: readonly string[];
  readonly happened: string;
  readonly now: string;
  readonly todo: readonly string[];
}

/** `name` is ready to be shown, `at` says when it happened. */
type Words = AlertContext & { readonly name: string; readonly at: string };

function partsOf(alert: Alert, words: Words): Parts {
  switch (alert.kind) {
    case 'safety_stop':
      return safetyStop(alert, words);
    case 'run_failed':
      return runFailed(alert, words);
    case 'providers_unavailable':
      return providersUnavailable(alert, words);
    case 'errors_over_threshold':
      return errorsOverThreshold(alert, words);
  }
}

function safetyStop(alert: SafetyStopAlert, { name, at }: Words): Parts {
  const { qualified, reachable, limit, campaignId, occurrence } = alert;
  return {
    headline: `${amount(qualified)} qualify, the limit is ${amount(limit)}: ${name} waits for you`,
    figures: [
      `${amount(qualified)} people qualify, ${amount(reachable)} of them can be reached by SMS.`,
      `The limit of the safety check is ${amount(limit)}: ${amount(qualified - limit)} too many.`,
    ],
    happened: `Run ${occurrence} of ${name} was due. More people qualified than its safety check lets through, so it stopped before the first message (${at}).`,
    now: 'Nothing. No message of this run has been sent, and none will be until somebody decides. It waits as long as it takes.',
    todo: [
      `Approve: this run goes to everybody who qualifies.\n    POST ${campaignPath(campaignId)}/approve`,
      `Raise the limit: for this run and those to come.\n    POST ${campaignPath(campaignId)}/raise-limit  {"limit": ${qualified}}`,
      `Stop: the campaign ends, and cannot be started again.\n    POST ${campaignPath(campaignId)}/stop`,
      'If the number surprises you, look at the segment before you approve.',
    ],
  };
}

function runFailed(alert: RunFailedAlert, { name, at }: Words): Parts {
  const { qualified, done, occurrence, campaignId, failureType } = alert;
  return {
    headline: `${name}: run ${occurrence} failed${qualified === null ? '' : ` after ${amount(done)} of ${amount(qualified)}`}`,
    figures:
      qualified === null
        ? ['0 messages: it failed before its audience was known.']
        : [
            `${amount(done)} of ${amount(qualified)} recipients have been dealt with.`,
            `${amount(Math.max(0, qualified - done))} have no message.`,
          ],
    happened: `Run ${occurrence} of ${name} could not go on (${at}): ${causeOf(failureType)}.`,
    now: 'This run sends nothing more. What was sent stays sent, and its receipts still count.',
    todo: [
      `See who got a message and who didn't:\n    GET ${runPath(alert)}/report`,
      'Mend the cause. Then reach who is left with a new campaign; nobody who has a message gets it from this run again.',
      `Stop the campaign, if its next runs would fail alike:\n    POST ${campaignPath(campaignId)}/stop`,
    ],
  };
}

function providersUnavailable(alert: ProvidersUnavailableAlert, { name, at, groupName, timeZone }: Words): Parts {
  const { qualified, done, since, providerGroupId, campaignId, occurrence } = alert;
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
      `Try one now:\n    POST /v1/providers/{providerId}/validate`,
      `See who is in the group:\n    GET /v1/provider-groups/${providerGroupId}`,
      `Hold the campaign, if the messages make no sense later:\n    POST ${campaignPath(campaignId)}/pause`,
    ],
  };
}

function errorsOverThreshold(alert: ErrorsOverThresholdAlert, { name, at, failedReasons = [] }: Words): Parts {
  const { failed, done, thresholdPercent, campaignId, occurrence } = alert;
  const byCount = failedReasons.toSorted((a, b) => b.count - a.count || a.reason.localeCompare(b.reason));
  return {
    headline: `${name} has paused itself: ${amount(failed)} of ${amount(done)} messages failed`,
    figures: [
      `${amount(failed)} of ${amount(done)} messages failed: ${percent(failed, done)}, the threshold is ${thresholdPercent}%.`,
      ...byCount.map(({ reason, count }) => `  ${amount(count)}  ${reasonInWords(reason)} (${reason})`),
    ],
    happened: `So many messages of run ${occurrence} of ${name} failed that it paused itself, before more people get none (${at}).`,
    now: 'Nothing more is sent until somebody resumes the campaign. What was sent stays sent.',
    todo: [
      `Look at what failed:\n    GET ${runPath(alert)}/messages?status=failed`,
      `Go on:\n    POST ${campaignPath(campaignId)}/resume`,
      `Stop: the campaign ends, and cannot be started again.\n    POST ${campaignPath(campaignId)}/stop`,
    ],
  };
}

const whereToLook = (alert: Alert): string[] => [
  `API: GET ${campaignPath(alert.campaignId)}`,
  `Temporal Web UI: workflow ${campaignWorkflowId(alert.campaignId)}; its current details say why it waits, and More Actions has Send an Update.`,
  `Run ${runIdOf(alert.campaignId, alert.occurrence)}.`,
];

const section = (title: string, lines: readonly string[]): string =>
  [title, ...lines.map((line) => `  ${line}`)].join('\n');

const campaignPath = (campaignId: string): string => `/v1/campaigns/${campaignId}`;

const runPath = ({ campaignId, occurrence }: Alert): string => `${campaignPath(campaignId)}/runs/${occurrence}`;

const LONGEST_NAME = 60;

/** On one line, since it stands in a subject. */
function quoted(name: string): string {
  const line = name.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  const characters = [...line];
  return characters.length > LONGEST_NAME ? `"${characters.slice(0, LONGEST_NAME - 1).join('')}…"` : `"${line}"`;
}

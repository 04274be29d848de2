import { describe, expect, it } from 'vitest';
import { type Alert, alertIdOf } from '../../src/domain/account/alerts.ts';
import { momentOf, percent, span } from '../../src/mail/alertFormat.ts';
import { type AlertContext, alertMail } from '../../src/mail/alertMail.ts';

const OF = { campaignId: 'cmp_1', occurrence: 3, at: '2026-05-07T15:00:00.000Z' } as const;
const CONTEXT: AlertContext = {
  campaignName: 'Spring sale',
  groupName: 'Default',
  failedReasons: [
    { reason: 'missing_value', count: 20 },
    { reason: 'refused_recipient', count: 1300 },
  ],
  timeZone: 'Europe/Paris',
};

const ALERTS: Record<Alert['kind'], Alert> = {
  safety_stop: { ...OF, kind: 'safety_stop', qualified: 61_204, reachable: 58_900, limit: 50_000 },
  triggers_held: { ...OF, kind: 'triggers_held', hour: '2026-05-07T15:00:00.000Z', limit: 1000, waiting: 40 },
  live_blocked: { ...OF, kind: 'live_blocked', failureType: 'InvalidDefinition', waiting: 40 },
  run_blocked: { ...OF, kind: 'run_blocked', failureType: 'InvalidDefinition', done: 1200, qualified: 5000 },
  providers_unavailable: {
    ...OF,
    kind: 'providers_unavailable',
    providerGroupId: 'grp_1',
    since: '2026-05-07T12:55:00.000Z',
    done: 1200,
    qualified: 5000,
  },
  errors_over_threshold: {
    ...OF,
    kind: 'errors_over_threshold',
    failed: 1320,
    done: 4000,
    thresholdPercent: 20,
  },
};

describe('the id of an alert', () => {
  it('consists of the run, the kind and, from the second on, the ordinal', () => {
    expect(alertIdOf(ALERTS.safety_stop)).toBe('cmp_1/3/safety_stop');
    expect(alertIdOf({ ...ALERTS.providers_unavailable, ordinal: 1 })).toBe('cmp_1/3/providers_unavailable');
    expect(alertIdOf({ ...ALERTS.providers_unavailable, ordinal: 2 })).toBe('cmp_1/3/providers_unavailable/2');
  });
});

const BASE_URLS = {
  apiUrl: 'https://herald.example.com',
  webUi: { url: 'https://temporal.example.com', namespace: 'prod' },
};

describe('the mail of an alert', () => {
  it.each(Object.values(ALERTS))('$kind: figures, what happened, what happens now, what to do, and links', (alert) => {
    const { subject, text } = alertMail(alert, CONTEXT);
    expect(subject).toMatch(/^\[Herald\] .*"Spring sale"/);
    const [figures = '', ...sections] = text.trimEnd().split('\n\n');
    expect(figures).toMatch(/\d/);
    expect(sections.map((section) => section.split('\n')[0])).toEqual([
      'What happened',
      'What happens now',
      'What you can do',
      'Links',
    ]);
    expect(text).toContain('7 May 2026, 17:00 Europe/Paris');
    expect(text).toContain('API: GET /v1/campaigns/cmp_1\n');
    expect(text).toContain('Temporal Web UI: workflow campaign/cmp_1');
    expect(text).not.toMatch(/undefined|null|NaN|\[object/);
  });

  it('of a safety stop has both numbers and the three choices', () => {
    const { subject, text } = alertMail(ALERTS.safety_stop, CONTEXT);
    expect(subject).toBe('[Herald] "Spring sale" waits for approval: 61,204 recipients, the limit is 50,000');
    expect(text).toContain('61,204 profiles qualify, and 58,900 of them can be reached by SMS.');
    expect(text).toContain('The limit of the safety check is 50,000: 11,204 too many.');
    expect(text).toContain('POST /v1/campaigns/cmp_1/approve  {"occurrence": 3}\n');
    expect(text).toContain('POST /v1/campaigns/cmp_1/raise-limit  {"limit": 61204, "occurrence": 3}\n');
    expect(text).toContain('POST /v1/campaigns/cmp_1/stop\n');
    expect(text).toContain('this run is sent to everybody who qualifies');
  });

  it('of a safety stop has the input of each update, ready to be pasted into the Web UI', () => {
    const { text } = alertMail(ALERTS.safety_stop, CONTEXT);
    expect(text).toContain('Web UI: approveRun  {"by": "your name", "occurrence": 3}\n');
    expect(text).toContain('Web UI: raiseSafetyLimit  {"by": "your name", "limit": 61204, "occurrence": 3}\n');
    expect(text).toContain('Web UI: stopCampaign  {"by": "your name"}\n');
  });

  it('of a safety stop says that the run keeps its audience, and which recipients are late', () => {
    const { text } = alertMail(ALERTS.safety_stop, CONTEXT);
    expect(text).toContain('keeps the audience and the text that it started with');
    expect(text).toContain('more than 15 minutes before the decision');
  });

  it('of a safety stop of a draw distinguishes qualified from drawn profiles, to which the limit applies', () => {
    const { subject, text } = alertMail(
      { ...OF, kind: 'safety_stop', qualified: 10_000, recipients: 2000, reachable: 1900, limit: 1000 },
      CONTEXT,
    );
    expect(subject).toBe('[Herald] "Spring sale" waits for approval: 2,000 recipients, the limit is 1,000');
    expect(text).toContain(
      '10,000 profiles qualify, 2,000 of them were drawn, and 1,900 of the drawn can be reached by SMS.',
    );
    expect(text).toContain('The limit of the safety check is 1,000: 1,000 too many.');
    expect(text).toContain('this run is sent to everybody who was drawn.');
    expect(text).toContain('raise-limit  {"limit": 2000, "occurrence": 3}');
  });

  it.each(Object.values(ALERTS))('$kind: links to the API and to the Web UI when they are configured', (alert) => {
    const { text } = alertMail(alert, { ...CONTEXT, baseUrls: BASE_URLS });
    expect(text).toContain('API: GET https://herald.example.com/v1/campaigns/cmp_1\n');
    expect(text).toContain(
      'Temporal Web UI: https://temporal.example.com/namespaces/prod/workflows/campaign%2Fcmp_1\n',
    );
    expect(text).not.toMatch(/ \/v1/);
    expect(text).toContain('Authorization: Bearer KEY');
  });

  it('of a blocked run says how many recipients were processed, explains the failure, and says what to do', () => {
    const { subject, text } = alertMail(ALERTS.run_blocked, CONTEXT);
    expect(subject).toBe('[Herald] "Spring sale": run 3 is blocked after 1,200 of 5,000 recipients');
    expect(text).toContain('1,200 of 5,000 recipients have been processed.\n3,800 have no message.');
    expect(text).toContain('its definition can no longer be carried out');
    expect(text).toContain('Web UI: retryCampaign  {"by": "your name"}');
    const early = alertMail({ ...OF, kind: 'run_blocked', failureType: null, done: 0, qualified: null }, CONTEXT);
    expect(early.subject).toBe('[Herald] "Spring sale": run 3 is blocked');
    expect(early.text).toMatch(/^0 messages/);
  });

  it('of unavailable providers says since when, and how many messages are waiting', () => {
    const { subject, text } = alertMail(ALERTS.providers_unavailable, CONTEXT);
    expect(subject).toContain('no provider has accepted messages since 7 May 2026, 14:55 Europe/Paris');
    expect(text).toContain('3,800 of 5,000 messages are waiting, 1,200 are done.');
    expect(text).toContain('No provider has accepted messages for 2 h 5 min');
    expect(text).toContain('the group "Default" (grp_1)');
    expect(text).toContain('a provider that is added to the group is used by later runs only');
    expect(alertMail(ALERTS.providers_unavailable, { ...CONTEXT, groupName: null }).text).toContain('the group grp_1 ');
  });

  it('of a campaign that paused itself counts by reason, the most frequent first', () => {
    const { subject, text } = alertMail(ALERTS.errors_over_threshold, CONTEXT);
    expect(subject).toBe('[Herald] "Spring sale" has paused itself: 1,320 of 4,000 messages failed');
    expect(text).toMatch(/^1,320 of 4,000 messages failed: 33%, the threshold is 20%\./);
    expect(text.split('\n').slice(1, 4)).toEqual([
      'Failed messages of the whole run by reason:',
      '  1,300  the provider refused the number (refused_recipient)',
      '  20  the template uses a property that the profile does not have (missing_value)',
    ]);
    expect(text).toContain('POST /v1/campaigns/cmp_1/resume\n');
    expect(text).toContain('Web UI: resumeCampaign  {"by": "your name"}\n');
  });

  it('of a campaign that paused itself again counts since the resume, like the threshold, and for the whole run', () => {
    const again = { failed: 40, done: 800, failedInAll: 1360, doneInAll: 12_000, thresholdPercent: 5 };
    const { subject, text } = alertMail({ ...OF, kind: 'errors_over_threshold', ...again }, CONTEXT);
    expect(subject).toContain('40 of 800 messages failed');
    expect(text.split('\n').slice(0, 3)).toEqual([
      '40 of 800 messages failed since the campaign was last resumed: 5%, the threshold is 5%.',
      'In the whole run 1,360 of 12,000 messages failed: 11.3%.',
      'Failed messages of the whole run by reason:',
    ]);
  });

  it('shows the type of a failure only when it looks like a name', () => {
    const of = (failureType: string) =>
      alertMail({ ...OF, kind: 'run_blocked', failureType, done: 0, qualified: null }, CONTEXT).text;
    expect(of('TypeError')).toContain('(TypeError)');
    expect(of('to +447700900001: Hi Ada')).not.toMatch(/447700900001|Ada/);
  });

  it('has the name of the campaign on one line and shortened', () => {
    const { subject } = alertMail(ALERTS.safety_stop, { ...CONTEXT, campaignName: 'a\r\nBcc: x\u0000y' });
    expect(subject).toContain('"a Bcc: x y"');
    const long = alertMail(ALERTS.safety_stop, { ...CONTEXT, campaignName: '😀'.repeat(200) }).subject;
    expect(long).toContain(`"${'😀'.repeat(59)}…"`);
  });
});

describe('formats of alerts', () => {
  it.each([
    ['2026-05-07T15:00:00Z', 'less than a minute'],
    ['2026-05-07T15:59:59Z', '59 min'],
    ['2026-05-07T17:00:00Z', '2 h'],
    ['2026-05-08T15:01:00Z', '24 h 1 min'],
    ['2026-05-07T14:00:00Z', 'less than a minute'],
  ])('from 15:00 to %s: %s', (to, expected) => {
    expect(span('2026-05-07T15:00:00Z', to)).toBe(expected);
  });

  it.each([
    [1, 3, '33.3%'],
    [1, 2, '50%'],
    [0, 0, '0%'],
  ])('%i of %i: %s', (part, whole, expected) => {
    expect(percent(part, whole)).toBe(expected);
  });

  it('show midnight as 00:00 on the date in that zone', () => {
    expect(momentOf('2026-05-06T22:00:00Z', 'Europe/Paris')).toBe('7 May 2026, 00:00 Europe/Paris');
  });
});

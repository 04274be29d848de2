import { z } from 'zod';
import { ALERT_KINDS, ALERT_STATUSES } from '../../domain/account/alerts.ts';
import { runIdOf } from '../../domain/ids.ts';
import type { AlertRecord } from '../../store/alerts.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { cursorKind, cursorParameter, limitParameter, pageOf, toPage } from '../http/cursor.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { idParameter, instant } from '../wire.ts';

export const alertAnswer = z.strictObject({
  alertId: z.string().describe('made by Herald'),
  campaignId: z.string().describe('id of the campaign'),
  runId: z.string().describe('id of the run that it is about'),
  kind: z
    .enum(ALERT_KINDS)
    .describe(
      'safety_stop: a run waits for an approval; run_blocked: a run, or a part of it, waits for an edit, a retry or a stop; providers_unavailable: no provider of the group works; errors_over_threshold: the campaign paused itself',
    ),
  at: instant.describe('when the problem occurred'),
  subject: z.string().describe('the subject of the mail'),
  text: z.string().describe('the text of the mail'),
  mail: z
    .strictObject({
      status: z
        .enum(ALERT_STATUSES)
        .describe(
          'failed: the mail server did not accept the mail; unknown: its answer was lost, so that the mail may have arrived; no_address: neither the campaign nor the account has an address; no_mail: no mail server is configured. With the last two, the mail is sent once there is an address or a mail server',
        ),
      code: z.string().nullable().describe("the mail server's code, or one of Herald's"),
      to: z.string().nullable().describe('the address; null: there was none'),
      attempts: z.int().describe('how often sending was tried'),
      updatedAt: instant.describe('when this state was reached'),
    })
    .describe('the state of the mail'),
});

const cursor = cursorKind('alerts', z.strictObject({ at: z.iso.datetime(), id: z.string() }));

const query = z.strictObject({
  campaignId: idParameter('campaign').optional(),
  limit: limitParameter,
  cursor: cursorParameter,
});

/** Alerts and the state of their mails. */
export function alertRoutes({ store }: Pick<ApiDependencies, 'store'>): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/v1/alerts',
      operationId: 'listAlerts',
      scope: 'read',
      tag: 'Account',
      summary: 'List alerts, the newest first',
      description:
        "An alert reports a run that waits for approval or has failed, a provider group of which no provider accepts messages, or a campaign that paused itself because too many messages failed. Each is mailed to the campaign's alertEmail or, without one, to the account's alerts.email.",
      query,
      answer: pageOf(alertAnswer),
      async handle({ query: { campaignId, limit, cursor: given } }) {
        const after = cursor.decode(given);
        const before = after && { at: new Date(after.at), id: after.id };
        const found = await store.alerts.list({ campaignId, before, limit: limit + 1 });
        return toPage(found, limit, cursor, ({ at, _id: id }) => ({ at: at.toISOString(), id }), toAnswer);
      },
    }),
  ];
}

const toAnswer = (record: AlertRecord): z.input<typeof alertAnswer> => ({
  alertId: record._id,
  campaignId: record.campaignId,
  runId: runIdOf(record.campaignId, record.alert.occurrence),
  kind: record.alert.kind,
  at: record.at.toISOString(),
  subject: record.subject,
  text: record.text,
  mail: {
    status: record.status,
    code: record.code,
    to: record.to,
    attempts: record.attempts,
    updatedAt: record.updatedAt.toISOString(),
  },
});

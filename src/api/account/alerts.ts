import { z } from 'zod';
import { ALERT_KINDS, ALERT_STATUSES } from '../../domain/account/alerts.ts';
import { runIdOf } from '../../domain/ids.ts';
import type { AlertRecord } from '../../store/alerts.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { cursorKind, cursorParameter, limitParameter, pageOf, toPage } from '../http/cursor.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { idParameter, instant } from '../wire.ts';

export const alertAnswer = z.strictObject({
  alertId: z.string(),
  campaignId: z.string(),
  runId: z.string(),
  kind: z.enum(ALERT_KINDS),
  at: instant.describe('when it happened'),
  subject: z.string(),
  text: z.string().describe('what was mailed'),
  mail: z
    .strictObject({
      status: z
        .enum(ALERT_STATUSES)
        .describe(
          'failed: the mail server did not take it; unknown: its answer was lost, so that the mail may have arrived; no_address: neither the campaign nor the account names anybody; no_mail: no mail server is configured; the last two are mailed once there is what is missing',
        ),
      code: z.string().nullable().describe("the mail server's code, or a word of ours"),
      to: z.string().nullable(),
      attempts: z.int(),
      updatedAt: instant,
    })
    .describe('what became of the mail'),
});

const cursor = cursorKind('alerts', z.strictObject({ at: z.iso.datetime(), id: z.string() }));

const query = z.strictObject({
  campaignId: idParameter('campaign').optional(),
  limit: limitParameter,
  cursor: cursorParameter,
});

/** What people had to know of, and whether they were told. */
export function alertRoutes({ store }: Pick<ApiDependencies, 'store'>): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/v1/alerts',
      operationId: 'listAlerts',
      tag: 'Account',
      summary: 'List the alerts, the newest first',
      description:
        'Each is mailed to the address of its campaign, or else of the account: a run that waits for a decision or failed, providers that are all away, a campaign that paused itself.',
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

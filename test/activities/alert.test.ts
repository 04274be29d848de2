import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { sendAlert } from '../../src/activities/alert.ts';
import { accountInput } from '../../src/domain/account/account.ts';
import type { Alert } from '../../src/domain/account/alerts.ts';
import { pastBehaviourInput } from '../../src/domain/campaign/campaign.ts';
import { FAILURES } from '../../src/domain/failures.ts';
import type { Mailer } from '../../src/mail/mailer.ts';
import { type Store, storeOf } from '../../src/store/store.ts';
import { answer, QUICK, type ServerBehaviour, smtpServer, testMailer } from '../mail/support.ts';
import { closedPort } from '../providers/support.ts';
import { freshDatabase } from '../support/database.ts';

const { db } = freshDatabase();
const store = storeOf(db, Buffer.alloc(32, 1).toString('base64'));
const now = new Date('2026-05-07T15:00:00Z');

describe('an alert', () => {
  it('goes to the account’s address with the numbers, and is recorded as sent', async () => {
    const { alert, id } = await scenario({ account: 'account@example.org' });
    const server = await smtpServer();
    expect(await send(alert, testMailer(server))).toEqual({ alertId: id, status: 'sent', code: null });
    expect(server.received).toHaveLength(1);
    expect(server.received[0]?.envelope.to).toEqual(['account@example.org']);
    const record = await store.alerts.get(id);
    expect(record).toMatchObject({ status: 'sent', to: 'account@example.org', attempts: 1, code: null });
    expect(server.received[0]?.mail.subject).toBe(record?.subject);
    expect(server.received[0]?.mail.text?.replaceAll('\r\n', '\n')).toBe(record?.text);
    expect(record?.subject).toBe('[Herald] "Spring" waits for approval: 61,204 recipients, the limit is 50,000');
    expect(record?.text).toContain('17:00 Europe/Paris');
  });

  it('goes to the campaign’s address where it has one', async () => {
    const { alert } = await scenario({ account: 'account@example.org', campaign: 'creator@example.org' });
    const server = await smtpServer();
    await send(alert, testMailer(server));
    expect(server.received.map(({ envelope }) => envelope.to)).toEqual([['creator@example.org']]);
  });

  it('is mailed once, even if several attempts request it at once or later', async () => {
    const { alert, id } = await scenario({ account: 'a@example.org' });
    const server = await smtpServer();
    const sender = testMailer(server);
    const first = await Promise.allSettled(Array.from({ length: 5 }, () => send(alert, sender)));
    const refused = first.filter((result) => result.status === 'rejected');
    for (const { reason } of refused) expectRetryable(reason);
    expect(await send(alert, sender)).toEqual({ alertId: id, status: 'sent', code: null });
    expect(server.received).toHaveLength(1);
  });

  it('links to the configured addresses', async () => {
    const { alert, campaignId } = await scenario({ account: 'a@example.org' });
    const server = await smtpServer();
    const baseUrls = { apiUrl: 'https://herald.example.org' };
    await sendAlert({ store, mailer: testMailer(server), baseUrls, now: () => now })({ alert });
    expect(server.received[0]?.mail.text).toContain(`GET https://herald.example.org/v1/campaigns/${campaignId}`);
  });

  it('names the group whose providers are down', async () => {
    const { campaignId } = await scenario({ account: 'a@example.org' });
    const providerGroupId = `grp_${campaignId}`;
    await store.providerGroups.insert({ id: providerGroupId, input: { name: `G ${campaignId}`, members: [] }, now });
    const server = await smtpServer();
    await send(
      {
        kind: 'providers_unavailable',
        campaignId,
        occurrence: 1,
        at: now.toISOString(),
        since: now.toISOString(),
        providerGroupId,
        done: 1,
        qualified: 2,
      },
      testMailer(server),
    );
    expect(server.received[0]?.mail.text).toContain(`the group "G ${campaignId}" (${providerGroupId})`);
  });
});

describe('an alert that can’t be mailed', () => {
  it('is listed without a mail server, and is mailed once there is one', async () => {
    const { alert, id } = await scenario({ account: 'a@example.org' });
    expectRetryable(await failureOf(send(alert, null)));
    expect(await store.alerts.get(id)).toMatchObject({ status: 'no_mail', text: expect.stringContaining('61,204') });
    const server = await smtpServer();
    expect(await send(alert, testMailer(server))).toMatchObject({ status: 'sent' });
    expect(await store.alerts.get(id)).toMatchObject({ status: 'sent', attempts: 2 });
    expect(server.received).toHaveLength(1);
  });

  it('is listed without an address, and is mailed once there is one', async () => {
    const { alert, id } = await scenario({});
    const server = await smtpServer();
    expectRetryable(await failureOf(send(alert, testMailer(server))));
    expect(await store.alerts.get(id)).toMatchObject({ status: 'no_address', to: null });
    expect(server.received).toEqual([]);
    await store.account.replace(accountInput.parse({ alerts: { email: 'late@example.org' } }), now);
    expect(await send(alert, testMailer(server))).toMatchObject({ status: 'sent' });
    expect(server.received.map(({ envelope }) => envelope.to)).toEqual([['late@example.org']]);
  });

  it('ends if the server refuses it: no retry would help', async () => {
    const { alert, id } = await scenario({ account: 'a@example.org' });
    const sender = await serverThat({ onRcptTo: (_to, _session, callback) => callback(answer(550, 'no')) });
    expect(await send(alert, sender)).toEqual({ alertId: id, status: 'failed', code: '550' });
    expect(await store.alerts.get(id)).toMatchObject({ status: 'failed', code: '550' });
  });

  it('fails permanently if its campaign was deleted', async () => {
    const { alert } = await scenario({});
    const failure = await failureOf(send({ ...alert, campaignId: 'cmp_gone' }, null));
    expect(failure).toMatchObject({ type: FAILURES.notFound, nonRetryable: true });
  });
});

describe('an alert that may be mailed later', () => {
  it('is retried through greylisting, and then recorded as sent', async () => {
    const { alert, id } = await scenario({ account: 'a@example.org' });
    let tries = 0;
    const sender = await serverThat({
      onRcptTo(_to, _session, callback) {
        tries += 1;
        callback(tries === 1 ? answer(450, 'greylisted') : null);
      },
    });
    expectRetryable(await failureOf(send(alert, sender)));
    expect(await store.alerts.get(id)).toMatchObject({ status: 'failed', code: '450', attempts: 1 });
    expect(await send(alert, sender)).toMatchObject({ status: 'sent' });
    expect(await store.alerts.get(id)).toMatchObject({ status: 'sent', code: null, attempts: 2 });
  });

  it('is retried while the server is unavailable', async () => {
    const { alert, id } = await scenario({ account: 'a@example.org' });
    expectRetryable(await failureOf(send(alert, testMailer({ port: await closedPort() }))));
    expect(await store.alerts.get(id)).toMatchObject({ status: 'failed', code: 'ECONNREFUSED' });
  });

  it('is unknown when the answer was lost, and is mailed again under the same Message-ID', async () => {
    const { alert, id } = await scenario({ account: 'a@example.org' });
    const server = await smtpServer({ afterMail: (nth) => (nth === 1 ? 'hang' : null) });
    const sender = testMailer({ port: server.port, limits: { ...QUICK, answerMs: 200 } });
    expectRetryable(await failureOf(send(alert, sender)));
    expect(await store.alerts.get(id)).toMatchObject({ status: 'unknown', code: 'ETIMEDOUT' });
    expect(await send(alert, sender)).toMatchObject({ status: 'sent' });
    const ids = server.received.map(({ mail }) => mail.messageId);
    expect(ids).toEqual([`<${id}@example.com>`, `<${id}@example.com>`]);
  });

  it('is left to an attempt that may be alive, and taken over when that one must be dead', async () => {
    const { alert, id } = await scenario({ account: 'a@example.org' });
    const server = await smtpServer();
    const sender = testMailer(server);
    const dead: Mailer = { send: () => Promise.reject(new Error('the worker is gone')), close: () => undefined };
    await failureOf(send(alert, dead));
    expect(await store.alerts.get(id)).toMatchObject({ status: 'sending' });
    expectRetryable(await failureOf(send(alert, sender, new Date(now.getTime() + 30_000))));
    expect(server.received).toEqual([]);
    expect(await send(alert, sender, new Date(now.getTime() + 60_000))).toMatchObject({ status: 'sent' });
    expect(server.received).toHaveLength(1);
  });
});

const send = (alert: Alert, sender: Mailer | null, at = now) =>
  sendAlert({ store, mailer: sender, now: () => at })({ alert });

const serverThat = async (behaviour: ServerBehaviour): Promise<Mailer> => testMailer(await smtpServer(behaviour));

let scenarios = 0;

/** A new campaign, and the account with the given settings. */
async function scenario(addresses: { account?: string; campaign?: string }) {
  scenarios += 1;
  const campaignId = `cmp_${scenarios}`;
  await store.account.replace(
    accountInput.parse({
      timeZone: 'Europe/Paris',
      alerts: addresses.account === undefined ? {} : { email: addresses.account },
    }),
    now,
  );
  const input = pastBehaviourInput.parse({
    name: 'Spring',
    type: 'past_behaviour',
    when: { kind: 'now' },
    who: { kind: 'everyone' },
    what: { template: 'secret offer' },
    providerGroupId: 'grp_1',
  });
  const address = addresses.campaign === undefined ? {} : { alertEmail: addresses.campaign };
  const campaign = {
    ...input,
    ...address,
    _id: campaignId,
    status: 'running',
    createdAt: now,
    updatedAt: now,
  } as const;
  await store.campaigns.insert(campaign as Parameters<Store['campaigns']['insert']>[0]);
  const alert: Alert = {
    kind: 'safety_stop',
    campaignId,
    occurrence: 1,
    at: now.toISOString(),
    qualified: 61_204,
    reachable: 58_900,
    limit: 50_000,
  };
  return { campaignId, alert, id: `${campaignId}/1/safety_stop` };
}

async function failureOf(result: Promise<unknown>): Promise<unknown> {
  return await result.then(
    () => new Error('it went well'),
    (error: unknown) => error,
  );
}

/** A retryable failure. Temporal stores its message unencrypted, so it contains no personal data. */
function expectRetryable(failure: unknown): void {
  expect(failure).toBeInstanceOf(ApplicationFailure);
  expect(failure).toMatchObject({ type: FAILURES.alertNotMailed, nonRetryable: false });
  expect(String(failure)).not.toMatch(/@|61,204|secret/);
}

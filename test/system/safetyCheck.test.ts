import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { afterAll, describe, expect, it } from 'vitest';
import { ended, firstReport, launch } from '../../dev/campaigns.ts';
import { campaignWorkflowId } from '../../src/domain/ids.ts';
import { CA, FROM, PASSWORD, type Received, startSmtpServer, USER } from '../mail/support.ts';
import { campaignTo, expectEverybodyOnce, importPeople, providerGroup, system } from '../support/system.ts';

const PEOPLE = 30;
const LIMIT = 20;
const ADA = 'ada@example.com';

const smtp = await startSmtpServer();
const folder = mkdtempSync(join(tmpdir(), 'herald-test-'));
const authority = join(folder, 'authority.pem');
writeFileSync(authority, CA);
afterAll(async () => {
  await smtp.close();
  rmSync(folder, { recursive: true });
});

describe('a campaign with more recipients than its safety check allows', () => {
  const herald = system({
    env: {
      HERALD_SMTP_URL: `smtp://${USER}:${encodeURIComponent(PASSWORD)}@127.0.0.1:${smtp.port}`,
      HERALD_MAIL_FROM: FROM,
      NODE_EXTRA_CA_CERTS: authority,
    },
  });
  const approve = (campaignId: string) => herald.herald().approveRun({ campaignId });
  const stop = (campaignId: string) => herald.herald().stopCampaign({ campaignId });
  const raiseLimit = (campaignId: string, limit: number) =>
    herald.herald().raiseSafetyLimit({ campaignId, raiseLimitInput: { limit } });
  const status = async (campaignId: string) => (await herald.herald().getCampaign({ campaignId })).status;

  /** Schedules the campaign and waits until it awaits approval. */
  async function held(scenario: number) {
    await importPeople(herald, scenario, PEOPLE);
    const { groupId, providerIds } = await providerGroup(herald, [{ kind: 'twilio', name: `safety-${scenario}` }]);
    const campaign = { ...campaignTo(scenario, groupId), safetyCheck: { maxAudience: LIMIT }, alertEmail: ADA };
    const id = await launch(herald.herald(), campaign);
    await expect.poll(() => status(id), { timeout: 60_000 }).toBe('awaiting_approval');
    return { id, providerIds };
  }

  async function mailOf(id: string): Promise<Received> {
    const found = () => smtp.received.filter(({ mail }) => mail.text?.includes(id));
    await expect.poll(() => found().length, { timeout: 60_000 }).toBe(1);
    const [mail] = found();
    if (!mail) throw new Error('the mail is gone');
    return mail;
  }

  async function accepted(scenario: number): Promise<number> {
    const ledger = await herald.simulator().ledger();
    return ledger.filter(({ provider }) => provider === `safety-${scenario}`).length;
  }

  /** The workflow's current details in the Web UI, which come from this query. */
  async function currentDetails(id: string): Promise<string> {
    const connection = await Connection.connect({ address: herald.stack().temporalAddress });
    try {
      const handle = new Client({ connection }).workflow.getHandle(campaignWorkflowId(id));
      const metadata = await handle.query<{ currentDetails?: string }>('__temporal_workflow_metadata');
      return metadata.currentDetails ?? '';
    } finally {
      await connection.close();
    }
  }

  it('waits, sends an alert by mail, and is sent to everybody once it is approved', async () => {
    const { id, providerIds } = await held(1);
    const { mail, envelope, user, secure } = await mailOf(id);
    expect({ envelope, user, secure }).toEqual({
      envelope: { from: 'herald@example.com', to: [ADA] },
      user: USER,
      secure: true,
    });
    expect(mail.subject).toBe('[Herald] "scenario 1" waits for approval: 30 recipients, the limit is 20');
    const url = herald.stack().apiUrl;
    for (const line of [
      'The limit of the safety check is 20',
      'No message of this run has been sent',
      `POST ${url}/v1/campaigns/${id}/approve  {"occurrence": 1}`,
      `POST ${url}/v1/campaigns/${id}/raise-limit  {"limit": 30, "occurrence": 1}`,
      `POST ${url}/v1/campaigns/${id}/stop`,
      'Web UI: approveRun  {"by": "your name", "occurrence": 1}',
      `workflow campaign/${id}`,
    ]) {
      expect(mail.text).toContain(line);
    }
    expect(mail.text).not.toContain('+336');
    await expect
      .poll(() => herald.herald().listAlerts({ campaignId: id }))
      .toMatchObject({ items: [{ runId: `${id}/1`, kind: 'safety_stop', mail: { status: 'sent', to: ADA } }] });

    const details = await currentDetails(id);
    expect(details).toMatch(/waits for a decision.*30 recipients.*20/s);
    expect(details).toContain('approveRun');
    expect(await herald.herald().getCampaign({ campaignId: id })).toMatchObject({
      progress: { phase: 'awaiting_approval', run: { safetyLimit: LIMIT, audience: { qualified: PEOPLE } } },
    });

    expect((await raiseLimit(id, 25)).status).toBe('awaiting_approval');
    await expect(raiseLimit(id, 25)).rejects.toThrow(/409.*a higher one is wanted/);
    expect(await accepted(1)).toBe(0);
    await approve(id);
    const report = await ended(herald.herald(), id, { timeoutMs: 60_000 });
    await expectEverybodyOnce(herald, { scenario: 1, count: PEOPLE, report, providerIds });
    const { actions } = await herald.herald().getCampaign({ campaignId: id });
    expect(actions.map(({ action }) => action)).toEqual(['schedule', 'raise_limit', 'approve']);
    expect(smtp.received.filter((one) => one.mail.text?.includes(id))).toHaveLength(1);
  });

  it('sends nothing when it is stopped instead', async () => {
    const { id } = await held(2);
    await mailOf(id);
    expect((await stop(id)).status).toBe('stopped');
    await expect(approve(id)).rejects.toThrow(/409.*it is stopped. It has ended/);
    await expect
      .poll(() => firstReport(herald.herald(), id))
      .toMatchObject({ status: 'stopped', sent: 0, notYet: PEOPLE });
    expect(await accepted(2)).toBe(0);
  });

  it('continues by itself when the limit is raised far enough', async () => {
    const { id, providerIds } = await held(3);
    await raiseLimit(id, PEOPLE);
    const report = await ended(herald.herald(), id, { timeoutMs: 60_000 });
    await expectEverybodyOnce(herald, { scenario: 3, count: PEOPLE, report, providerIds });
    expect(await herald.herald().getCampaign({ campaignId: id })).toMatchObject({
      safetyCheck: { maxAudience: PEOPLE },
    });
  });
});

describe('without a mail server', () => {
  const herald = system({ workers: 0, env: { HERALD_SMTP_URL: '', HERALD_MAIL_FROM: '' } });

  it('a campaign with a safety check is refused when it is scheduled, with the missing settings', async () => {
    const { groupId } = await providerGroup(herald, [{ kind: 'twilio', name: 'unsafe' }]);
    const campaign = { ...campaignTo(4, groupId), safetyCheck: { maxAudience: LIMIT }, alertEmail: ADA };
    await expect(launch(herald.herald(), campaign)).rejects.toThrow(/400.*no mail server.*HERALD_SMTP_URL/);
    const { items } = await herald.herald().listCampaigns({});
    expect(items).toMatchObject([{ status: 'draft' }]);
  });
});

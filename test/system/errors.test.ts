import { describe, expect, it } from 'vitest';
import { ended, firstReport, launch } from '../../dev/campaigns.ts';
import { campaignTo, importPeople, providerGroup, system } from '../support/system.ts';

const PEOPLE = 20_000;

describe('a campaign of which too many messages fail', () => {
  // No mail server answers there, which must not delay anything.
  const mail = { HERALD_SMTP_URL: 'smtp://127.0.0.1:9', HERALD_MAIL_FROM: 'herald@example.com' };
  const herald = system({ workers: 1, env: mail });

  it('pauses itself, reports why, and counts from zero once it is resumed', async () => {
    await importPeople(herald, 5, PEOPLE);
    const { groupId } = await providerGroup(herald, [{ kind: 'twilio', name: 'errors', ratePerSecond: 1000 }]);
    const id = await launch(herald.herald(), {
      ...campaignTo(5, groupId),
      // Every third message uses a property that no profile has.
      what: {
        template: '{% assign rest = profile.nr | modulo: 3 %}{% if rest == 0 %}{{ profile.missing }}{% endif %}Hi',
      },
      pauseOnErrors: { percent: 20, minMessages: 600 },
      alertEmail: 'ada@example.com',
    });
    const paused = await pausedCampaign(id);
    expect(paused.progress?.paused?.by).toContain('errors');
    const { sent, byStatus, errorBucket } = await firstReport(herald.herald(), id);
    expect(sent).toBeLessThan(PEOPLE / 2);
    expect(byStatus.failed).toBeGreaterThanOrEqual(200);
    expect(errorBucket.map(({ reason }) => reason)).toEqual(['missing_value']);
    const alerts = () => herald.herald().listAlerts({ campaignId: id });
    await expect.poll(async () => (await alerts()).items.map(({ kind }) => kind)).toEqual(['errors_over_threshold']);
    expect((await alerts()).items[0]?.text).toContain('(missing_value)');

    await herald.herald().resumeCampaign({ campaignId: id });
    await expect
      .poll(async () => (await firstReport(herald.herald(), id)).sent, { timeout: 20_000 })
      .toBeGreaterThan(sent);
    await herald.herald().stopCampaign({ campaignId: id });
    expect(await ended(herald.herald(), id, { timeoutMs: 20_000 })).toMatchObject({ status: 'stopped' });
  });

  async function pausedCampaign(id: string) {
    const status = async (): Promise<string> => (await herald.herald().getCampaign({ campaignId: id })).status;
    await expect.poll(status, { timeout: 60_000, interval: 100 }).toBe('paused');
    return await herald.herald().getCampaign({ campaignId: id });
  }
});

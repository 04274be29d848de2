import { describe, expect, it } from 'vitest';
import { ended, launch } from '../../dev/campaigns.ts';
import { campaignTo, expectEverybodyOnce, importPeople, providerGroup, system } from '../support/system.ts';

const PEOPLE = 5000;

describe('workers killed while they send', () => {
  const herald = system({ workers: 2 });

  it('send exactly one message to everybody, also when answers are lost after acceptance', async () => {
    await importPeople(herald, 1, PEOPLE);
    const { groupId, providerIds } = await providerGroup(herald, [
      { kind: 'twilio', name: 'crash-first', ratePerSecond: 400 },
      { kind: 'http', name: 'crash-second' },
    ]);
    const campaignId = await launch(herald.herald(), campaignTo(1, groupId));

    // Once in the middle of sending, and once more while every fifth answer is lost after the provider has accepted.
    await sentAtLeast(800);
    await killAndRestart(0);
    await herald.simulator().behave('crash-first', { mode: 'dropAnswers', share: 0.2 });
    await sentAtLeast(2500);
    await killAndRestart(1);
    await herald.simulator().behave('crash-first', { mode: 'ok' });

    const report = await ended(herald.herald(), campaignId, { timeoutMs: 180_000 });
    await expectEverybodyOnce(herald, { scenario: 1, count: PEOPLE, report, providerIds });
    expect(report.lostAnswers.found, 'found by asking the provider').toBeGreaterThan(10);
    expect(report.lostAnswers.uncertain).toBe(0);
  });

  async function sentAtLeast(count: number): Promise<void> {
    const accepted = async (): Promise<number> => (await herald.simulator().stats()).accepted;
    await expect.poll(accepted, { timeout: 120_000, interval: 50 }).toBeGreaterThanOrEqual(count);
  }

  async function killAndRestart(worker: number): Promise<void> {
    const service = herald.stack().workers[worker];
    if (!service) throw new Error(`there is no worker ${worker}`);
    await service.kill('SIGKILL');
    await service.start();
  }
});

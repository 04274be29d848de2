import { describe, expect, it } from 'vitest';
import { ended, launch } from '../../dev/campaigns.ts';
import type { RunReport } from '../../src/client/operations.ts';
import { campaignTo, importPeople, providerGroup, system } from '../support/system.ts';

const PEOPLE = 4000;
const CAMPAIGNS = [1, 2, 3];
/** Limit of each campaign. Two campaigns always leave enough profiles for the third one. */
const TOTAL = 2000;
/** Limit per profile, over all campaigns. */
const PER_DAY = 2;

describe('four workers, three campaigns to the same people, and limits', () => {
  const herald = system({ workers: 4 });

  it('that hold exactly, although a worker is killed', async () => {
    await herald.herald().replaceAccount({
      accountInput: { timeZone: zoneWhereItIsNoon(), profileLimits: [{ kind: 'calendar', max: PER_DAY, per: 'day' }] },
    });
    await importPeople(herald, 4, PEOPLE);
    const { groupId } = await providerGroup(herald, [{ kind: 'twilio', name: 'limits', ratePerSecond: 500 }]);
    const ids = await Promise.all(
      CAMPAIGNS.map((number) =>
        launch(herald.herald(), {
          ...campaignTo(4, groupId),
          name: `campaign ${number}`,
          what: { template: `Campaign ${number} for {{ profile.nr }}` },
          limits: { total: TOTAL },
        }),
      ),
    );

    await sentAtLeast(1500);
    await herald.stack().workers[0]?.kill('SIGKILL');

    const reports = await Promise.all(ids.map((id) => ended(herald.herald(), id, { timeoutMs: 180_000 })));
    const texts = (await herald.simulator().ledger()).map(({ to, body }) => ({
      to,
      campaign: Number(body.split(' ')[1]),
    }));
    for (const [index, report] of reports.entries()) expectTheTotal(report, texts, CAMPAIGNS[index] ?? 0);
    expect(new Set(texts.map(({ to, campaign }) => `${to} ${campaign}`)).size, 'nobody twice').toBe(texts.length);
    const perPerson = new Map<string, number>();
    for (const { to } of texts) perPerson.set(to, (perPerson.get(to) ?? 0) + 1);
    expect(Math.max(...perPerson.values()), 'nobody more often than the account allows').toBe(PER_DAY);
  });

  async function sentAtLeast(count: number): Promise<void> {
    const accepted = async (): Promise<number> => (await herald.simulator().stats()).accepted;
    await expect.poll(accepted, { timeout: 120_000, interval: 50 }).toBeGreaterThanOrEqual(count);
  }
});

/** The report's word and the provider's: as many as the limit, and everybody else with a reason. */
function expectTheTotal(report: RunReport, texts: readonly { readonly campaign: number }[], campaign: number): void {
  expect(report).toMatchObject({ status: 'completed', sent: TOTAL, notYet: 0 });
  expect(report.lostAnswers.uncertain).toBe(0);
  expect(texts.filter((text) => text.campaign === campaign)).toHaveLength(TOTAL);
  const leftOut = report.errorBucket.filter(({ reason }) => reason === 'total_limit' || reason === 'profile_limit');
  expect(leftOut.reduce((sum, { count }) => sum + count, 0)).toBe(PEOPLE - TOTAL);
}

/** So that no day begins while the test runs. */
function zoneWhereItIsNoon(): string {
  const ahead = 12 - new Date().getUTCHours();
  // The signs of these zone names are inverted.
  return ahead === 0 ? 'UTC' : `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`;
}

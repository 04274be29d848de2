import { Console } from 'node:console';
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { ended, launch } from '../../dev/campaigns.ts';
import { sequence } from '../../dev/simulator/chance.ts';
import { KilledCampaign } from '../support/killedCampaign.ts';
import { faultsOf, killPlan } from '../support/killPlan.ts';
import { system } from '../support/system.ts';

/** `npm run kills -- --seeds 20`; each seed is a campaign with a template and faults of its own. */
const SEEDS = Number(process.env.HERALD_KILL_SEEDS ?? 6);
const PEOPLE = 400;
/** What a killed worker has in flight at most, of one campaign. */
const IN_FLIGHT = 128;
/** When all workers are killed: shares of all messages. */
const KILLS_AT = [0.15, 0.5];

describe(`${SEEDS} campaigns whose workers are killed while texts, numbers and providers change`, () => {
  const herald = system({ workers: 2 });

  it('text nobody twice and miss nobody, by the ledger of the providers', async () => {
    const plans = Array.from({ length: SEEDS }, (_, index) => killPlan(index + 1));
    const random = sequence(SEEDS);
    const campaigns = plans.map((plan) => new KilledCampaign(herald, plan, PEOPLE));
    const definitions = [];
    for (const campaign of campaigns) definitions.push(await campaign.prepare());
    const ids = await Promise.all(definitions.map((definition) => launch(herald.herald(), definition)));

    for (const share of KILLS_AT) {
      const wanted = SEEDS * PEOPLE * (share + 0.1 * random());
      await expect.poll(accepted, { timeout: 180_000, interval: 50 }).toBeGreaterThanOrEqual(wanted);
      await Promise.all(herald.stack().workers.map((worker) => worker.kill('SIGKILL')));
      for (const campaign of campaigns) await campaign.strike();
      await Promise.all(herald.stack().workers.map((worker) => worker.start()));
    }
    for (const campaign of campaigns) await campaign.recover();

    const rows = [];
    for (const [index, campaign] of campaigns.entries()) {
      const campaignId = ids[index] ?? '';
      const report = await ended(herald.herald(), campaignId, { timeoutMs: 240_000 });
      const { plan } = campaign;
      const judgement = await campaign.judge(campaignId);
      rows.push({ seed: plan.seed, template: plan.kind, faults: faultsOf(plan), ...judgement });
      const { sent, uncertain } = judgement;
      const most = plan.fault === 'mute' ? KILLS_AT.length * IN_FLIGHT : 0;
      expect.soft(report, `seed ${plan.seed}`).toMatchObject({ status: 'completed', notYet: 0 });
      expect.soft(judgement, `seed ${plan.seed}`).toMatchObject({ twice: 0, missed: 0, wronglyLeft: 0 });
      expect.soft(uncertain, `seed ${plan.seed}`).toBe(report.byStatus.uncertain);
      expect.soft(uncertain, `seed ${plan.seed}`).toBeLessThanOrEqual(most);
      // What an uncertain message became, only the ledger knows.
      expect.soft(sent, `seed ${plan.seed}`).toBeGreaterThanOrEqual(report.sent);
      expect.soft(sent, `seed ${plan.seed}`).toBeLessThanOrEqual(report.sent + uncertain);
    }
    new Console(process.stdout).table(rows);

    async function accepted(): Promise<number> {
      const counts = await Promise.all(campaigns.map((campaign) => campaign.accepted()));
      return counts.reduce((sum, count) => sum + count, 0);
    }
  }, 900_000);
});

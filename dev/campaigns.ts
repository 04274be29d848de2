import { setTimeout as sleep } from 'node:timers/promises';
import type { HeraldClient } from '../src/client/heraldClient.ts';
import type { CampaignInput, RunReport } from '../src/client/operations.ts';

const ENDED = ['completed', 'stopped'];

/** Creates a campaign, schedules it, and returns its id. */
export async function launch(herald: HeraldClient, campaignInput: CampaignInput): Promise<string> {
  const { id } = await herald.createCampaign({ campaignInput });
  await herald.scheduleCampaign({ campaignId: id });
  return id;
}

/** Resolves when a live campaign takes events. */
export async function running(herald: HeraldClient, campaignId: string): Promise<void> {
  for (let looks = 0; looks < 300; looks += 1) {
    if ((await herald.getCampaign({ campaignId })).status === 'running') return;
    await sleep(100);
  }
  throw new Error('the live campaign is not running after 30 s');
}

/** The report of a campaign's first run. */
export const firstReport = (herald: HeraldClient, campaignId: string): Promise<RunReport> =>
  herald.getRunReport({ campaignId, occurrence: 1 });

/** Resolves with the first run's report when the campaign has ended; `onWait` is called between looks, once its run is open. */
export async function ended(
  herald: HeraldClient,
  campaignId: string,
  options: { timeoutMs: number; onWait?: () => Promise<void> },
): Promise<RunReport> {
  const end = Date.now() + options.timeoutMs;
  for (;;) {
    const { status, progress } = await herald.getCampaign({ campaignId });
    if (ENDED.includes(status)) return await firstReport(herald, campaignId);
    if (Date.now() > end) throw new Error(`the campaign is still ${status} after ${options.timeoutMs / 1000} s`);
    if (progress?.run) await options.onWait?.();
    await sleep(250);
  }
}

import type { SkipReason } from './message.ts';

/** The most messages that a dispatch may have, alone or together with others that count under the same key. */
export interface QuotaDefinition {
  /** Key of the counter. A quota that begins anew each day has a counter for each day: `quotaKeyOf`. */
  readonly key: string;
  readonly limit: number;
  readonly isDaily: boolean;
  /** The reason with which a message is skipped if the quota has no slot for it. */
  readonly reason: Extract<SkipReason, 'total_limit' | 'daily_limit' | 'run_limit'>;
}

/** The counter's key; `day` of a daily quota, such as `2026-05-07`. */
export const quotaKeyOf = ({ key, isDaily }: QuotaDefinition, day: string): string => (isDaily ? `${key}/${day}` : key);

/** The limits of a campaign and of one of its runs. */
export function campaignQuotas(of: {
  campaignId: string;
  runId: string;
  limits: {
    readonly total?: number | undefined;
    readonly perDay?: number | undefined;
    readonly perRun?: number | undefined;
  };
}): QuotaDefinition[] {
  const { campaignId, runId, limits } = of;
  const { total, perDay, perRun } = limits;
  const quotas: QuotaDefinition[] = [];
  if (total !== undefined) {
    quotas.push({ key: `total/${campaignId}`, limit: total, isDaily: false, reason: 'total_limit' });
  }
  if (perDay !== undefined) {
    quotas.push({ key: `daily/${campaignId}`, limit: perDay, isDaily: true, reason: 'daily_limit' });
  }
  if (perRun !== undefined) quotas.push({ key: `run/${runId}`, limit: perRun, isDaily: false, reason: 'run_limit' });
  return quotas;
}

import type { Db } from 'mongodb';
import type { z } from 'zod';
import type { pastBehaviourInput } from '../../../../src/domain/campaign/campaign.ts';
import type { ScriptedProvider } from '../../../support/scriptedProvider.ts';
import { frozenRun, people, type SendingSetup, sendingSetup } from '../../../support/sending.ts';

/** At most so many messages to a profile in a day or week. */
export const calendar = (max: number, per: 'day' | 'week') => ({ kind: 'calendar', max, per }) as const;

export const ONE_A_DAY = { profileLimits: [calendar(1, 'day')] };

export const limits = (set: {
  total?: number;
  perDay?: number;
  perRun?: number;
}): Pick<z.input<typeof pastBehaviourInput>, 'limits'> => ({
  limits: set,
});

/** A quota of which `count` slots are used and nothing is reserved. */
export const committed = (count: number) => ({ used: count, committed: count, open: [] });

/** A run with limits to `count` people through one provider. */
export const limitedSending = async (of: {
  db: Db;
  provider: ScriptedProvider;
  count: number;
  limits: Parameters<typeof limits>[0];
}): Promise<SendingSetup> =>
  await sendingSetup({
    db: of.db,
    profiles: people(of.count),
    providers: [of.provider],
    campaign: limits(of.limits),
  });

/** Runs of two campaigns to the same ten people, each of whom may get one message a day. */
export async function twoCampaigns(of: {
  db: Db;
  provider: ScriptedProvider;
  campaign?: Partial<z.input<typeof pastBehaviourInput>>;
}): Promise<SendingSetup & { readonly second: string }> {
  const { db, provider, campaign = {} } = of;
  const setup = await sendingSetup({ db, profiles: people(10), providers: [provider], account: ONE_A_DAY, campaign });
  return { ...setup, second: await frozenRun(setup.store, { campaignId: 'cmp_2', at: new Date() }) };
}

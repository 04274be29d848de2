import { z } from 'zod';
import { type Account, accountInput } from '../../domain/account/account.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { conflict } from '../http/problem.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { instant, orNull } from '../wire.ts';
import { tellCampaigns } from './accountZone.ts';

export const accountAnswer = z.strictObject({
  ...accountInput.shape,
  updatedAt: instant.nullable().describe('null as long as everything is as it comes'),
});

/** How many campaigns a refusal names. */
const MOST_NAMED = 5;

/** The settings that hold for all campaigns. */
export function accountRoutes(dependencies: Pick<ApiDependencies, 'store' | 'campaigns' | 'now'>): Route[] {
  const { store, now } = dependencies;
  return [
    defineRoute({
      method: 'get',
      path: '/v1/account',
      operationId: 'getAccount',
      tag: 'Account',
      summary: 'Read what holds for all campaigns',
      answer: accountAnswer,
      handle: async () => toAnswer(await store.account.get()),
    }),
    defineRoute({
      method: 'put',
      path: '/v1/account',
      operationId: 'replaceAccount',
      tag: 'Account',
      summary: 'Set what holds for all campaigns',
      description: `Replaces everything: what is left out goes back to how it comes.

With another time zone, every campaign that waits for its time plans anew, by the new one; times that have passed on the new zone's clock are not made up for, and a run under way keeps what it was opened with. After a 503 the settings are stored, and the same request may be repeated until every campaign knows.

The address for alerts can't be taken away while campaigns rely on it: those that were scheduled and have not ended, with safetyCheck or pauseOnErrors, and without an alertEmail of their own.`,
      body: accountInput,
      answer: accountAnswer,
      problems: ['conflict'],
      async handle({ body, caller, newId }) {
        const before = await store.account.get();
        if (before.alerts.email !== undefined && body.alerts.email === undefined) await checkNobodyRelies();
        const zoneIsNews = before.timeZone !== body.timeZone || (await store.account.zoneIsNews());
        const at = now();
        const account = await store.account.replace(body, at, { zoneIsNews });
        if (zoneIsNews) {
          await tellCampaigns({ by: caller.name, actionId: newId('act') }, dependencies);
          await store.account.zoneIsTold(at);
        }
        return toAnswer(account);
      },
    }),
  ];

  async function checkNobodyRelies(): Promise<void> {
    const ids = await store.campaigns.relyingOnAccountAddress();
    if (ids.length === 0) return;
    const others = ids.length > MOST_NAMED ? ` and ${ids.length - MOST_NAMED} more` : '';
    throw conflict(
      `alerts.email is who is told when campaigns stop by themselves: ${ids.slice(0, MOST_NAMED).join(', ')}${others}. Keep an address, or first give each of them an alertEmail (PUT /v1/campaigns/{campaignId}) or stop it.`,
    );
  }
}

const toAnswer = ({ updatedAt, zoneChangedAt: _, ...settings }: Account): z.input<typeof accountAnswer> => ({
  ...settings,
  updatedAt: orNull(updatedAt),
});

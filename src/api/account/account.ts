import { z } from 'zod';
import { type Account, type AccountInput, accountInput } from '../../domain/account/account.ts';
import { topicKeywordProblems } from '../../domain/topics/topic.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { editRoutes, RevisionChanged } from '../http/editRoutes.ts';
import { conflict, invalid } from '../http/problem.ts';
import { actorOf, defineRoute, type Route } from '../http/route.ts';
import { instant, orNull, problemOfField } from '../wire.ts';
import { replanCampaigns } from './accountZone.ts';
import { retentionNotes } from './retentionNotes.ts';

export const accountAnswer = z.strictObject({
  ...accountInput.shape,
  testNumbers: z.array(z.string()).optional().describe('the only numbers that a test SMS may go to; left out: any'),
  revision: z.int().describe('how often settings were saved'),
  updatedAt: instant.nullable().describe('null while all settings have their defaults'),
  retentionAppliesAt: instant
    .nullable()
    .describe('nothing is removed by retention before: 24 hours after a time was last shortened; null: none ever was'),
  notes: z
    .array(problemOfField)
    .optional()
    .describe('segments, and campaigns that have not ended, that look for events further back than they are kept'),
});

/** How many campaigns an error lists. */
const MAX_LISTED = 5;

/** Settings that apply to all campaigns. */
export function accountRoutes(dependencies: Pick<ApiDependencies, 'store' | 'campaigns' | 'now'>): Route[] {
  const { store, now } = dependencies;
  return [
    defineRoute({
      method: 'get',
      path: '/v1/account',
      operationId: 'getAccount',
      scope: 'read',
      tag: 'Account',
      summary: 'Read the account settings',
      answer: accountAnswer,
      handle: async () => await withNotes(await store.account.get()),
    }),
    ...editRoutes(
      defineRoute({
        method: 'put',
        path: '/v1/account',
        operationId: 'replaceAccount',
        scope: 'admin',
        before: async () => toAnswer(await store.account.get()),
        tag: 'Account',
        summary: 'Replace the account settings',
        description: `The settings apply to all campaigns. A setting that is left out resets to its default.

When the time zone changes, every scheduled campaign computes its next run again in the new zone. Times that have already passed in the new zone are left out, and a run in progress keeps the zone that it started with. After a 503 the settings are stored; repeat the request until every campaign has been updated.

A shorter retention takes effect 24 hours later (retentionAppliesAt): until then the old value can be set again. What has been removed can't be restored. notes says which conditions look for events that are no longer kept.

A topic can't be removed while a campaign that has not ended has it; what people have said about it stays stored. A change of its optIn applies to runs that begin later.

alerts.email can't be removed while campaigns depend on it: scheduled campaigns that have not ended, use safetyCheck or pauseOnErrors, and have no alertEmail of their own.`,
        body: accountInput,
        answer: accountAnswer,
        problems: ['conflict'],
        async handle({ body, caller, newId, revision }) {
          const before = await store.account.get();
          if (before.alerts.email !== undefined && body.alerts.email === undefined) await checkAddressIsUnused();
          await checkTopics(body, before);
          const replaced = await store.account.replace(body, now(), { revision });
          if (replaced === null) throw new RevisionChanged();
          const { account, zoneChange } = replaced;
          if (zoneChange) {
            await replanCampaigns({ ...actorOf(caller), actionId: newId('act') }, dependencies);
            await store.account.finishZoneChange(account);
          }
          return await withNotes(account);
        },
      }),
      { operationId: 'updateAccount', summary: 'Change some of the account settings' },
    ),
  ];

  async function withNotes(account: Account): Promise<z.input<typeof accountAnswer>> {
    const notes = await retentionNotes(account.retention.events, { store, now: now() });
    return { ...toAnswer(account), ...(notes.length > 0 && { notes }) };
  }

  async function checkTopics({ topics, inbound }: AccountInput, before: Account): Promise<void> {
    const problems = topicKeywordProblems(topics, inbound?.keywords);
    for (const [index, topic] of topics.entries()) {
      if (topic.optIn !== 'double' || !topic.confirmation) continue;
      if (await store.providerGroups.get(topic.confirmation.providerGroupId)) continue;
      const field = `/topics/${index}/confirmation/providerGroupId`;
      problems.push({ field, got: 'an id that no provider group has', wanted: 'the id of a provider group' });
    }
    if (problems.length > 0) throw invalid(problems);
    const removed = before.topics.map(({ id }) => id).filter((id) => !topics.some((topic) => topic.id === id));
    const ids = removed.length > 0 ? await store.campaigns.usingTopics(removed) : [];
    if (ids.length === 0) return;
    throw conflict(
      'in_use',
      `These campaigns have a topic that would be removed: ${listed(ids)}. Keep the topic, or first give each of them another one (PUT /v1/campaigns/{campaignId}) or stop it.`,
    );
  }

  async function checkAddressIsUnused(): Promise<void> {
    const ids = await store.campaigns.usingAccountAddress();
    if (ids.length === 0) return;
    throw conflict(
      'in_use',
      `alerts.email receives the alerts of these campaigns: ${listed(ids)}. Keep an address, or first give each of them an alertEmail (PUT /v1/campaigns/{campaignId}) or stop it.`,
    );
  }
}

/** The first of them, and how many more there are. */
const listed = (ids: readonly string[]): string =>
  `${ids.slice(0, MAX_LISTED).join(', ')}${ids.length > MAX_LISTED ? ` and ${ids.length - MAX_LISTED} more` : ''}`;

const toAnswer = ({
  updatedAt,
  zoneChangedAt: _,
  retentionAppliesAt,
  ...settings
}: Account): z.input<typeof accountAnswer> => ({
  ...settings,
  updatedAt: orNull(updatedAt),
  retentionAppliesAt: orNull(retentionAppliesAt ?? null),
});

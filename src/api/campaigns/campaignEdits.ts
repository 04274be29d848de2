import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { type Campaign, type CampaignInput, campaignInput } from '../../domain/campaign/campaign.ts';
import { possibleSteering } from '../../domain/campaign/status.ts';
import type { FieldProblem } from '../../domain/problems.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { editRoutes, RevisionChanged, repeatedWhenEdited } from '../http/editRoutes.ts';
import { invalid } from '../http/problem.ts';
import { actorOf, defineRoute, type Route } from '../http/route.ts';
import { idParameter } from '../wire.ts';
import { alertingProblems } from './campaignAlerting.ts';
import { campaignWithProgressAnswer, toCampaignAnswer } from './campaignAnswer.ts';
import { campaignProblems, partsOf } from './campaignCheck.ts';
import { withProgress } from './campaignProgress.ts';
import { loadCampaign, notNow, steered } from './campaignSteering.ts';
import { NO_RUNS, type PastRuns } from './campaignTimes.ts';

type Dependencies = Pick<ApiDependencies, 'store' | 'campaigns' | 'mailIsConfigured' | 'now'>;

/** Edits of campaigns, before and after they are scheduled. */
export function campaignEditRoutes(dependencies: Dependencies): Route[] {
  const { store, campaigns, now } = dependencies;
  return [
    ...editRoutes(
      defineRoute({
        method: 'put',
        path: '/v1/campaigns/{campaignId}',
        operationId: 'replaceCampaign',
        scope: 'author',
        before: async ({ campaignId }) => toCampaignAnswer(await loadCampaign(store, campaignId)),
        tag: 'Campaigns',
        summary: 'Edit a campaign',
        description: `Replaces the definition. A field that is left out resets to its default.

A campaign that is scheduled, running, paused or awaiting approval is checked in the same way as when it is scheduled. The edit applies from the next run on: a run in progress keeps the definition that it started with, and so does a run held by the safety check. A blocked run is tried again. A new \`when\` applies from now on: times that have passed are left out, and a campaign whose last run is in progress can be given further runs. \`now\` is refused after the first run, because it would start another one immediately. The \`type\` can't be edited.

An edit of a live campaign applies to all messages but those that are being sent, also to those that wait: \`filter\`, \`frequency\` and a new \`when\` decide on them. Messages that were held by the safety check are looked at again.

After a 503 the request can be repeated. The edit is either stored completely or not at all, and no run starts with the definition that it replaces.`,
        params: z.strictObject({ campaignId: idParameter('campaign') }),
        body: campaignInput,
        answer: campaignWithProgressAnswer,
        problems: ['not-found', 'conflict'],
        async handle({ params: { campaignId }, body, caller, newId, revision }) {
          const actor = actorOf(caller);
          const storeEdit = () => replace(campaignId, body, { actor, wanted: revision });
          const stored = await (revision === undefined ? repeatedWhenEdited(storeEdit) : storeEdit());
          if (stored === 'scheduled') {
            const edit = { campaignId, ...actor, actionId: newId('act') };
            await steered(store, { campaignId, action: 'edit' }, () => campaigns.edit(edit));
          }
          return await withProgress(dependencies, campaignId);
        },
      }),
      { operationId: 'updateCampaign', summary: 'Edit parts of a campaign' },
    ),
  ];

  /** Stores the edit. Returns whether the campaign was a draft or scheduled. Throws RevisionChanged when it was edited at the same moment. */
  async function replace(
    id: string,
    input: CampaignInput,
    { actor, wanted }: { actor: ReturnType<typeof actorOf>; wanted: number | undefined },
  ): Promise<'draft' | 'scheduled'> {
    const campaign = await loadCampaign(store, id);
    const { status, revision } = campaign;
    if (!possibleSteering(campaign).includes('edit')) throw notNow(campaign, 'edit');
    if (wanted !== undefined && revision !== wanted) throw new RevisionChanged();
    const at = now();
    if (status === 'draft') {
      refuse(await campaignProblems(partsOf(input), { store, now: at, sandbox: campaign.sandbox }));
      const isStored = await store.campaigns.replace({
        id,
        input,
        revision,
        now: at,
        from: ['draft'],
        author: actor.keyId,
      });
      if (!isStored) throw new RevisionChanged();
      return 'draft';
    }
    const rescheduled = !isDeepStrictEqual(input.when, campaign.when);
    refuse(await editProblems(campaign, input, { at, rescheduled }));
    const isStored = await store.campaigns.replace({
      id,
      input,
      revision,
      now: at,
      author: actor.keyId,
      action: { action: 'edit', ...actor, at: at.toISOString() },
      ...(rescheduled && campaign.type === 'past_behaviour' && { replacedWhen: campaign.when }),
    });
    if (!isStored) throw new RevisionChanged();
    return 'scheduled';
  }

  async function editProblems(
    campaign: Campaign,
    input: CampaignInput,
    { at, rescheduled }: { at: Date; rescheduled: boolean },
  ): Promise<FieldProblem[]> {
    // Unchanged times were checked before, and may have passed since.
    const { when: _, ...unscheduled } = partsOf(input);
    const past = await pastRuns(campaign);
    const problems = await Promise.all([
      campaignProblems(rescheduled ? partsOf(input) : unscheduled, {
        store,
        now: at,
        past,
        sandbox: campaign.sandbox,
      }),
      alertingProblems(partsOf(input), dependencies),
    ]);
    const found = problems.flat();
    if (input.type !== campaign.type) {
      found.push({
        field: '/type',
        got: JSON.stringify(input.type),
        wanted: `${JSON.stringify(campaign.type)}, as before`,
      });
    }
    return found;
  }

  async function pastRuns({ _id: campaignId, type, when }: Campaign): Promise<PastRuns> {
    if (type === 'live') return NO_RUNS;
    const [newest] = await store.runs.list({ campaignId, limit: 1 });
    return newest ? { previous: newest.schedule.local, runs: newest.occurrence, replaced: when } : NO_RUNS;
  }
}

function refuse(problems: readonly FieldProblem[]): void {
  if (problems.length > 0) throw invalid(problems);
}

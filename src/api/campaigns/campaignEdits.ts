import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { type Campaign, type CampaignInput, campaignInput } from '../../domain/campaign/campaign.ts';
import { hasEnded } from '../../domain/campaign/status.ts';
import type { FieldProblem } from '../../domain/problems.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { conflict, invalid } from '../http/problem.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { idParameter } from '../wire.ts';
import { alertingProblems } from './campaignAlerting.ts';
import { campaignWithProgressAnswer } from './campaignAnswer.ts';
import { campaignProblems } from './campaignCheck.ts';
import { withProgress } from './campaignProgress.ts';
import { loadCampaign, notNow, steered } from './campaignSteering.ts';
import { NO_RUNS, type PastRuns } from './campaignTimes.ts';

type Dependencies = Pick<ApiDependencies, 'store' | 'campaigns' | 'mailIsConfigured' | 'now'>;

/** Changing campaigns, before and after they are scheduled. */
export function campaignEditRoutes(dependencies: Dependencies): Route[] {
  const { store, campaigns, now } = dependencies;
  return [
    defineRoute({
      method: 'put',
      path: '/v1/campaigns/{campaignId}',
      operationId: 'replaceCampaign',
      tag: 'Campaigns',
      summary: 'Change a campaign',
      description: `Puts a definition in place of the one that is there; what is left out goes back to how it comes.

A campaign that is scheduled, running, paused or awaiting approval is checked as at its scheduling. The next run has the change. A run under way keeps what it was opened with, and so does one that its safety check holds: for that one the change comes too late. What is blocked is tried again. Another \`when\` counts from now on: times that have passed are not made up for, and a campaign whose last run is under way may be given further ones. \`now\` would be another run at once, so that it is refused after the first one. The \`type\` stays.

After a 503 the same request may be repeated: the change is stored already or not at all, and no run starts with what it replaces.`,
      params: z.strictObject({ campaignId: idParameter('campaign') }),
      body: campaignInput,
      answer: campaignWithProgressAnswer,
      problems: ['not-found', 'conflict'],
      async handle({ params: { campaignId }, body, caller, newId }) {
        const { name: by } = caller;
        const stored = (await replace(campaignId, body, by)) ?? (await replace(campaignId, body, by));
        if (stored === null) throw conflict('The campaign was changed at the same moment. Look at it, and try again.');
        if (stored === 'scheduled') {
          const edit = { campaignId, by, actionId: newId('act') };
          await steered(store, { campaignId, action: 'change' }, () => campaigns.edit(edit));
        }
        return await withProgress(dependencies, campaignId);
      },
    }),
  ];

  /** What it was before; null when somebody else was faster. */
  async function replace(id: string, input: CampaignInput, by: string): Promise<'draft' | 'scheduled' | null> {
    const campaign = await loadCampaign(store, id);
    const { status, revision } = campaign;
    if (hasEnded(status)) throw notNow(status, 'change');
    const at = now();
    if (status === 'draft') {
      refuse(await campaignProblems(input, { store, now: at }));
      const isStored = await store.campaigns.replace({ id, input, revision, now: at, from: ['draft'] });
      return isStored ? 'draft' : null;
    }
    const rescheduled = !isDeepStrictEqual(input.when, campaign.when);
    refuse(await editProblems(campaign, input, { at, rescheduled }));
    const isStored = await store.campaigns.replace({
      id,
      input,
      revision,
      now: at,
      action: { action: 'edit', by, at: at.toISOString() },
      ...(rescheduled && { replacedWhen: campaign.when }),
    });
    return isStored ? 'scheduled' : null;
  }

  async function editProblems(
    campaign: Campaign,
    input: CampaignInput,
    { at, rescheduled }: { at: Date; rescheduled: boolean },
  ): Promise<FieldProblem[]> {
    // Times that are as they were have been checked, and may have passed since.
    const { when: _, ...unscheduled } = input;
    const past = await pastRuns(campaign);
    const problems = await Promise.all([
      campaignProblems(rescheduled ? input : unscheduled, { store, now: at, past }),
      alertingProblems(input, dependencies),
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

  async function pastRuns({ _id: campaignId, when }: Campaign): Promise<PastRuns> {
    const [newest] = await store.runs.list({ campaignId, limit: 1 });
    return newest ? { previous: newest.schedule?.local ?? null, runs: newest.occurrence, replaced: when } : NO_RUNS;
  }
}

function refuse(problems: readonly FieldProblem[]): void {
  if (problems.length > 0) throw invalid(problems);
}

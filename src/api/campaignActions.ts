import { z } from 'zod';
import type { CampaignStatus } from '../domain/campaign.ts';
import { alertingProblems } from './campaignAlerting.ts';
import { campaignWithProgressAnswer } from './campaignAnswer.ts';
import { campaignProblems } from './campaignCheck.ts';
import type { CampaignAction } from './campaignClient.ts';
import { hasEnded, loadCampaign, notNow, steered, withProgress } from './campaignSteering.ts';
import type { ApiDependencies } from './dependencies.ts';
import { conflict, invalid } from './http/problem.ts';
import { defineRoute, type Route } from './http/route.ts';
import { idParameter } from './wire.ts';

const params = z.strictObject({ campaignId: idParameter('campaign') });

export const raiseLimitInput = z.strictObject({
  limit: z.int().min(1).max(100_000_000).describe('the new safetyCheck.maxAudience; a run to at most so many goes on'),
});

type Dependencies = Pick<ApiDependencies, 'store' | 'campaigns' | 'mailIsConfigured' | 'now'>;

/** Starting and steering campaigns. The campaign's workflow decides; who asked is recorded there. */
export function campaignActionRoutes(dependencies: Dependencies): Route[] {
  const { store, campaigns, now } = dependencies;
  return [
    defineRoute({
      method: 'post',
      path: '/v1/campaigns/{campaignId}/schedule',
      operationId: 'scheduleCampaign',
      tag: 'Campaigns',
      summary: 'Start a campaign',
      description:
        'It is checked once more, and waits for its time; from then on it is not a draft any more. With safetyCheck or pauseOnErrors somebody has to be told: without a mail server, or without an address (alertEmail, or alerts.email of the account), it is refused. Repeating it is harmless: a campaign is started once.',
      params,
      answer: campaignWithProgressAnswer,
      problems: ['not-found', 'conflict'],
      async handle({ params: { campaignId }, caller }) {
        // First the mark, so that a change of what is starting is checked as one; a crash between the two is mended by asking again.
        const marked = (await mark(campaignId, caller.name)) || (await mark(campaignId, caller.name));
        if (!marked) throw conflict('The campaign was changed at the same moment. Look at it, and schedule it again.');
        const { name, type } = await loadCampaign(store, campaignId);
        await campaigns.start({ campaignId, name, type, by: caller.name });
        return await withProgress(dependencies, campaignId);
      },
    }),
    steeringRoute({
      action: 'pause',
      summary: 'Hold a campaign',
      description: 'What is in the air is finished and recorded, nothing new is sent.',
      until: 'paused',
    }),
    steeringRoute({ action: 'resume', summary: 'Let a campaign go on where it was paused' }),
    steeringRoute({
      action: 'stop',
      summary: 'End a campaign for good',
      description: 'Nothing new is sent. It cannot be started again.',
      until: 'stopped',
    }),
    steeringRoute({
      action: 'approve',
      summary: 'Let the run go that the safety check holds',
      description: 'It is sent to everybody who was found. Later runs are checked again.',
    }),
    defineRoute({
      method: 'post',
      path: '/v1/campaigns/{campaignId}/raise-limit',
      operationId: 'raiseSafetyLimit',
      tag: 'Campaigns',
      summary: 'Raise the limit of the safety check',
      description:
        'For the run that it holds, which goes on if it has no more recipients than that, and for those to come. A limit that is too low for the run leaves it waiting; one that is no higher than now is refused.',
      params,
      body: raiseLimitInput,
      answer: campaignWithProgressAnswer,
      problems: ['not-found', 'conflict'],
      async handle({ params: { campaignId }, body: { limit }, caller, newId }) {
        const request = { campaignId, by: caller.name, actionId: newId('act') };
        await steer('raise-limit', request, (action) => campaigns.raiseLimit({ ...action, limit }));
        return await withProgress(dependencies, campaignId);
      },
    }),
  ];

  function steeringRoute({ action, summary, description, until }: SteeringRoute): Route {
    return defineRoute({
      method: 'post',
      path: `/v1/campaigns/{campaignId}/${action}`,
      operationId: OPERATIONS[action],
      tag: 'Campaigns',
      summary,
      ...(description !== undefined && { description }),
      ...(until !== undefined && {
        accepted: `It is certain to be ${until}, and isn't yet: what is in the air is still being finished. The campaign's status tells when it is.`,
      }),
      params,
      answer: campaignWithProgressAnswer,
      problems: ['not-found', 'conflict'],
      async handle({ params: { campaignId }, caller, newId, answerAccepted }) {
        const request = { campaignId, by: caller.name, actionId: newId('act') };
        await steer(action, request, (given) => campaigns[action](given));
        const answer = await withProgress(dependencies, campaignId);
        if (until !== undefined && answer.status !== until && !hasEnded(answer.status)) answerAccepted();
        return answer;
      },
    });
  }

  /** Marks the draft as scheduled, once it has passed all checks. False when it was changed meanwhile. */
  async function mark(campaignId: string, by: string): Promise<boolean> {
    const campaign = await loadCampaign(store, campaignId);
    const { status, revision } = campaign;
    if (status === 'scheduled') return true;
    if (status !== 'draft') throw notNow(status, 'schedule');
    const at = now();
    const problems = await Promise.all([
      campaignProblems(campaign, { store, now: at }),
      alertingProblems(campaign, dependencies),
    ]);
    if (problems.flat().length > 0) throw invalid(problems.flat());
    const actions = [{ action: 'schedule' as const, by, at: at.toISOString() }];
    const to = { id: campaignId, status: 'scheduled' as const, actions, now: at };
    return await store.campaigns.setStatus({ ...to, from: ['draft'], revision });
  }

  async function steer(
    action: SimpleSteering | 'raise-limit',
    request: CampaignAction,
    act: (request: CampaignAction) => Promise<void>,
  ): Promise<void> {
    const { campaignId } = request;
    const { status } = await loadCampaign(store, campaignId);
    if (status === 'draft') throw notNow(status, action);
    await steered(store, { campaignId, action }, () => act(request));
  }
}

type SimpleSteering = 'pause' | 'resume' | 'stop' | 'approve';

interface SteeringRoute {
  readonly action: SimpleSteering;
  readonly summary: string;
  readonly description?: string;
  /** The status that it is over with; until then the answer is a 202. */
  readonly until?: CampaignStatus;
}

const OPERATIONS: Readonly<Record<SimpleSteering, string>> = {
  pause: 'pauseCampaign',
  resume: 'resumeCampaign',
  stop: 'stopCampaign',
  approve: 'approveRun',
};

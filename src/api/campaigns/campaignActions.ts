import { z } from 'zod';
import { possibleSteering } from '../../domain/campaign/status.ts';
import { shownName } from '../../domain/provider/sandbox.ts';
import { type CampaignAction, WorkflowTerminatedError } from '../../temporal/campaigns.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { conflict, invalid } from '../http/problem.ts';
import { actorOf, defineRoute, type Route } from '../http/route.ts';
import { idParameter } from '../wire.ts';
import { alertingProblems } from './campaignAlerting.ts';
import { campaignWithProgressAnswer, toCampaignAnswer } from './campaignAnswer.ts';
import { campaignProblems, partsOf } from './campaignCheck.ts';
import { markStopped, stopCampaign, stopIfMarked, TERMINATED_BY } from './campaignEnding.ts';
import { withProgress } from './campaignProgress.ts';
import { loadCampaign, notNow, steeredOnceScheduled } from './campaignSteering.ts';

const params = z.strictObject({ campaignId: idParameter('campaign') });

type Dependencies = Pick<ApiDependencies, 'store' | 'campaigns' | 'mailIsConfigured' | 'now'>;

/** Starting, holding and ending campaigns; deciding on held runs is in campaignApproval.ts. The campaign's workflow decides; who asked is recorded there. */
export function campaignActionRoutes(dependencies: Dependencies): Route[] {
  const { store, campaigns, now } = dependencies;
  return [
    defineRoute({
      method: 'post',
      path: '/v1/campaigns/{campaignId}/schedule',
      operationId: 'scheduleCampaign',
      scope: 'author',
      before: async ({ campaignId }) => toCampaignAnswer(await loadCampaign(store, campaignId)),
      tag: 'Campaigns',
      summary: 'Start a campaign',
      description:
        'It is checked once more, and waits for its time; from then on it is not a draft any more. With safetyCheck or pauseOnErrors somebody has to be told: without a mail server, or without an address (alertEmail, or alerts.email of the account), it is refused. Repeating it is harmless: a campaign is started once.',
      params,
      answer: campaignWithProgressAnswer,
      problems: ['not-found', 'conflict'],
      async handle({ params: { campaignId }, caller, newId }) {
        // First the mark, so that a change of what is starting is checked as one; a crash between the two is mended by asking again.
        const marked = (await mark(campaignId, actorOf(caller))) || (await mark(campaignId, actorOf(caller)));
        if (!marked)
          throw conflict(
            'edited_meanwhile',
            'The campaign was changed at the same moment. Look at it, and schedule it again.',
          );
        await start({ campaignId, ...actorOf(caller), actionId: newId('act') });
        return await withProgress(dependencies, campaignId);
      },
    }),
    steeringRoute({
      action: 'pause',
      summary: 'Hold a campaign',
      description:
        'What is in flight is finished and recorded, nothing new is sent. Answered with 200 when nothing more of it will be accepted by a provider.',
      until: 'paused',
    }),
    steeringRoute({
      action: 'resume',
      summary: 'Let a campaign go on where it was paused',
      description: 'What is left of a run that was under way is sent at once, except in do-not-disturb hours.',
    }),
    steeringRoute({
      action: 'stop',
      summary: 'End a campaign for good',
      description:
        'Nothing new is sent. It cannot be started again. Answered with 200 when nothing more of it will be accepted by a provider. A campaign whose workflow was terminated in Temporal, or is lost, is marked as stopped.',
      until: 'stopped',
    }),
    steeringRoute({
      action: 'retry',
      summary: 'Try again what is blocked',
      description:
        "A run is blocked when a part of it can't be sent, or when it can't be opened: progress says why. Parts that are not affected go on by themselves.",
    }),
  ];

  function steeringRoute({ action, summary, description, until }: SteeringRoute): Route {
    return defineRoute({
      method: 'post',
      path: `/v1/campaigns/{campaignId}/${action}`,
      operationId: OPERATIONS[action],
      scope: 'operate',
      before: async ({ campaignId }) => toCampaignAnswer(await loadCampaign(store, campaignId)),
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
        const request = { campaignId, ...actorOf(caller), actionId: newId('act') };
        const steered = await steeredOnceScheduled(store, { campaignId, action }, () =>
          action === 'stop' ? stopCampaign(request, dependencies) : campaigns[action](request),
        );
        if (until !== undefined && steered === 'accepted') answerAccepted();
        return await withProgress(dependencies, campaignId);
      },
    });
  }

  /** Marks the draft as scheduled, once it has passed all checks. False when it was changed meanwhile. */
  async function mark(campaignId: string, actor: ReturnType<typeof actorOf>): Promise<boolean> {
    const campaign = await loadCampaign(store, campaignId);
    const { status, revision } = campaign;
    if (status === 'scheduled') return true;
    if (!possibleSteering(campaign).includes('schedule')) throw notNow(campaign, 'schedule');
    const at = now();
    const parts = partsOf(campaign);
    const problems = await Promise.all([
      campaignProblems(parts, { store, now: at, sandbox: campaign.sandbox }),
      alertingProblems(parts, dependencies),
    ]);
    if (problems.flat().length > 0) throw invalid(problems.flat());
    const actions = [{ action: 'schedule' as const, ...actor, at: at.toISOString() }];
    const to = { id: campaignId, status: 'scheduled' as const, actions, now: at, author: actor.keyId };
    return await store.campaigns.setStatus({ ...to, from: ['draft'], revision });
  }

  async function start(action: CampaignAction): Promise<void> {
    const { campaignId, by } = action;
    const campaign = await loadCampaign(store, campaignId);
    const { type } = campaign;
    try {
      await campaigns.start({ campaignId, name: shownName(campaign), type, by });
    } catch (error) {
      if (!(error instanceof WorkflowTerminatedError)) throw error;
      await markStopped({ campaignId, by: TERMINATED_BY }, dependencies);
      throw conflict(
        'workflow_ended',
        'The workflow of the campaign was terminated in Temporal, and is not started again: the campaign is stopped. To go on, make a new campaign out of its definition; whoever has a message from this one would get that of the new one, too.',
      );
    }
    await stopIfMarked(action, dependencies);
  }
}

type SimpleSteering = 'pause' | 'resume' | 'stop' | 'retry';

interface SteeringRoute {
  readonly action: SimpleSteering;
  readonly summary: string;
  readonly description?: string;
  /** What it is then; until then the answer is a 202. */
  readonly until?: 'paused' | 'stopped';
}

const OPERATIONS: Readonly<Record<SimpleSteering, string>> = {
  pause: 'pauseCampaign',
  resume: 'resumeCampaign',
  stop: 'stopCampaign',
  retry: 'retryCampaign',
};

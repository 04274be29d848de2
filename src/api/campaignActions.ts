import { z } from 'zod';
import type { Campaign, CampaignStatus } from '../domain/campaign.ts';
import { campaignWithProgressAnswer, toCampaignAnswer, toProgressAnswer } from './campaignAnswer.ts';
import { campaignProblems } from './campaignCheck.ts';
import { ActionRefusedError, type CampaignAction, NotRunningError } from './campaignClient.ts';
import type { ApiDependencies } from './dependencies.ts';
import { conflict, invalid, notFound } from './http/problem.ts';
import { defineRoute, type Route } from './http/route.ts';
import { idParameter } from './wire.ts';

const params = z.strictObject({ campaignId: idParameter('campaign') });

/** What can be done to a campaign, by its status. */
const POSSIBLE: Readonly<Record<CampaignStatus, readonly string[]>> = {
  draft: ['change', 'delete', 'schedule'],
  scheduled: ['pause', 'stop'],
  running: ['pause', 'stop'],
  paused: ['resume', 'stop'],
  completed: [],
  stopped: [],
  failed: [],
};

type Steering = 'pause' | 'resume' | 'stop';

/** Starting and steering campaigns. The campaign's workflow decides; who asked is recorded there. */
export function campaignActionRoutes(dependencies: Pick<ApiDependencies, 'store' | 'campaigns' | 'now'>): Route[] {
  const { store, campaigns, now } = dependencies;
  return [
    defineRoute({
      method: 'post',
      path: '/v1/campaigns/{campaignId}/schedule',
      operationId: 'scheduleCampaign',
      tag: 'Campaigns',
      summary: 'Start a campaign',
      description:
        'It is checked once more, and waits for its time; from then on it is not a draft any more. Repeating it is harmless: a campaign is started once.',
      params,
      answer: campaignWithProgressAnswer,
      problems: ['not-found', 'conflict'],
      async handle({ params: { campaignId }, caller }) {
        const campaign = await load(campaignId);
        if (campaign.status === 'draft') {
          const problems = await campaignProblems(campaign, store, now());
          if (problems.length > 0) throw invalid(problems);
        } else if (campaign.status !== 'scheduled') {
          throw notNow(campaign.status, 'scheduled');
        }
        // First the mark, so that nobody edits what is starting; a crash between the two is mended by asking again.
        await store.campaigns.setStatus(campaignId, 'scheduled', now(), ['draft']);
        await campaigns.start({ campaignId, name: campaign.name, type: campaign.type, by: caller.name });
        return await withProgress(campaignId);
      },
    }),
    steeringRoute('pause', 'Hold a campaign', 'What is in the air is finished and recorded, nothing new is sent.'),
    steeringRoute('resume', 'Let a campaign go on where it was paused'),
    steeringRoute('stop', 'End a campaign for good', 'Nothing new is sent. It cannot be started again.'),
  ];

  function steeringRoute(action: Steering, summary: string, description?: string): Route {
    return defineRoute({
      method: 'post',
      path: `/v1/campaigns/{campaignId}/${action}`,
      operationId: `${action}Campaign`,
      tag: 'Campaigns',
      summary,
      ...(description !== undefined && { description }),
      params,
      answer: campaignWithProgressAnswer,
      problems: ['not-found', 'conflict'],
      async handle({ params: { campaignId }, caller, newId }) {
        const { status } = await load(campaignId);
        if (status === 'draft') throw notNow(status, PAST[action]);
        await steer(action, { campaignId, by: caller.name, actionId: newId('act') });
        return await withProgress(campaignId);
      },
    });
  }

  async function steer(action: Steering, request: CampaignAction): Promise<void> {
    try {
      await campaigns[action](request);
    } catch (error) {
      const refused = error instanceof ActionRefusedError;
      if (!refused && !(error instanceof NotRunningError)) throw error;
      // Read again: the status is the reason, and it may be a moment old by now.
      const { status } = await load(request.campaignId);
      if (!refused && status === 'scheduled') {
        throw conflict('The campaign was marked as scheduled, but never started. Schedule it again.');
      }
      throw notNow(status, PAST[action], refused ? error.message : undefined);
    }
  }

  async function withProgress(campaignId: string) {
    const [campaign, progress] = await Promise.all([load(campaignId), campaigns.progress(campaignId)]);
    return { ...toCampaignAnswer(campaign), progress: toProgressAnswer(progress) };
  }

  async function load(id: string): Promise<Campaign> {
    const campaign = await store.campaigns.get(id);
    if (!campaign) throw notFound('campaign', id);
    return campaign;
  }
}

const PAST: Readonly<Record<Steering, string>> = { pause: 'paused', resume: 'resumed', stop: 'stopped' };

function notNow(status: CampaignStatus, action: string, reason?: string) {
  const possible = POSSIBLE[status];
  const sentence = possible.length === 0 ? 'It has ended.' : `Possible now: ${possible.join(', ')}.`;
  return conflict(`The campaign can't be ${action}: it is ${status}. ${sentence}${reason ? ` (${reason}.)` : ''}`);
}

import {
  type Client,
  QueryNotRegisteredError,
  QueryRejectedError,
  ServiceError,
  WorkflowExecutionAlreadyStartedError,
  type WorkflowHandle,
  WorkflowNotFoundError,
} from '@temporalio/client';
import type { UpdateDefinition } from '@temporalio/common';
import type { Actor } from '../domain/campaign/campaign.ts';
import type { CampaignProgress } from '../domain/campaign/progress.ts';
import { campaignWorkflowId } from '../domain/ids.ts';
import { campaignIdAttribute, campaignNameAttribute, campaignTypeAttribute } from '../domain/searchAttributes.ts';
import type { campaignWorkflow } from '../workflows/campaign/campaignWorkflow.ts';
import {
  approveRunUpdate,
  campaignProgressQuery,
  editCampaignUpdate,
  pauseCampaignUpdate,
  raiseSafetyLimitUpdate,
  resumeCampaignUpdate,
  retryCampaignUpdate,
  stopCampaignUpdate,
  type WhichRun,
} from '../workflows/messages.ts';
import { isTimeout, NoAnswerError, toOurTerms, within } from './calls.ts';
import {
  type CampaignAction,
  type CampaignClient,
  type HeldRun,
  type Steered,
  WorkflowTerminatedError,
} from './campaigns.ts';

/** How long is waited for answers, in milliseconds. */
export interface CallLimits {
  /** A call, until Temporal or the campaign's worker counts as not reachable. */
  readonly callMs: number;
  /** A query: a list or a page of a campaign must not hang on workers that are down. */
  readonly queryMs: number;
  /** The end of a pause or stop, which holds from its acceptance on. */
  readonly haltMs: number;
  readonly pingMs: number;
}

const LIMITS: CallLimits = { callMs: 10_000, queryMs: 3_000, haltMs: 5_000, pingMs: 2_000 };

/** Campaigns on Temporal: one workflow each, on `taskQueue`. */
export function temporalCampaignClient(
  client: Client,
  taskQueue: string,
  { callMs, queryMs, haltMs, pingMs }: CallLimits = LIMITS,
): CampaignClient {
  const handleOf = (campaignId: string) =>
    client.workflow.getHandle<typeof campaignWorkflow>(campaignWorkflowId(campaignId));

  return {
    async start({ campaignId, name, type, by }) {
      const start = () =>
        client.workflow.start<typeof campaignWorkflow>(type === 'live' ? 'liveWorkflow' : 'campaignWorkflow', {
          workflowId: campaignWorkflowId(campaignId),
          taskQueue,
          args: [{ campaignId }],
          workflowIdConflictPolicy: 'USE_EXISTING',
          workflowIdReusePolicy: 'REJECT_DUPLICATE',
          priority: { fairnessKey: campaignId },
          // Summary and details are gone after a continue-as-new on some servers; the memo and the attributes stay.
          staticSummary: cut(name, 200),
          staticDetails: `Campaign ${campaignId}, scheduled by ${cut(by, 200)}.`,
          memo: { campaign: name, scheduledBy: by },
          typedSearchAttributes: [
            { key: campaignIdAttribute, value: campaignId },
            { key: campaignNameAttribute, value: name },
            { key: campaignTypeAttribute, value: type },
          ],
        });
      try {
        await within(client, callMs, () => unlessOver(campaignId, start()));
      } catch (error) {
        throw toOurTerms(error);
      }
    },

    pause: (action) => update(pauseCampaignUpdate, actorOf(action), { ...action, resultMs: haltMs }),
    resume: (action) => update(resumeCampaignUpdate, actorOf(action), action),
    stop: (action) => update(stopCampaignUpdate, actorOf(action), { ...action, resultMs: haltMs }),
    approve: (action) => update(approveRunUpdate, { ...actorOf(action), ...which(action) }, action),
    raiseLimit: (action) =>
      update(raiseSafetyLimitUpdate, { ...actorOf(action), limit: action.limit, ...which(action) }, action),
    retry: (action) => update(retryCampaignUpdate, actorOf(action), action),
    edit: (action) => update(editCampaignUpdate, actorOf(action), action),

    async progress(campaignId) {
      try {
        return await within(client, queryMs, async () => {
          // Asked, a workflow that was terminated would say what it was doing then.
          if (await wasTerminated(campaignId)) return 'terminated';
          return await handleOf(campaignId).query(campaignProgressQuery);
        });
      } catch (error) {
        if (isUnanswerable(error)) return null;
        throw toOurTerms(error);
      }
    },

    async terminated(campaignIds) {
      const found = new Set<string>();
      if (campaignIds.length === 0) return found;
      const ids = campaignIds.map((id) => `"${campaignWorkflowId(id).replace(/["\\\\]/g, '')}"`).join(', ');
      const query = `WorkflowId IN (${ids}) AND ExecutionStatus IN ("Terminated", "TimedOut", "Failed")`;
      try {
        await within(client, queryMs, async () => {
          for await (const { workflowId } of client.workflow.list({ query })) {
            const campaignId = campaignIds.find((id) => campaignWorkflowId(id) === workflowId);
            // Of several executions the last one counts.
            if (campaignId !== undefined && (await wasTerminated(campaignId))) found.add(campaignId);
          }
        });
      } catch (error) {
        throw toOurTerms(error);
      }
      return found;
    },

    async ping() {
      await within(client, pingMs, () => client.connection.workflowService.getSystemInfo({}));
    },
  };

  /** A campaign that ran and has ended was started, and needs no more; one that was terminated never came to its end. */
  async function unlessOver(campaignId: string, starting: Promise<unknown>): Promise<void> {
    try {
      await starting;
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      if (await wasTerminated(campaignId)) throw new WorkflowTerminatedError(error.message, { cause: error });
    }
  }

  async function wasTerminated(campaignId: string): Promise<boolean> {
    const { status } = await handleOf(campaignId).describe();
    return status.name === 'TERMINATED' || status.name === 'TIMED_OUT' || status.name === 'FAILED';
  }

  /** Waits for acceptance, then for the result as long as `resultMs`: what is accepted is carried out. */
  async function update<Input>(
    definition: UpdateDefinition<CampaignProgress, [Input]>,
    input: Input,
    { campaignId, actionId, resultMs = callMs }: CampaignAction & { readonly resultMs?: number },
  ): Promise<Steered> {
    const handle: WorkflowHandle<typeof campaignWorkflow> = handleOf(campaignId);
    try {
      const accepted = await within(client, callMs, () =>
        handle.startUpdate(definition, { args: [input], updateId: actionId, waitForStage: 'ACCEPTED' }),
      );
      return await unlessTimeout(within(client, resultMs, () => accepted.result()));
    } catch (error) {
      throw toOurTerms(error);
    }
  }
}

const actorOf = ({ by, keyId }: Actor): Actor => ({ by, ...(keyId !== undefined && { keyId }) });

const which = ({ occurrence }: HeldRun): WhichRun => (occurrence === undefined ? {} : { occurrence });

/** There is no workflow (any more), or no worker that answers for it now. */
const isUnanswerable = (error: unknown): boolean =>
  error instanceof NoAnswerError ||
  error instanceof WorkflowNotFoundError ||
  error instanceof QueryRejectedError ||
  error instanceof QueryNotRegisteredError ||
  error instanceof ServiceError;

async function unlessTimeout(result: Promise<unknown>): Promise<Steered> {
  try {
    await result;
    return 'done';
  } catch (error) {
    if (!isTimeout(error)) throw error;
    return 'accepted';
  }
}

/** At most `bytes` of UTF-8, cut between characters. */
function cut(text: string, bytes: number): string {
  let kept = '';
  for (const character of text) {
    if (Buffer.byteLength(kept + character) > bytes) break;
    kept += character;
  }
  return kept;
}

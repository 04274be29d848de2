import {
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  isCancellation,
  setHandler,
} from '@temporalio/workflow';
import type { FrozenAudience } from '../activities/contract.ts';
import { refusedNow } from '../domain/failures.ts';
import { runIdOf } from '../domain/ids.ts';
import type { CampaignProgress } from '../domain/progress.ts';
import { finishRun, freezeAudience, loadCampaign, openRun } from './activities.ts';
import { BatchFleet, type FleetState } from './batchFleet.ts';
import {
  type By,
  batchWaitsSignal,
  campaignProgressQuery,
  pauseCampaignUpdate,
  resumeCampaignUpdate,
  stopCampaignUpdate,
} from './messages.ts';
import { StatusMirror } from './statusMirror.ts';

export interface CampaignWorkflowInput {
  readonly campaignId: string;
  /** The run that a predecessor of this execution has begun. */
  readonly carried?: Carried;
}

interface Carried {
  readonly occurrence: number;
  readonly paused: CampaignProgress['paused'];
  readonly frozen: FrozenAudience;
  readonly fleet: FleetState;
}

type EndPhase = 'completed' | 'stopped' | 'failed';

/**
 * One campaign, from its scheduling to its end. Holds ids and counts, never a recipient, so that its history is as small
 * for ten million people as for ten. Cancelling it stops the campaign.
 */
export async function campaignWorkflow({ campaignId, carried }: CampaignWorkflowInput): Promise<CampaignProgress> {
  const occurrence = carried?.occurrence ?? 1;
  const runId = runIdOf(campaignId, occurrence);
  let phase: CampaignProgress['phase'] = carried ? 'sending' : 'scheduled';
  let paused = carried?.paused ?? null;
  let frozen = carried?.frozen ?? null;
  let nextRunAt: string | null = null;
  let runIsOpen = carried !== undefined;
  let stopped = false;
  const freezing = new CancellationScope();

  const fleet = new BatchFleet({
    runId,
    held: paused !== null,
    carried: carried?.fleet,
    onBatchDone: () => mirror.describe(),
  });
  const mirror = new StatusMirror(progress);

  setHandler(campaignProgressQuery, progress);
  setHandler(
    pauseCampaignUpdate,
    async ({ by }) => {
      paused = { by, at: new Date().toISOString() };
      await Promise.all([fleet.hold(), mirror.update()]);
      return progress();
    },
    { validator: (_: By) => refuseIf(hasEnded() || stopped || paused !== null, 'paused') },
  );
  setHandler(
    resumeCampaignUpdate,
    async () => {
      paused = null;
      await Promise.all([fleet.release(), mirror.update()]);
      return progress();
    },
    { validator: (_: By) => refuseIf(hasEnded() || stopped || paused === null, 'resumed') },
  );
  setHandler(
    stopCampaignUpdate,
    async () => {
      stopped = true;
      freezing.cancel();
      await fleet.stop();
      await condition(hasEnded);
      return progress();
    },
    { validator: (_: By) => refuseIf(hasEnded() || stopped, 'stopped') },
  );

  setHandler(batchWaitsSignal, (wait) => {
    fleet.noteWait(wait);
    mirror.describe();
  });

  try {
    if (!carried) await untilDue();
    let outcome = stopped ? 'stopped' : await sendRun();
    if (outcome === 'history_long') {
      await condition(() => stopped || allHandlersFinished());
      if (stopped) outcome = 'stopped';
    }
    if (outcome !== 'history_long') await end(outcome);
  } catch (error) {
    await CancellationScope.nonCancellable(() => end(isCancellation(error) ? 'stopped' : 'failed'));
    throw error;
  }
  if (frozen && !hasEnded()) {
    return await continueAsNew<typeof campaignWorkflow>({
      campaignId,
      carried: { occurrence, paused, frozen, fleet: fleet.state },
    });
  }
  await condition(allHandlersFinished);
  return progress();

  async function untilDue(): Promise<void> {
    const { when } = await loadCampaign({ campaignId });
    const dueAt = when.kind === 'at' ? when.at : new Date().toISOString();
    nextRunAt = dueAt;
    await mirror.update();
    const wait = Date.parse(dueAt) - Date.now();
    if (wait > 0) await condition(() => stopped, wait, { summary: `run ${occurrence} is due` });
    await condition(() => stopped || paused === null);
    if (stopped) return;
    nextRunAt = null;
    // Once asked for, the run may be there: it has to be known, to be ended.
    await CancellationScope.nonCancellable(() => openRun({ campaignId, occurrence, dueAt }));
    runIsOpen = true;
  }

  async function sendRun(): Promise<EndPhase | 'history_long'> {
    if (!frozen) {
      phase = 'freezing';
      await mirror.update();
      try {
        frozen = await freezing.run(() => freezeAudience({ runId }));
      } catch (error) {
        if (stopped && isCancellation(error) && !CancellationScope.current().consideredCancelled) return 'stopped';
        throw error;
      }
      phase = 'sending';
      mirror.describe();
    }
    return await fleet.send(frozen.batches);
  }

  async function end(outcome: EndPhase): Promise<void> {
    if (runIsOpen) await finishRun({ runId, status: outcome });
    phase = outcome;
    nextRunAt = null;
    await mirror.update();
  }

  function hasEnded(): boolean {
    return phase === 'completed' || phase === 'stopped' || phase === 'failed';
  }

  function refuseIf(refused: boolean, action: string): void {
    if (!refused) return;
    const state = stopped && !hasEnded() ? 'being stopped' : paused && !hasEnded() ? 'paused' : phase;
    throw refusedNow(`the campaign can't be ${action}: it is ${state}`);
  }

  function progress(): CampaignProgress {
    return {
      campaignId,
      phase,
      paused: hasEnded() ? null : paused,
      nextRunAt,
      run: runIsOpen
        ? {
            runId,
            audience: frozen?.audience ?? null,
            batches: frozen?.batches ?? 0,
            batchesDone: fleet.state.done,
            waiting: fleet.waiting,
            messages: fleet.state.messages,
          }
        : null,
    };
  }
}

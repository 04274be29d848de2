import type { CampaignPlan, Planning } from '../../activities/contract.ts';
import type { Blocked, RunProgress } from '../../domain/campaign/progress.ts';
import type { RunState } from '../../domain/campaign/runState.ts';
import { instantNow } from '../steering/execution.ts';
import { newSteering, type SteeringState } from '../steering/steering.ts';

/**
 * All that a campaign knows. Continue-as-new passes it on unchanged to the next execution, with no batch in flight. JSON. A change of
 * its shape raises `version`, and the code has to accept the state of older executions.
 */
export interface CampaignState {
  readonly version: 1;
  readonly steering: SteeringState;
  planning: Planning;
  /** Null: the plan has to be made again. */
  plan: CampaignPlan | null;
  /** Why the next run can't be opened. */
  unopened: Blocked | null;
  /** Runs in progress, in order; several when they overlap. */
  runs: RunState[];
  /** The newest run, if it has ended. */
  last: { readonly occurrence: number; readonly progress: RunProgress } | null;
  /** How many alerts were sent, by occurrence and kind. */
  alertsSent: Readonly<Record<string, number>>;
}

export function newState(): CampaignState {
  const now = instantNow();
  return {
    version: 1,
    steering: newSteering(),
    planning: { scheduledAt: now, notBefore: now, previous: null, runs: 0 },
    plan: null,
    unopened: null,
    runs: [],
    last: null,
    alertsSent: {},
  };
}

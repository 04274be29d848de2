import type { LiveResult } from '../../activities/contract.ts';
import type { LiveProgress } from '../../domain/campaign/liveProgress.ts';
import type { Blocked } from '../../domain/campaign/progress.ts';
import { instantNow } from '../steering/execution.ts';
import { newSteering, type SteeringState } from '../steering/steering.ts';

/** All that a live campaign knows; continue-as-new passes it on unchanged. JSON. */
export interface LiveState {
  readonly version: 1;
  readonly steering: SteeringState;
  /** When something is looked for next; ISO 8601. */
  wakeAt: string;
  /** How the last execution of the sending ended; null: there was none. */
  last: LiveResult | null;
  /** Of all messages when the campaign was last resumed: errors count from there. */
  errorBaseline: { readonly done: number; readonly failed: number };
  held: LiveProgress['held'];
  /** When somebody last approved what the safety check held. */
  approvedAt: string | null;
  waitsFor: (NonNullable<LiveProgress['waitsFor']> & { readonly tries: number; readonly isTold: boolean }) | null;
  blocked: Blocked | null;
  /** When dates of profiles were last looked for; null: not yet, or not since an edit. */
  sweptAt: string | null;
  /** How many alerts were sent. */
  alerts: number;
}

export const newLiveState = (): LiveState => ({
  version: 1,
  steering: newSteering(),
  wakeAt: instantNow(),
  last: null,
  errorBaseline: { done: 0, failed: 0 },
  held: null,
  approvedAt: null,
  waitsFor: null,
  blocked: null,
  sweptAt: null,
  alerts: 0,
});

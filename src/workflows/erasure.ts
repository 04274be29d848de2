import type { ErasureCounts } from '../activities/contract.ts';
import { erasing } from './activities.ts';

export interface ErasureInput {
  /** Says nothing of the person. */
  readonly erasureId: string;
}

/** Erases a person. It waits, for days if need be, until the runs have ended that have the person as a recipient. */
export async function erasureWorkflow({ erasureId }: ErasureInput): Promise<ErasureCounts> {
  return await erasing().erasePerson({ erasureId });
}

import type { ImportCounts } from '../activities/contract.ts';
import { importing } from './activities.ts';

export interface ImportInput {
  readonly importId: string;
}

/** Imports an uploaded file, for as long as it takes: it outlives every worker and the API. */
export async function importWorkflow({ importId }: ImportInput): Promise<ImportCounts> {
  return await importing(importId).importFile({ importId });
}

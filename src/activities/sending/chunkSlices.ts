import { intentIdOf } from '../../domain/ids.ts';
import type { Store } from '../../store/store.ts';
import type { ChunkInput } from '../contract.ts';
import type { Slice } from './sendSlice.ts';

export function cut(input: ChunkInput, recipients: readonly string[], size: number): Slice[] {
  return Array.from({ length: Math.ceil(recipients.length / size) }, (_, index) => ({
    intentId: intentIdOf(input.batchId, input.offset + index * size),
    recipients: recipients.slice(index * size, (index + 1) * size),
  }));
}

/** Those in which somebody may be in doubt, who can be asked about at any time. */
export async function inDoubt(slices: readonly Slice[], { intents }: Pick<Store, 'intents'>): Promise<Set<Slice>> {
  const standing = await intents.standing(slices.map(({ intentId }) => intentId));
  return new Set(slices.filter(({ intentId }) => standing.get(intentId)?.isInDoubt));
}

/**
 * Those in which more can be done than to wait for a place within a limit: somebody may be in doubt, or nobody has come to them yet, so
 * that who can't be reached hasn't been told apart.
 */
export async function worthAVisit(slices: readonly Slice[], { intents }: Pick<Store, 'intents'>): Promise<Set<Slice>> {
  const standing = await intents.standing(slices.map(({ intentId }) => intentId));
  return new Set(slices.filter(({ intentId }) => standing.get(intentId)?.isInDoubt ?? true));
}

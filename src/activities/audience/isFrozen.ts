import type { FreezeContext } from './context.ts';

/**
 * Whether the run's audience is recorded by now: by another worker, where this one is still freezing it. Asked for before each write: whoever
 * was only slow, not dead, is not to add those who have joined since.
 */
export async function isFrozen({ store, run }: FreezeContext): Promise<boolean> {
  const current = await store.runs.get(run._id);
  return current?.audience != null;
}

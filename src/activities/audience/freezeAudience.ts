import type { DueBatches } from '../../domain/campaign/batchQueue.ts';
import type { Run } from '../../domain/campaign/run.ts';
import type { FrozenAudience } from '../../domain/campaign/runState.ts';
import { documentNotFound } from '../../domain/failures.ts';
import type { Store } from '../../store/store.ts';
import type { FreezeContext } from './context.ts';
import { cutBatches, type Frozen } from './cutBatches.ts';
import { isDueAsOne } from './dueGroups.ts';
import { writeBatches } from './writeBatches.ts';
import { writePages } from './writePages.ts';

/**
 * Writes the qualified profiles into batches, in the order in which they are due, with the reasons of those that are skipped. When all are
 * due together, batches are written as the profiles are read; otherwise all profiles are first written to pages, and the batches are cut
 * from those.
 *
 * Every recipient is in exactly one batch, however often the freezing is restarted and however many workers do it at once. Once the run has
 * an audience, nothing changes any more. With `stopAfterBatches` the result may be partial: its batches are final, and can be sent.
 */
export async function freezeAudience(context: FreezeContext): Promise<FrozenAudience> {
  const { store, run } = context;
  const frozen = run.audience === null ? await freeze(context) : null;
  if (frozen?.isPartial) {
    const { audience, batches } = frozen;
    return { isPartial: true, audience, batches, due: await dueBatches(store, run, batches) };
  }
  if (frozen) await store.runs.setAudience(run._id, frozen.audience, frozen.batches);
  const recorded = await store.runs.get(run._id);
  if (!recorded) throw documentNotFound('run', run._id);
  if (!isDueAsOne(run)) await store.audiencePages.remove(run._id);
  // setAudience records nothing for a run that was stopped meanwhile.
  const { audience = recorded.audience, batches = recorded.batches } = frozen && !recorded.audience ? frozen : {};
  if (!audience) throw new Error(`the audience of run ${run._id} is neither frozen nor recorded`);
  return { audience, batches, due: await dueBatches(store, run, batches) };
}

/** Returns null when another worker has finished the freezing. */
async function freeze(context: FreezeContext): Promise<Frozen | null> {
  if (isDueAsOne(context.run)) return await writeBatches(context);
  await writePages(context);
  return await cutBatches(context);
}

/** Consecutive batches with the same due time, zone and quiet hours, combined. */
async function dueBatches(store: Store, run: Run, batches: number): Promise<DueBatches[]> {
  const due: { at: string; key: string; batches: number }[] = [];
  for await (const { ordinal, at, zone, quietHours } of store.batches.timings(run._id)) {
    if (ordinal > batches) break;
    const last = due.at(-1);
    const key = quietHours ? `${zone} ${JSON.stringify(quietHours)}` : zone;
    if (last?.at === at.toISOString() && last.key === key) last.batches += 1;
    else due.push({ at: at.toISOString(), key, batches: 1 });
  }
  return due.map(({ at, batches }) => ({ at, batches }));
}

import { batchIdOf } from '../domain/ids.ts';
import { type Profile, reachability } from '../domain/profile.ts';
import type { AudienceCounts, Run } from '../domain/run.ts';
import { qualifiedProfiles } from '../store/segmentQuery/segmentQuery.ts';
import type { Store } from '../store/store.ts';
import type { FrozenAudience } from './contract.ts';

export interface FreezeContext {
  readonly store: Store;
  readonly run: Run;
  readonly signal: AbortSignal;
}

/**
 * Writes who qualifies into batches, in order of profile id. A batch that is there stays as it is: a retry, or a second worker
 * that believes the first one gone, goes on after its last recipient, so that nobody is in two batches or in none.
 */
export async function freezeAudience({ store, run, signal }: FreezeContext): Promise<FrozenAudience> {
  for (;;) {
    const frozen = await store.batches.last(run._id);
    const next = frozen ? frozen.ordinal + 1 : 1;
    const finished = await freezeAfter(frozen?.lastRecipient, next);
    if (finished) break;
  }
  const { audience, batches } = await store.batches.totals(run._id);
  await store.runs.setAudience(run._id, audience, batches);
  return { audience, batches };

  /** Returns false where another worker wrote a batch first, and freezing has to go on from there. */
  async function freezeAfter(afterId: string | undefined, first: number): Promise<boolean> {
    const query = { now: run.startedAt, fields: ['optedOut', 'number'] as const, afterId };
    let ordinal = first;
    let part: Candidate[] = [];
    for await (const page of qualifiedProfiles(store.db, run.condition, query)) {
      signal.throwIfAborted();
      for (const profile of page) {
        part.push(profile);
        if (part.length < run.sizes.batch) continue;
        if (!(await write(ordinal, part))) return false;
        ordinal += 1;
        part = [];
      }
    }
    return part.length === 0 || (await write(ordinal, part));
  }

  async function write(ordinal: number, part: readonly Candidate[]): Promise<boolean> {
    return await store.batches.insert({
      _id: batchIdOf(run._id, ordinal),
      runId: run._id,
      ordinal,
      recipients: part.map((profile) => profile._id),
      counts: countReach(part),
    });
  }
}

type Candidate = Pick<Profile, '_id' | 'optedOut' | 'number'>;

function countReach(part: readonly Candidate[]): AudienceCounts {
  const count = (wanted: string): number => part.filter((profile) => reachability(profile) === wanted).length;
  return {
    qualified: part.length,
    reachable: count('reachable'),
    optedOut: count('opted_out'),
    noUsableNumber: count('no_usable_number'),
  };
}

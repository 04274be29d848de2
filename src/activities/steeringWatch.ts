import type { SteeringStore } from '../store/steering.ts';
import type { Steered } from './contract.ts';

/** How often a worker queries the store, once for all that it sends: a pause takes effect within this time, after the requests in flight. */
const POLL_MS = 250;

interface Watched extends Steered {
  readonly halt: AbortController;
}

export interface SteeringWatch {
  /** Does `work` with a signal that is aborted once the campaign has a higher steering revision, which is the reason that it gives. */
  watched<T>(steered: Steered, work: (halted: AbortSignal) => Promise<T>): Promise<T>;
}

/** Watches the steering revisions of the campaigns that have work in progress in this process; makes no queries without any. */
export function steeringWatch({
  store,
  pollMs = POLL_MS,
}: {
  store: Pick<SteeringStore, 'revisions'>;
  pollMs?: number;
}): SteeringWatch {
  const all = new Set<Watched>();
  let timer: NodeJS.Timeout | undefined;
  let isAsking = false;

  return {
    async watched({ campaignId, revision }, work) {
      const one: Watched = { campaignId, revision, halt: new AbortController() };
      all.add(one);
      try {
        // Work that was halted before it began must not begin; without an answer of the store nothing is sent.
        await look([one]);
        schedule();
        return await work(one.halt.signal);
      } finally {
        all.delete(one);
        if (all.size === 0) clearTimeout(timer);
        if (all.size === 0) timer = undefined;
      }
    },
  };

  function schedule(): void {
    if (!isAsking) timer ??= setTimeout(poll, pollMs);
  }

  async function poll(): Promise<void> {
    timer = undefined;
    isAsking = true;
    // If the store doesn't answer, it is queried again: sending needs the store, too.
    await look([...all]).catch(() => undefined);
    isAsking = false;
    if (all.size > 0) schedule();
  }

  async function look(some: readonly Watched[]): Promise<void> {
    const revisions = await store.revisions([...new Set(some.map(({ campaignId }) => campaignId))]);
    for (const { campaignId, revision, halt } of some) {
      const now = revisions.get(campaignId) ?? 0;
      if (now > revision) halt.abort(now);
    }
  }
}

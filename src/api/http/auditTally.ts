import { type AuditStore, auditIdAt } from '../../store/audit.ts';
import type { AuditLog, Tallied } from './auditTrail.ts';

interface Tally {
  readonly of: Tallied;
  readonly counts: Record<string, number>;
}

/**
 * The audit log, with counts in place of entries for each request that brings in data: up to thousands of them come in a second. They are written
 * every `everyMs` and at the end, so that a crash loses the counts since then, and never data. Counts that can't be written are kept.
 */
export function talliedLog(
  store: Pick<AuditStore, 'insert' | 'complete'>,
  { everyMs, now, onLoss }: { everyMs: number; now: () => Date; onLoss: (error: unknown) => void },
): AuditLog & { close(): Promise<void> } {
  const tallies = new Map<string, Tally>();
  let timer: NodeJS.Timeout | null = null;
  let writing: Promise<void> = Promise.resolve();

  async function write(): Promise<void> {
    for (const [key, { of, counts }] of [...tallies]) {
      tallies.delete(key);
      try {
        const at = now();
        await store.insert({
          ...of,
          _id: auditIdAt(at),
          at,
          source: 'api',
          requestId: null,
          resourceIds: [],
          outcome: 'done',
          status: null,
          problem: null,
          before: null,
          after: null,
          counts,
        });
      } catch (error) {
        add(of, counts);
        onLoss(error);
        return;
      }
    }
  }

  function add(of: Tallied, counts: Readonly<Record<string, number>>): void {
    const key = JSON.stringify([of.operation, of.actor, of.address]);
    const tally = tallies.get(key) ?? { of, counts: {} };
    for (const [name, count] of Object.entries(counts)) tally.counts[name] = (tally.counts[name] ?? 0) + count;
    tallies.set(key, tally);
  }

  function schedule(): void {
    timer ??= setTimeout(() => {
      timer = null;
      writing = write().finally(() => tallies.size > 0 && schedule());
    }, everyMs).unref();
  }

  return {
    insert: store.insert,
    complete: store.complete,
    count(of, counts) {
      add(of, counts);
      schedule();
    },
    async close() {
      if (timer) clearTimeout(timer);
      await writing;
      if (timer) clearTimeout(timer);
      await write();
    },
  };
}

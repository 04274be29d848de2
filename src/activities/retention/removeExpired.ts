import { cutoffOf, type Retention } from '../../domain/account/retention.ts';
import type { Logger } from '../../logger.ts';
import { auditIdAt } from '../../store/audit.ts';
import type { Pause } from '../../store/retention.ts';
import type { Store } from '../../store/store.ts';
import { removeMessages } from './removeMessages.ts';

export interface RemovalServices {
  readonly store: Store;
  readonly log: Pick<Logger, 'info'>;
  readonly now: Date;
  /** Waits so that other commands of the store come through. Rejects if the removal has to end. */
  readonly pause: Pause;
}

/** What MongoDB removes by itself, and the embedded store doesn't: the field with the time, and how many days it is kept. */
const ALWAYS_REMOVED = [
  ['receipts', 'at', 30],
  ['providerMessageIds', 'at', 30],
  ['idempotency', 'createdAt', 1],
  ['hourlyCounts', 'at', 1],
  ['cutTriggers', 'at', 32],
  ['triggers', 'dueAt', 60],
  ['audiencePages', 'createdAt', 30],
] as const;

export type RemovedCounts = { readonly [Name in keyof Retention]?: number };

/**
 * Removes everything that is no longer kept. A repetition after a crash goes on with what is left. What the account's settings have removed is in the
 * audit log: the entry is written before, and the counts are added afterwards.
 */
export async function removeExpired(services: RemovalServices): Promise<RemovedCounts> {
  const { store, log, now, pause } = services;
  await store.removeExpired(now);
  for (const [name, field, days] of ALWAYS_REMOVED) {
    await store.retention.removeMatching(name, { [field]: { $lt: cutoffOf(now, days) } }, pause);
  }
  await store.dispatches.finishExpired(cutoffOf(now, 1), now);
  const { retention, retentionAppliesAt } = await store.account.get();
  if (Object.keys(retention).length === 0 || retentionAppliesAt === undefined || retentionAppliesAt > now) return {};
  const entryId = auditIdAt(now);
  await store.audit.insert({
    _id: entryId,
    at: now,
    source: 'retention',
    actor: { keyId: null, name: 'Herald', prefix: null },
    address: null,
    requestId: null,
    operation: 'removeExpired',
    resourceIds: [],
    outcome: 'begun',
    status: null,
    problem: null,
    before: null,
    after: { retention },
    counts: null,
  });
  const counts = await removeBySettings(retention, services);
  log.info({ removed: counts }, 'removed what is no longer kept');
  const done = { outcome: 'done' as const, status: null, problem: null, after: { retention }, counts, resourceIds: [] };
  await store.audit.complete(entryId, done);
  return counts;
}

async function removeBySettings(kept: Retention, services: RemovalServices): Promise<RemovedCounts> {
  const { log, now, pause } = services;
  const { removeMatching, removeEvents } = services.store.retention;
  const counts: Partial<Record<keyof Retention, number>> = {};
  const remove = async (
    name: keyof Retention,
    work: (before: Date, days: number) => Promise<number>,
  ): Promise<void> => {
    const days = kept[name];
    if (days !== undefined) counts[name] = await work(cutoffOf(now, days), days);
  };
  await remove('events', (before) => removeEvents(before, pause));
  await remove('messages', async (_, days) => {
    const { messages, heldBack } = await removeMessages(days, services);
    if (heldBack > 0) log.info({ runs: heldBack }, HELD_BACK);
    return messages;
  });
  await remove('inboundTexts', (before) =>
    removeMatching('inboundTexts', { at: { $lt: before }, 'review.status': { $ne: 'open' } }, pause),
  );
  await remove('journeyPeople', (before) =>
    removeMatching('journeyPeople', { endedAt: { $ne: null, $lt: before } }, pause),
  );
  await remove('alerts', (before) => removeMatching('alerts', { at: { $lt: before } }, pause));
  await remove('audit', (before) => removeMatching('audit', { _id: { $lt: auditIdAt(before, '') } }, pause));
  await remove('imports', async (before) => {
    await removeMatching('importRefusals', { createdAt: { $lt: before } }, pause);
    return await removeMatching('imports', { createdAt: { $lt: before }, finishedAt: { $ne: null } }, pause);
  });
  return counts;
}

const HELD_BACK =
  'the messages of some runs are kept longer: an erasure is under way, or a run with one of their providers has not ended that began before they did';

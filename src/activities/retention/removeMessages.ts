import { cutoffOf } from '../../domain/account/retention.ts';
import { recipientsIn } from '../../domain/campaign/run.ts';
import { DISPATCHES_OF_MESSAGES_ONLY, messageIdOf } from '../../domain/ids.ts';
import type { EndedDispatch } from '../../store/dispatches.ts';
import type { Pause } from '../../store/retention.ts';
import type { Store } from '../../store/store.ts';
import { releaseFinished } from '../sending/limits/abandonedQuotas.ts';

/** Dispatches that are read at a time. */
const PAGE = 50;

/** Audiences and what was noted of their sending; the batches come last, because an erasure finds the others by them. */
const PARTS = ['intents', 'receipts', 'audiencePages', 'batches'] as const;

interface Removing {
  readonly store: Store;
  readonly now: Date;
  readonly pause: Pause;
}

export interface RemovedMessages {
  readonly messages: number;
  /** Dispatches that are kept for now: another one that has not ended, or an erasure, may still need their messages. */
  readonly heldBack: number;
}

/**
 * Removes the messages of dispatches that ended more than `days` ago. The figures of their reports are kept first, and what they have reserved of limits is
 * committed, since both are read from the messages. After a crash the next call goes on.
 */
export async function removeMessages(days: number, { store, now, pause }: Removing): Promise<RemovedMessages> {
  const before = cutoffOf(now, days);
  const { retention, dispatches } = store;
  let [messages, heldBack] = [0, 0];
  for (const owner of DISPATCHES_OF_MESSAGES_ONLY) {
    const prefix = `${owner}/`;
    const single = { _id: { $gte: prefix, $lt: `${prefix}\uffff` }, createdAt: { $lt: before } };
    messages += await retention.removeMatching('messages', single, pause);
  }
  const unfinished = await dispatches.unfinished();
  /** Lookups of a lost answer must not take a message of the older dispatch for one of the other: the ids of both are compared. */
  const isNeeded = ({ finishedAt, members }: EndedDispatch): boolean => {
    const ids = new Set(members.map(({ providerId }) => providerId));
    return unfinished.some(
      (open) => open.startedAt <= finishedAt && open.members.some(({ providerId }) => ids.has(providerId)),
    );
  };
  for (let after = ''; ; ) {
    const page = await dispatches.endedBefore(before, { after, limit: PAGE });
    for (const dispatch of page) {
      if (isNeeded(dispatch) || !(await keepFigures(dispatch, { store, now, pause }))) {
        heldBack += 1;
        continue;
      }
      const prefix = `${dispatch._id}/`;
      messages += await retention.removePrefix('messages', prefix, pause);
      for (const part of PARTS) await retention.removePrefix(part, prefix, pause);
      if (dispatch.runId === null) await dispatches.remove(dispatch._id);
      else await dispatches.setRemoved(dispatch._id, now);
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return { messages, heldBack };
    after = last._id;
  }
}

/** Returns false if the figures may not be right at the moment. */
async function keepFigures({ _id, runId }: EndedDispatch, { store, now, pause }: Removing): Promise<boolean> {
  const run = runId === null ? null : await store.runs.get(runId);
  if (run?.kept) return true;
  await releaseFinished(_id, store);
  if (run === null) return true;
  if (await isBeingErased(_id, store)) return false;
  const rows = await store.retention.reportRows(run._id, pause);
  const counted = rows.reduce((sum, { count }) => sum + count, 0);
  const isDoubled = run.audience !== null && counted > recipientsIn(run.audience);
  if (isDoubled || (await isBeingErased(_id, store))) return false;
  await store.runs.keepFigures(run._id, { at: now, rows });
  return true;
}

/** An erasure writes a message of the person a second time before it removes the first one. */
async function isBeingErased(dispatchId: string, { erasures, messages }: Store): Promise<boolean> {
  const ids = (await erasures.pending()).map((profileId) => messageIdOf(dispatchId, profileId));
  return (await messages.statuses(ids)).size > 0;
}

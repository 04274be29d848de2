import { dispatchOfMessage } from '../../../domain/ids.ts';
import { type CountedMessage, type FullLimit, isInWindow } from '../../../domain/limits/limitWindows.ts';
import type { MessageOutcome } from '../../../store/messages.ts';
import type { Store } from '../../../store/store.ts';
import { counts } from './dispatchLimits.ts';

/** A message that limits of its profile leave no room for, going by the times in which the other messages may have been sent. */
export interface Excess {
  readonly profileId: string;
  readonly messageId: string;
  readonly full: readonly FullLimit[];
}

/**
 * The denials among them, by message. The ledger tells more than was known when the messages were counted: the time at which one was sent, which may be outside the window, and
 * that one wasn't. A denial is final if a limit is full with messages that count. A failed or skipped message was left there by an owner that died, and makes
 * room; a message without a ledger entry, in a dispatch that has ended, may have been sent.
 */
export async function profileDenials(
  excesses: readonly Excess[],
  store: Pick<Store, 'profileCaps' | 'messages' | 'dispatches'>,
): Promise<ReadonlyMap<string, { readonly final: boolean }>> {
  if (excesses.length === 0) return new Map();
  const others = excesses.flatMap(({ profileId, full }) =>
    full.flatMap(({ messages }) => messages.map(({ id }) => ({ profileId, messageId: id }))),
  );
  const outcomes = await store.messages.outcomes([...new Set(others.map(({ messageId }) => messageId))]);
  const isUnsent = (id: string): boolean => outcomes.has(id) && !counts(outcomes.get(id)?.status);
  await store.profileCaps.release(others.filter(({ messageId }) => isUnsent(messageId)));
  const unknown = others.filter(({ messageId }) => !outcomes.has(messageId));
  const dispatches = await store.dispatches.getMany([
    ...new Set(unknown.map(({ messageId }) => dispatchOfMessage(messageId))),
  ]);
  const mayMakeRoom = (id: string): boolean =>
    isUnsent(id) || (!outcomes.has(id) && dispatches.get(dispatchOfMessage(id))?.finishedAt === null);

  const denials = new Map<string, { readonly final: boolean }>();
  for (const { messageId, full } of excesses) {
    const stillFull = full.flatMap(({ window, messages }) => {
      const within = messages.filter((one) => isInWindow(window, asSent(one, outcomes.get(one.id))));
      const ids = [...new Set(within.map(({ id }) => id))];
      if (ids.length < window.max) return [];
      return { final: ids.filter((id) => !mayMakeRoom(id)).length >= window.max };
    });
    if (stillFull.length > 0) denials.set(messageId, { final: stillFull.some(({ final }) => final) });
  }
  return denials;
}

/** With the time of its only request, if that is known. A clock that disagrees with it shows nothing. */
function asSent(counted: CountedMessage, outcome: MessageOutcome | undefined): CountedMessage {
  if (!outcome?.sent) return counted;
  const { from, to } = outcome.sent;
  return from >= counted.from && to <= counted.to ? { ...counted, from, to } : counted;
}

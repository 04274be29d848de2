import { messageIdOf } from '../../domain/ids.ts';
import type { InboundTies } from '../../store/inboundTexts.ts';
import type { Store } from '../../store/store.ts';

/** The last message to a number is looked for in so many of the newest runs. */
const RUNS = 100;

/**
 * Finds the profiles that have a number, and the last message to it. The profiles are found by an index on MongoDB; the embedded store scans them, so
 * that all numbers that are asked for during one scan share the next. Messages are looked up by `_id`: those of the profiles in the newest runs.
 */
export function inboundTies(store: Pick<Store, 'profiles' | 'dispatches' | 'messages'>) {
  const holdersOf = sharedLookup(async (numbers: readonly string[]) => {
    const ids = new Map<string, string[]>();
    for (const { _id, number } of await store.profiles.havingNumbers(numbers)) {
      ids.set(number ?? '', [...(ids.get(number ?? '') ?? []), _id]);
    }
    return ids;
  });
  return async (number: string): Promise<InboundTies> => {
    const profileIds = ((await holdersOf(number)) ?? []).sort();
    if (profileIds.length === 0) return { profileIds, messageId: null, campaignId: null };
    const dispatchIds = await store.dispatches.newest(RUNS);
    const messageIds = dispatchIds.flatMap((id) => profileIds.map((profileId) => messageIdOf(id, profileId)));
    const message = await store.messages.latestTo(number, messageIds);
    return { profileIds, messageId: message?._id ?? null, campaignId: message?.campaignId ?? null };
  };
}

/** One lookup at a time; the keys that are asked for meanwhile are looked up together by the next one. */
function sharedLookup<Value>(lookUp: (keys: readonly string[]) => Promise<ReadonlyMap<string, Value>>) {
  let running: Promise<unknown> = Promise.resolve();
  let next: { readonly keys: Set<string>; readonly found: Promise<ReadonlyMap<string, Value>> } | null = null;
  return async (key: string): Promise<Value | undefined> => {
    if (next === null) {
      const keys = new Set<string>();
      const found = running.then(() => {
        next = null;
        return lookUp([...keys]);
      });
      running = found.catch(() => undefined);
      next = { keys, found };
    }
    next.keys.add(key);
    return (await next.found).get(key);
  };
}

import type { Profile } from '../../domain/audience/profile.ts';
import { messageIdOf } from '../../domain/ids.ts';
import type { SkipReason } from '../../domain/message/message.ts';
import type { NumberHashes } from '../../store/batches.ts';
import type { Doubt, Intent } from '../../store/intents.ts';
import type { Store } from '../../store/store.ts';
import { compose } from './compose.ts';
import { type GroupMember, serving } from './groupMember.ts';
import type { Recipient } from './recipient.ts';
import type { PreparedRun } from './run.ts';
import { type ChangedRecipient, hasNewNumber, sharedNumbers } from './sharedNumbers.ts';

export interface ReadContext {
  readonly store: Store;
  readonly run: PreparedRun;
  readonly members: readonly GroupMember[];
  /** Who is to get nothing, as was known when the audience was frozen. */
  readonly skips: ReadonlyMap<string, SkipReason>;
  /** Of the numbers that the audience was frozen with. */
  readonly numbers: NumberHashes;
  readonly now: Date;
}

/** A recipient, with what its limits go by. */
export interface ReadRecipient extends Recipient {
  readonly timeZone: string | null;
  readonly changedAt: Date | null;
}

/** Profiles and suppressions are read here, just before the sending, and not when the audience was frozen. */
export async function readRecipients(
  ids: readonly string[],
  intent: Intent,
  context: ReadContext,
): Promise<ReadRecipient[]> {
  const { store, run, skips } = context;
  const mayBeOut = intent.unaccounted !== null || intent.leftovers.some((leftover) => leftover.doubt !== null);
  const [profiles, lastEvents, receipts] = await Promise.all([
    store.profiles.getMany(ids),
    run.template.lastEventNames.length > 0 ? store.events.lastEvents(ids, run.template.lastEventNames) : null,
    mayBeOut ? store.receipts.early(ids.map((id) => messageIdOf(run.run._id, id))) : null,
  ]);
  const numbers = [...profiles.values()].flatMap((profile) => profile.number ?? []);
  const suppressed = await store.suppressions.among(numbers);
  const changed = changedAmong([...profiles.values()], suppressed, context);
  const shared = await sharedNumbers(changed, { store, run: run.run, now: context.now });
  return ids.map((profileId) => {
    const profile = profiles.get(profileId);
    const leftover = intent.leftovers.find((one) => one.profileId === profileId);
    const planned = skips.get(profileId);
    return {
      profileId,
      composition: planned
        ? { kind: 'skipped', reason: planned }
        : compose({ run, profile, lastEvents: lastEvents?.get(profileId), suppressed }),
      withheld: shared.has(profileId) ? 'duplicate_number' : null,
      number: profile?.number ?? null,
      timeZone: profile?.timeZone ?? null,
      changedAt: profile?.updatedAt ?? null,
      trail: { attempts: leftover?.attempts ?? [], settled: leftover?.settled ?? null },
      // Who was never to get anything was offered to nobody, whatever else of the slice was.
      doubt: planned
        ? null
        : doubtOf(
            leftover?.doubt ?? null,
            intent.unaccounted,
            profile ? serving(context.members, profile.country) : context.members,
          ),
      counted: leftover?.counted ?? null,
      receipt: receipts?.get(messageIdOf(run.run._id, profileId)),
    };
  });
}

/** Only of those who could be sent to: each may cost a look at all profiles. */
const changedAmong = (
  profiles: readonly Profile[],
  suppressed: ReadonlySet<string>,
  { run, skips, numbers }: ReadContext,
): ChangedRecipient[] =>
  profiles.flatMap((profile) => {
    const { _id, number, optedOut } = profile;
    if (number === null || optedOut || suppressed.has(number) || skips.has(_id)) return [];
    return hasNewNumber(profile, numbers?.get(_id) ?? null, run.run) ? { profileId: _id, number } : [];
  });

/**
 * What is to be settled before anything is sent. An owner that never finished may have sent to anyone of its slice,
 * through any provider, and its last request may have lasted as long as its provider's timeout.
 */
function doubtOf(
  left: Doubt | null,
  unaccounted: Intent['unaccounted'],
  members: readonly GroupMember[],
): Doubt | null {
  if (!unaccounted) return left;
  const longest = Math.max(0, ...members.map(({ provider }) => provider.settings.requestTimeoutMs));
  // A request may wait that long for a connection, and as long again for its answer.
  const until = unaccounted.until.getTime() + 2 * longest;
  return {
    providerIds: [...new Set([...(left?.providerIds ?? []), ...members.map(({ provider }) => provider.id)])],
    since: left && left.since < unaccounted.since ? left.since : unaccounted.since,
    until: new Date(Math.max(until, left?.until.getTime() ?? 0)),
    to: left?.to ?? null,
  };
}

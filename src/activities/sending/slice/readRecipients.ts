import { turns } from '../../../content/turns.ts';
import { withNumberZone } from '../../../domain/audience/numberZone.ts';
import { type BarredNumbers, type Profile, reachabilityAmong } from '../../../domain/audience/profile.ts';
import { messageIdOf } from '../../../domain/ids.ts';
import { barredAmong } from '../../../store/barredNumbers.ts';
import type { ChunkServices } from '../chunk/chunkServices.ts';
import type { Slice } from '../chunk/slices.ts';
import { compose } from './compose.ts';
import { readRequested } from './readRequested.ts';
import { type Content, newRecipient, type Recipient } from './recipient.ts';
import { hasNewNumber, sharedNumbers } from './sharedNumbers.ts';

/**
 * Reads the recipients of a slice that have no message yet, and composes their texts. Profiles, suppressions and subscriptions are read when the slice is sent, not
 * when the audience was frozen.
 */
export async function readRecipients(slice: Slice, services: ChunkServices, now: Date): Promise<Recipient[]> {
  const { store, dispatch, template, skips, hours, isQuiet, events, expiries } = services;
  if (dispatch.request) return await readRequested(slice, dispatch.request, services, now);
  const positions: number[] = [];
  const ids: string[] = [];
  for (const [position, profileId] of slice.profileIds.entries()) {
    if (slice.statuses.has(slice.messageIds[position] ?? '')) continue;
    positions.push(position);
    ids.push(profileId);
  }
  const { lastEventNames } = template;
  const [profiles, lastEvents] = await Promise.all([
    store.profiles.getMany(ids),
    lastEventNames.length > 0 ? store.events.lastEvents(ids, lastEventNames) : null,
  ]);
  const numbers: string[] = [];
  for (const { number } of profiles.values()) if (number !== null) numbers.push(number);
  const barred = await barredAmong(store, dispatch.topic, numbers);
  const changed = new Map<string, string>();
  for (const position of positions) {
    const profile = profiles.get(slice.profileIds[position] ?? '');
    const key = slice.keys[position] ?? '';
    if (profile && hasChanged(profile, key, barred, services)) changed.set(profile._id, profile.number ?? '');
  }
  const isShareable = changed.size > 0 && dispatch.isLive !== true;
  const isUndecided = isShareable && !(await store.runs.isFrozen(dispatch.runId));
  const shared = isShareable && !isUndecided ? await sharedNumbers(changed, { store, dispatch, now }) : NOBODY;

  const pause = turns();
  const recipients: Recipient[] = [];
  for (const position of positions) {
    const due = pause();
    if (due) await due;
    recipients.push(recipientAt(position));
  }
  return recipients;

  /** Outside of the batch's hours the recipient waits for their end, as the others do. */
  function quietReason(profile: Profile | undefined): 'dnd' | undefined {
    if (isQuiet === null || profile === undefined || !changed.has(profile._id) || !hours.isOpen()) return undefined;
    return isQuiet(profile) ? 'dnd' : undefined;
  }

  function recipientAt(position: number): Recipient {
    const key = slice.keys[position] ?? '';
    const profileId = slice.profileIds[position] ?? '';
    const stored = profiles.get(profileId);
    const profile = stored && dispatch.zoneFromNumber ? withNumberZone(stored) : stored;
    const expiresAt = dispatch.addressed?.expiresAt ?? expiries?.get(key) ?? null;
    const isExpired = expiresAt !== null && now >= expiresAt;
    const reason =
      skips.get(key) ?? (shared.has(profileId) ? 'duplicate_number' : isExpired ? 'expired' : quietReason(stored));
    const content: Content = reason
      ? { kind: 'skipped', reason }
      : isUndecided && changed.has(profileId)
        ? { kind: 'undecided' }
        : compose({
            dispatch,
            template,
            profile,
            lastEvents: lastEvents?.get(profileId),
            event: events?.get(key) ?? dispatch.addressed?.event ?? undefined,
            barred,
          });
    return newRecipient({
      key,
      profileId,
      messageId: messageIdOf(dispatch._id, key),
      position,
      content,
      timeZone: profile?.timeZone ?? null,
      changedAt: profile?.updatedAt ?? null,
    });
  }
}

const NOBODY: ReadonlySet<string> = new Set();

/** Only of reachable recipients: each may cost a scan of all profiles. */
const hasChanged = (profile: Profile, key: string, barred: BarredNumbers, { skips, numbers }: ChunkServices): boolean =>
  reachabilityAmong(profile, barred) === 'reachable' &&
  !skips.has(key) &&
  hasNewNumber(profile.number, numbers.get(key));

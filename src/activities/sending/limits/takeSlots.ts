import { fullLimits } from '../../../domain/limits/limitWindows.ts';
import type { CountedUnder } from '../../../store/intents.ts';
import type { QuotaDenial } from '../../../store/quotaTypes.ts';
import type { Store } from '../../../store/store.ts';
import type { Recipient } from '../slice/recipient.ts';
import type { DispatchLimits } from './dispatchLimits.ts';
import { profileDenials } from './profileDenials.ts';

/** The slots for one recipient. */
export interface SlotRequest {
  readonly recipient: Recipient;
  readonly counted: CountedUnder;
  /** It may have been sent already: it keeps its slots, whatever else is denied. */
  readonly inDoubt: boolean;
}

/** The owner of a slice and its limits. */
export interface Reserving {
  readonly store: Pick<Store, 'quotas' | 'profileCaps' | 'messages' | 'dispatches'>;
  readonly limits: DispatchLimits;
  readonly intentId: string;
  readonly attempt: number;
  readonly isOwner: () => boolean;
  readonly now: Date;
}

/** The denials. */
export interface Denials {
  /** By message id. */
  readonly caps: ReadonlyMap<string, { readonly final: boolean }>;
  /** By position. */
  readonly quotas: ReadonlyMap<number, QuotaDenial>;
}

/** Reserves slots: the profiles' first, because a recipient without one needs none of the dispatch's. */
export async function takeSlots(
  requests: readonly SlotRequest[],
  reserving: Reserving,
  quotasOf: DispatchLimits['quotasOf'],
): Promise<Denials> {
  const caps = await reserveCaps(requests, reserving);
  const wanting = requests.filter(({ recipient, inDoubt }) => inDoubt || !caps.has(recipient.messageId));
  return { caps, quotas: await reserveQuotas(wanting, reserving, quotasOf) };
}

/** A message of a dispatch whose messages don't count is measured against those that do, and takes no slot. */
async function reserveCaps(
  requests: readonly SlotRequest[],
  { store, limits, now }: Reserving,
): Promise<Denials['caps']> {
  const { caps } = limits;
  if (caps === null) return new Map();
  const wanted = requests.flatMap(({ recipient: { profileId, messageId, timeZone }, counted: { profile }, inDoubt }) =>
    profile === undefined
      ? []
      : {
          profileId,
          message: {
            id: messageId,
            ...profile,
            ...(caps.tags.length > 0 && { tags: caps.tags }),
            ...(caps.forTagsOnly && { forTagsOnly: true }),
          },
          windows: limits.windowsOf(profile, timeZone),
          inDoubt,
        },
  );
  const counted = caps.areCounted
    ? await store.profileCaps.count(wanted, { countedForMs: caps.countedForMs, now })
    : await store.profileCaps.read(wanted.map(({ profileId }) => profileId));
  const excesses = wanted.flatMap(({ profileId, message, windows }) => {
    const full = fullLimits(counted.get(profileId) ?? [], message, windows);
    return full.length === 0 ? [] : { profileId, messageId: message.id, full };
  });
  const denials = await profileDenials(excesses, store);
  if (caps.areCounted && denials.size > 0) {
    await store.profileCaps.release(
      wanted
        .filter(({ message, inDoubt }) => !inDoubt && denials.has(message.id))
        .map(({ profileId, message }) => ({ profileId, messageId: message.id, from: message.from })),
    );
  }
  return denials;
}

async function reserveQuotas(
  requests: readonly SlotRequest[],
  { store, limits, intentId, attempt, isOwner, now }: Reserving,
  quotasOf: DispatchLimits['quotasOf'],
): Promise<Denials['quotas']> {
  const denied = new Map<number, QuotaDenial>();
  if (!limits.hasQuotas) return denied;
  for (const day of new Set(requests.map(({ counted }) => counted.day))) {
    const sameDay = requests.filter(({ counted }) => counted.day === day);
    const grant = await store.quotas.reserve({
      quotas: quotasOf(day === undefined ? {} : { day }, now),
      holder: intentId,
      fence: attempt,
      slots: sameDay.map(({ recipient }) => recipient.position),
      inDoubt: sameDay.flatMap(({ recipient, inDoubt }) => (inDoubt ? recipient.position : [])),
      isOwner,
      now,
    });
    for (const [slot, denial] of grant.denied) denied.set(slot, denial);
  }
  return denied;
}

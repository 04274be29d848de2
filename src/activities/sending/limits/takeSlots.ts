import type { CountedUnder } from '../../../store/intents.ts';
import type { QuotaDenial } from '../../../store/quotaTypes.ts';
import type { Store } from '../../../store/store.ts';
import type { Recipient } from '../slice/recipient.ts';
import { capFinality } from './capFinality.ts';
import type { DispatchLimits } from './dispatchLimits.ts';

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

async function reserveCaps(requests: readonly SlotRequest[], { store, limits }: Reserving): Promise<Denials['caps']> {
  if (!limits.hasCaps || requests.length === 0) return new Map();
  const { denied } = await store.profileCaps.reserve(
    requests.map(({ recipient: { profileId, messageId }, counted, inDoubt }) => ({
      profileId,
      messageId,
      limits: limits.capsOf(counted),
      inDoubt,
    })),
  );
  return await capFinality(
    requests.flatMap(({ recipient: { profileId, messageId } }) => {
      const denial = denied.get(messageId);
      return denial ? [{ profileId, messageId, denial }] : [];
    }),
    store,
  );
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

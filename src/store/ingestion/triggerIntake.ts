import type { Refusal } from '../../domain/audience/event.ts';
import type { ApiTriggerInput } from '../../domain/live/apiTrigger.ts';
import { type Trigger, triggerIdOf, triggerKey } from '../../domain/live/trigger.ts';
import { mapValues, toStored } from '../../domain/values.ts';
import { cutKeyOf } from '../triggers.ts';
import type { IntakeServices } from './ingestion.ts';

type KeyedTrigger = ApiTriggerInput & { readonly key: string };
type TriggerOutcome = 'stored' | 'known' | Refusal;

/** Returns a function that triggers messages of a campaign and says what became of each: `known` if the profile had a trigger of the key before. */
export function triggerIntake({ store, refusedAmong, tell, now: clock }: IntakeServices) {
  return async (
    campaign: { readonly _id: string; readonly delaySeconds: number },
    items: readonly KeyedTrigger[],
  ): Promise<TriggerOutcome[]> => {
    const now = clock();
    const profileIds = items.map(({ profileId }) => profileId);
    const [unknown, erased] = await Promise.all([refusedAmong(profileIds, now), store.erasures.among(profileIds)]);
    const refusalOf = (profileId: string): Refusal | undefined =>
      erased.has(profileId) ? 'erased' : unknown.get(profileId);

    const all = items.map((item) => triggerOf(campaign, item, now));
    const first = new Map<string, Trigger>();
    for (const trigger of all) {
      if (!refusalOf(trigger.profileId) && !first.has(trigger._id)) first.set(trigger._id, trigger);
    }
    const cut = await store.triggers.cutAmong([...first.values()].map(cutKeyOf));
    const triggers = [...first.values()].filter((trigger) => !cut.has(cutKeyOf(trigger)));
    const waiting = await store.triggers.insert(triggers);
    tell(triggers);
    return all.map((trigger): TriggerOutcome => {
      const { _id, profileId } = trigger;
      const isNew = first.get(_id) === trigger && !cut.has(cutKeyOf(trigger)) && !waiting.has(_id);
      return refusalOf(profileId) ?? (isNew ? 'stored' : 'known');
    });
  };
}

function triggerOf(
  { _id: campaignId, delaySeconds }: { readonly _id: string; readonly delaySeconds: number },
  { profileId, key, data }: KeyedTrigger,
  now: Date,
): Trigger {
  return {
    _id: triggerIdOf(campaignId, triggerKey(profileId, key)),
    campaignId,
    profileId,
    dueAt: new Date(now.getTime() + delaySeconds * 1000),
    at: now,
    createdAt: now,
    event: null,
    ...(data && { data: mapValues(data, toStored) }),
  };
}

import type { ProfileEvent } from '../../domain/audience/event.ts';
import type { Trigger } from '../../domain/live/trigger.ts';
import type { Store } from '../store.ts';
import { eventIntake } from './eventIntake.ts';
import { profileIntake } from './profileIntake.ts';
import { type RefusedAmong, refusedProfiles } from './refusedProfiles.ts';
import { triggerIntake } from './triggerIntake.ts';

export interface IngestionOptions {
  readonly store: Pick<Store, 'events' | 'profiles' | 'erasures' | 'triggers' | 'ingestionSettings'>;
  /** Is told of each campaign that has new triggers, and when the first of them is due. */
  readonly onTriggers: (campaignId: string, dueAt: Date) => void;
  /** Is told of events once they are stored, before they are acknowledged: also of those that were known, since an earlier attempt may have ended before. */
  readonly onEvents?: ((events: readonly ProfileEvent[]) => Promise<void>) | undefined;
  readonly now?: () => Date;
}

/** What the parts need. */
export interface IntakeServices extends IngestionOptions {
  readonly refusedAmong: RefusedAmong;
  readonly now: () => Date;
  /** Tells the campaigns of triggers that were inserted. */
  readonly tell: (triggers: readonly Trigger[]) => void;
}

export type Ingestion = ReturnType<typeof ingestion>;

/** Every way by which data comes in that may trigger something. `events` and `profiles` do what the functions of the stores do, and what follows from it. */
export function ingestion(options: IngestionOptions) {
  const { store, onTriggers, now = () => new Date() } = options;
  const services: IntakeServices = { ...options, now, refusedAmong: refusedProfiles(store), tell };
  return {
    events: eventIntake(services),
    profiles: profileIntake(services),
    trigger: triggerIntake(services),
  };

  function tell(triggers: readonly Trigger[]): void {
    const first = new Map<string, Date>();
    for (const { campaignId, dueAt } of triggers) {
      const earlier = first.get(campaignId);
      if (earlier === undefined || dueAt < earlier) first.set(campaignId, dueAt);
    }
    for (const [campaignId, dueAt] of first) onTriggers(campaignId, dueAt);
  }
}

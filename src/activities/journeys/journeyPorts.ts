import type { ProfileEvent } from '../../domain/audience/event.ts';
import type { Profile } from '../../domain/audience/profile.ts';
import type { JourneyEntryStore } from '../../store/journeys/journeyEntries.ts';
import type { JourneyPeopleStore } from '../../store/journeys/journeyPeople.ts';
import type { JourneyStateStore } from '../../store/journeys/journeyStates.ts';
import type { JourneyWaitStore } from '../../store/journeys/journeyWaits.ts';

/** What the steps of journeys need of the store: little enough that tests of journeys need no database. */
export interface JourneyPorts {
  readonly journeyPeople: Pick<JourneyPeopleStore, 'arrive' | 'get' | 'setStatus' | 'take' | 'end'>;
  readonly journeyEntries: Pick<JourneyEntryStore, 'end'>;
  readonly journeyWaits: Pick<JourneyWaitStore, 'add' | 'remove'>;
  readonly journeyStates: Pick<JourneyStateStore, 'get'>;
  /** The profile, and the time zone whose clock it lives by; null: there is no such profile. */
  profile(id: string): Promise<{ readonly profile: Profile; readonly zone: string } | null>;
  /** The events of these names. */
  events(profileId: string, names: readonly string[]): Promise<readonly ProfileEvent[]>;
  /** Whether a profile is in the saved segment of this name. Rejects if there is none. */
  isInSegment(name: string, profileId: string, now: Date): Promise<boolean>;
}

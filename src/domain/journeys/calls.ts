import type { JourneyPerson } from './person.ts';

/** The workflow of one person. */
export type PersonWorkflow = Pick<JourneyPerson, '_id' | 'journey'>;

/** What a journey's workflow is told: an event came that may be awaited, the journey is no longer paused, or an operator moves or removes the person. */
export type PersonSignal =
  | { readonly signal: 'journeyEvent'; readonly watch: number }
  | { readonly signal: 'journeySteered' }
  | { readonly signal: 'moveOn'; readonly step: string | null }
  | { readonly signal: 'leave'; readonly why: 'removed' | 'stopped' };

/** The workflows of journeys, for the store's listeners and the activities. */
export interface JourneyCalls {
  /** Starts the workflow of a person; harmless if it was started before. */
  start(person: Pick<JourneyPerson, '_id' | 'journey' | 'profileId' | 'enteredAt'>): Promise<void>;
  /** Returns whether the workflow is there: it may have ended. */
  signal(person: PersonWorkflow, signal: PersonSignal): Promise<boolean>;
  /** Starts what goes through many people in the background. */
  startTask(taskId: string): Promise<void>;
}

import type { ProfileEvent } from '../audience/event.ts';

/** Of people in the journey. `entering`: stored, and its workflow is about to be started. `held`: at a step, because the journey is paused. */
export const PRESENT_STATUSES = ['entering', 'active', 'held'] as const;
export type PresentStatus = (typeof PRESENT_STATUSES)[number];

/**
 * Those that are not present are final: `exited` by an event of `exitWhen`, `removed` by an operator or with the profile, `stopped` with the whole journey, `failed`
 * because of too many steps.
 */
export const PERSON_STATUSES = [...PRESENT_STATUSES, 'completed', 'exited', 'removed', 'stopped', 'failed'] as const;
export type PersonStatus = (typeof PERSON_STATUSES)[number];
export type EndedStatus = Exclude<PersonStatus, PresentStatus>;

/** A person in a journey. `_id` is part of the id of the workflow, and tells nothing of the profile. */
export interface JourneyPerson {
  readonly _id: string;
  readonly journey: string;
  readonly profileId: string;
  /** Under which the person may be in the journey beside itself; null: there is none. */
  readonly key: string | null;
  /** By which the person entered, until the end; null: there was none. */
  readonly event: Omit<ProfileEvent, 'profileId'> | null;
  readonly status: PersonStatus;
  /** The step where the person is, or was at the end, such as `wait: purchase`; null: before the first one. */
  readonly step: string | null;
  readonly stepAt: Date;
  /** By the name of the split. */
  readonly branches: Readonly<Record<string, string>>;
  /** When the goal was first reached; null: it wasn't. */
  readonly convertedAt: Date | null;
  /** Events that have ended a wait, each with the watch that it ended: no other wait takes them. */
  readonly taken: readonly TakenEvent[];
  readonly enteredAt: Date;
  readonly endedAt: Date | null;
}

export interface TakenEvent extends Pick<ProfileEvent, 'name' | '_id'> {
  readonly watch: number;
}

/** What a journey does: `draining` takes in nobody, and the people in it go on; `stopped` has let all go. */
export const JOURNEY_STATES = ['running', 'paused', 'draining', 'stopped'] as const;
export type JourneyState = (typeof JOURNEY_STATES)[number];

export const isClosed = (state: JourneyState): boolean => state === 'draining' || state === 'stopped';

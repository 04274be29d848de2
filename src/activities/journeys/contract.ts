import type { WhereClause } from '../../domain/audience/segment.ts';
import type { JourneyEvent, PersonDate, SmsOutcome } from '../../domain/journeys/journey.ts';
import type { EndedStatus } from '../../domain/journeys/person.ts';
import type { WaitReason } from '../../domain/message/waitReason.ts';

/** An event that is waited for. */
export interface Watch extends JourneyEvent {
  /** Unique in the person's journey. */
  readonly id: number;
  /** ISO 8601: earlier events don't count. */
  readonly since: string;
}

/** Where a person is in a journey. It says nothing about the person: the rest is in the store. */
export interface StepInput {
  readonly journey: string;
  readonly personId: string;
  /** Such as `wait: purchase`. */
  readonly step: string;
  /** When the step began, by the workflow's clock; ISO 8601. */
  readonly stepAt: string;
  /** The workflow's clock; ISO 8601. */
  readonly now: string;
  readonly branches: Readonly<Record<string, string>>;
  /** Events that end the journey. */
  readonly exits: readonly Watch[];
  /** How many of the first of them are known to be waited for. */
  readonly awaited: number;
}

/** What a step wants of the store. */
export type Ask =
  /** Only that the person is there. */
  | { readonly kind: 'arrive' }
  /** Begins to wait: from then on, an event is reported to the workflow. */
  | { readonly kind: 'wait'; readonly wait: Watch; readonly until: string }
  /** Looks again; `isLast`: and waits no more. */
  | { readonly kind: 'look'; readonly wait: Watch; readonly until: string; readonly isLast: boolean }
  /** The first instant from `from` on at which the person's clock shows the time, on one of the weekdays. */
  | { readonly kind: 'local'; readonly time: string; readonly days: readonly string[] | null; readonly from: string }
  | { readonly kind: 'date'; readonly date: PersonDate }
  | { readonly kind: 'segment'; readonly name: string }
  | { readonly kind: 'profile'; readonly test: WhereClause };

export type Answer =
  | {
      readonly state: 'go';
      /** The step that has asked. The history keeps it, so that changed code notices where it takes another step. */
      readonly step: string;
      /** Of an event, or the instant that was asked for (ISO 8601); null: there is none. */
      readonly at: string | null;
      readonly holds: boolean;
    }
  | Halt;

/** `held`: the journey is paused. `over`: the person is in it no longer. */
export type Halt =
  | { readonly state: 'held' }
  | { readonly state: 'over'; readonly why: Exclude<EndedStatus, 'completed' | 'failed'> };

export interface SmsInput extends StepInput {
  /** Name of the text. */
  readonly text: string;
  /** Ordinal of the message in the person's journey. */
  readonly ordinal: number;
  /** ISO 8601; null: never. */
  readonly expiresAt: string | null;
}

/** `step`: as of `Answer`. `at`: when the sending began (ISO 8601). */
export type SmsAnswer =
  | ({ readonly state: 'done'; readonly step: string; readonly at: string } & SmsOutcome)
  | {
      readonly state: 'later';
      readonly reason: WaitReason;
      readonly retryAfterMs: number;
      readonly resumeAt: string | null;
    }
  | Halt;

/** The activities of one person's workflow, and of tasks with many people. */
export interface JourneyActivities extends PersonActivities {
  /** Goes through the people of a task; a repetition goes on where it was. */
  journeyTask(input: { readonly taskId: string }): Promise<{ readonly people: number }>;
}

export interface PersonActivities {
  journeyStep(input: StepInput & { readonly ask: Ask }): Promise<Answer>;
  /** Sends one text to one person, once, whatever is repeated. */
  sendJourneySms(input: SmsInput): Promise<SmsAnswer>;
  /** Ends the person's journey, and finds out whether the goal was reached. */
  leaveJourney(
    input: StepInput & {
      readonly outcome: EndedStatus;
      readonly goals: readonly Watch[];
      /** Which further events the person waits for. */
      readonly waits: readonly Watch[];
      /** How many texts there were. */
      readonly texts: number;
    },
  ): Promise<void>;
}

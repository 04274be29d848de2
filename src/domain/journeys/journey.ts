import type { WhereClause } from '../audience/segment.ts';
import type { DndWindowsInput, QuietHoursSetting } from '../dnd/dndSchema.ts';
import type { EventMatch } from '../live/liveWhen.ts';
import type { MessageReason, MessageStatus } from '../message/message.ts';
import type { WEEKDAYS } from '../schedule/rruleText.ts';
import type { Duration } from './duration.ts';

/** Which events of the person match: by name and, if given, by tests of their properties, as in segments. */
export interface JourneyEvent extends EventMatch {
  /** Properties that have the same value as in the event by which the person entered, such as the id of a cart. Left out: none. */
  readonly same?: readonly string[];
}

/** The text itself, in Liquid, or the saved message of this name, as it is when it is sent. */
export type JourneyText = string | { readonly savedMessage: string };

/** Whether it is the text of the saved message of this name. */
export const isTextOf = (text: JourneyText, name: string): boolean =>
  typeof text === 'object' && text.savedMessage === name;

/** All of a journey but its steps. `Text` are the names of its texts. */
export interface JourneySettings<Text extends string = string> {
  /** Lowercase letters, digits and hyphens. It is part of ids: with another name it is another journey. */
  readonly name: string;
  /** What people read about it. */
  readonly description: string;
  /** Name of the provider group that sends the texts. */
  readonly providerGroup: string;
  /** A text may use `profile`, `lastEvent`, `campaign.name` (the name of the journey) and, in a journey with `startedBy`, `event`. */
  readonly texts: Readonly<Record<Text, JourneyText>>;
  /** Every such event of anybody starts the journey. Left out: only the API does. */
  readonly startedBy?: EventMatch;
  /**
   * Whether a person may enter again: never, or so many days after the last entry and not before the journey has ended, or beside it for each value of a
   * property of the event (the API gives the value as `key`). Default: never.
   */
  readonly reentry?: 'never' | { readonly afterDays: number } | { readonly perValueOf: string };
  /** Id of one of the account's topics: only numbers that get its messages are sent to. Left out: everybody who has not opted out. */
  readonly topic?: string;
  /** As of campaigns. Left out: the account's apply. */
  readonly dnd?: readonly DndWindowsInput[number][];
  /** As of campaigns. Left out: the account's setting applies. */
  readonly quietHours?: QuietHoursSetting;
  /** A text with more SMS segments than this is not sent. Default: 4. */
  readonly maxSegments?: number;
  /** Labels, as of campaigns: limits of the account's `profileLimits` may be for one tag. */
  readonly tags?: readonly string[];
  /** Whether the texts are sent whatever the account's `profileLimits` say. Default: they keep to them. */
  readonly ignoreProfileLimits?: boolean;
  /** As of campaigns. Default: skip. */
  readonly onUncertain?: 'skip' | 'resend';
}

/** What became of a text. `skipped` and `failed` have a reason, such as `opted_out`. */
export interface SmsOutcome {
  readonly status: MessageStatus;
  readonly reason: MessageReason | null;
}

type Clock = `${number}:${number}`;

/**
 * The steps that journeys are made of. Each of them can last for years at no cost, survives every crash, and ends the journey by itself where the person left it: by an
 * event of `exitWhen`, by an operator, by an erasure. So a journey catches no errors.
 */
export interface Steps<Text extends string = string> {
  /**
   * Sends one of the journey's texts to the person. It waits for the end of do-not-disturb hours, for a provider, and for a lost answer to be resolved. `expiresIn`: the
   * text is skipped if it could not be sent in this time.
   */
  sendSms(text: Text, options?: { readonly expiresIn?: Duration }): Promise<SmsOutcome>;
  /** Waits for an event that happens after the previous step, also if it came before this step began. Null: there was none in the time. */
  waitForEvent(match: JourneyEvent & { readonly within: Duration }): Promise<{ readonly at: Date } | null>;
  sleepFor(duration: Duration): Promise<void>;
  /** Sleeps until it is next so late where the person lives, such as `10:00`; `days`: on one of these weekdays. */
  sleepUntilLocal(time: Clock, options?: { readonly days?: readonly (typeof WEEKDAYS)[number][] }): Promise<void>;
  /**
   * Sleeps until the date that a property holds, or some time `before` or `after` it; `at`: at this local time on that day. The date is read again on waking, so a
   * later one is kept, too. `passed`: it was over when the step began. `absent`: there is no date.
   */
  sleepUntilDate(date: PersonDate): Promise<'reached' | 'passed' | 'absent'>;
  /** Whether the person is in the saved segment of this name now. */
  inSegment(name: string): Promise<boolean>;
  /** Whether a property of the person passes a test now. The property itself does not come into the journey, so that no history holds it. */
  profile(test: WhereClause): Promise<boolean>;
  /** Draws a branch by weight. The same person is always drawn the same branch of a journey's split. */
  split<Branch extends string>(name: string, weights: Readonly<Record<Branch, number>>): Branch;
  /** From here on such an event ends the journey at once, wherever the person is in it. */
  exitWhen(match: JourneyEvent): void;
  /** Such an event from here on, while the person is in the journey, counts as a conversion. It ends nothing. */
  goal(match: JourneyEvent): void;
}

export interface PersonDate {
  /** Whose property it is: of the event by which the person entered, or of the profile. */
  readonly of: 'event' | 'profile';
  readonly property: string;
  readonly before?: Duration;
  readonly after?: Duration;
  readonly at?: Clock;
}

export interface Journey extends JourneySettings {
  readonly run: (steps: Steps) => Promise<void>;
}

/** A journey: its settings, and the function that takes each person through it. `src/workflows/journeys/registry.ts` lists all. */
export const defineJourney = <Text extends string>(
  settings: JourneySettings<Text>,
  run: (steps: Steps<Text>) => Promise<void>,
): Journey => ({ ...settings, run: run as Journey['run'] });

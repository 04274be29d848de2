import type { ProfileEvent } from '../audience/event.ts';
import type { Profile } from '../audience/profile.ts';
import { dateOf, dueTimes, isYearlyDay } from './dates.ts';
import { byTime, type EventTest, eventTest, propertyOf, tieOf } from './eventMatching.ts';
import { type InactionOutcome, inactionOutcomes } from './inaction.ts';
import type { LiveWhen, LiveWhenOf } from './liveWhen.ts';
import { clockOf, type ZonedProfile, type ZoneSettings } from './recipientClock.ts';
import { STORED_WITHIN_MS, type Trigger, triggerIdOf, triggerKey } from './trigger.ts';

/** What the rules need to know of a live campaign. */
export interface LiveDefinition {
  readonly _id: string;
  readonly when: LiveWhen;
  /** ISO 8601; events before it trigger nothing. Left out: from the moment at which the campaign was scheduled. */
  readonly start?: string | undefined;
  /** ISO 8601; events from it on trigger nothing. */
  readonly end?: string | undefined;
  readonly expireAfterSeconds: number;
  readonly actions: readonly { readonly action: string; readonly at: string }[];
}

/** The profile of a trigger and its events of `eventNames`, as they are at the cut. */
export interface Known {
  /** Null: there is none. */
  readonly profile: (ZonedProfile & Pick<Profile, 'properties'>) | null;
  readonly events: readonly ProfileEvent[];
  readonly now: Date;
}

/**
 * `no_event`: the event was never stored, or was removed. `no_match`: it isn't one that triggers. `superseded`: another event, or another date,
 * has taken its place.
 */
export type DropReason = 'no_event' | 'no_match' | 'cancelled' | 'superseded' | 'no_date' | 'date_passed';

/** What becomes of a trigger. `due` is when the message is due, and `event` what its text sees. */
export type Decision =
  | { readonly kind: 'send'; readonly due: Date; readonly event: ProfileEvent | null }
  | { readonly kind: 'later'; readonly at: Date }
  | { readonly kind: 'drop'; readonly why: DropReason };

export interface LiveRules {
  readonly campaignId: string;
  /** The name of the events that trigger; null: none do. */
  readonly triggeredBy: string | null;
  /** The names of the events that a decision needs. */
  readonly eventNames: readonly string[];
  /** The triggers of an event that is being received; an event of another name has none. */
  candidatesOf(event: ProfileEvent, now: Date): Trigger[];
  decide(trigger: Trigger, known: Known): Decision;
}

/** The rules of a live campaign, compiled: conditions are read once. */
export function liveRules(campaign: LiveDefinition, zones: ZoneSettings): LiveRules {
  const { _id: campaignId, when } = campaign;
  switch (when.kind) {
    case 'api':
      return {
        ...NO_EVENT_TRIGGERS,
        campaignId,
        eventNames: [],
        decide: ({ at }, { now }) => decided(after(at, when.delaySeconds), now, { event: null, problem: () => null }),
      };
    case 'profile_date':
      return { ...NO_EVENT_TRIGGERS, campaignId, ...profileDateRules(when, zones) };
    default:
      return eventRules(campaign, when, zones);
  }
}

const NO_EVENT_TRIGGERS = { triggeredBy: null, candidatesOf: () => [] };

type EventWhen = LiveWhenOf<'event' | 'inaction' | 'event_date'>;

/** When a message is due, and what keeps it from being sent then; null: nothing. */
interface Qualified {
  readonly due: Date;
  readonly problem: () => DropReason | null;
}

interface EventKind {
  readonly eventNames: readonly string[];
  /** When the cut looks at each trigger of an event. */
  candidates(event: ProfileEvent, now: Date): readonly { readonly dueAt: Date; readonly offset?: number }[];
  /** Null: the event has no such message. */
  qualify(event: ProfileEvent, trigger: Trigger, known: Known): Qualified | null;
}

const LOOK_AGAIN_MS = { min: 50, max: 5000 } as const;

function eventRules(campaign: LiveDefinition, when: EventWhen, zones: ZoneSettings): LiveRules {
  const { _id: campaignId, expireAfterSeconds } = campaign;
  const matches = eventTest(when, zones.timeZone);
  const isInPeriod = periodTest(campaign);
  const tie = when.kind === 'inaction' ? when.tiedBy : when.kind === 'event_date' ? when.identifiedBy : undefined;
  const triggers: EventTest = (event) => matches(event) && isInPeriod(event.at) && tieOf(event, tie) !== null;
  const kind = kindOf(when, triggers, zones);
  return {
    campaignId,
    triggeredBy: when.event,
    eventNames: kind.eventNames,
    candidatesOf(event, now) {
      if (!triggers(event)) return [];
      const { _id: id, profileId, name, at } = event;
      return kind.candidates(event, now).flatMap(({ dueAt, offset }) => {
        if (after(dueAt, expireAfterSeconds) < now) return [];
        const key = offset === undefined ? triggerKey(profileId, name, id) : triggerKey(profileId, name, id, offset);
        const _id = triggerIdOf(campaignId, key);
        const of = { event: { name, id }, ...(offset !== undefined && { offset }) };
        return [{ _id, campaignId, profileId, dueAt, at, createdAt: now, ...of }];
      });
    },
    decide(trigger, known) {
      const event = known.events.find(({ _id, name }) => _id === trigger.event?.id && name === trigger.event.name);
      if (event === undefined) return missing(trigger, known.now);
      if (!triggers(event)) return { kind: 'drop', why: 'no_match' };
      const qualified = kind.qualify(event, trigger, known);
      if (qualified === null) return { kind: 'drop', why: 'no_date' };
      return decided(qualified.due, known.now, { event, problem: qualified.problem });
    },
  };
}

function kindOf(when: EventWhen, triggers: EventTest, zones: ZoneSettings): EventKind {
  switch (when.kind) {
    case 'event': {
      const due = ({ at }: ProfileEvent): Date => after(at, when.delaySeconds);
      return {
        eventNames: [when.event],
        candidates: (event) => [{ dueAt: due(event) }],
        qualify: (event) => ({ due: due(event), problem: () => null }),
      };
    }
    case 'inaction': {
      const { unless, again, withinSeconds, tiedBy } = when;
      const due = ({ at }: ProfileEvent): Date => after(at, withinSeconds);
      const cancels = eventTest(unless, zones.timeZone);
      const rule = { begins: triggers, cancels, withinMs: withinSeconds * 1000, tiedBy, again };
      // Several triggers of a profile are decided by the same events.
      const known = new WeakMap<readonly ProfileEvent[], ReadonlyMap<ProfileEvent, InactionOutcome>>();
      const outcomesOf = (events: readonly ProfileEvent[]) => {
        const outcomes = known.get(events) ?? inactionOutcomes(events, rule);
        known.set(events, outcomes);
        return outcomes;
      };
      return {
        eventNames: distinct([when.event, unless.event]),
        candidates: (event) => [{ dueAt: due(event) }],
        qualify: (event, _, { events }) => ({
          due: due(event),
          problem: () => outcomesOf(events).get(event) ?? null,
        }),
      };
    }
    case 'event_date': {
      const { property, identifiedBy, cancelledBy, offsets, zone } = when;
      const times = dueTimes(when);
      const counts = eventTest(when, zones.timeZone);
      const cancels = cancelledBy && eventTest(cancelledBy, zones.timeZone);
      return {
        eventNames: distinct([when.event, ...(cancelledBy ? [cancelledBy.event] : [])]),
        candidates: (event, now) =>
          offsets.flatMap((each, offset) => {
            const between = times.between(propertyOf(event, property), each);
            if (between === null || between.last < now) return [];
            return [{ dueAt: new Date(Math.max(between.first.getTime(), now.getTime())), offset }];
          }),
        qualify: (event, trigger, { profile, events }) => {
          const clock = clockOf(profile, zone, zones);
          const offset = offsets[trigger.offset ?? 0];
          const date = offset && dateOf(propertyOf(event, property), offset, clock);
          if (offset === undefined || date == null) return null;
          const due = times.on(date, offset, clock);
          const problem = (): DropReason | null => {
            const tie = tieOf(event, identifiedBy);
            const isTied = (one: ProfileEvent): boolean => tieOf(one, identifiedBy) === tie;
            if (events.some((one) => byTime(one, event) > 0 && counts(one) && isTied(one))) return 'superseded';
            if (cancels && events.some((one) => one.at >= event.at && cancels(one) && isTied(one))) return 'cancelled';
            return due < trigger.createdAt ? 'date_passed' : null;
          };
          return { due, problem };
        },
      };
    }
  }
}

function profileDateRules(
  when: LiveWhenOf<'profile_date'>,
  zones: ZoneSettings,
): Pick<LiveRules, 'eventNames' | 'decide'> {
  const { property, yearly, offsets, cancelledBy } = when;
  const times = dueTimes(when);
  const cancels = cancelledBy && eventTest(cancelledBy, zones.timeZone);
  return {
    eventNames: cancelledBy ? [cancelledBy.event] : [],
    decide({ date: wanted = '', offset: index = 0, createdAt }, { profile, events, now }) {
      const clock = clockOf(profile, when.zone, zones);
      const offset = offsets[index];
      if (offset === undefined) return { kind: 'drop', why: 'no_date' };
      const due = times.on(wanted, offset, clock);
      const problem = (): DropReason | null => {
        const date = dateOf(profile?.properties[property], offset, clock);
        if (date === null) return 'no_date';
        if (yearly ? !isYearlyDay(wanted, date) : date !== wanted) return 'superseded';
        if (cancels && events.some(cancels)) return 'cancelled';
        return due < createdAt ? 'date_passed' : null;
      };
      return decided(due, now, { event: null, problem });
    },
  };
}

/** Nothing is decided before the message is due: until then, everything may change back. */
function decided(
  due: Date,
  now: Date,
  { event, problem }: { event: ProfileEvent | null; problem: Qualified['problem'] },
): Decision {
  if (now < due) return { kind: 'later', at: due };
  const why = problem();
  return why === null ? { kind: 'send', due, event } : { kind: 'drop', why };
}

/** The decision on a trigger whose event isn't stored: it is inserted before the event. */
function missing({ createdAt, repeatedAt = createdAt }: Trigger, now: Date): Decision {
  const age = now.getTime() - repeatedAt.getTime();
  if (age > STORED_WITHIN_MS) return { kind: 'drop', why: 'no_event' };
  const wait = Math.min(Math.max(age, LOOK_AGAIN_MS.min), LOOK_AGAIN_MS.max);
  return { kind: 'later', at: new Date(now.getTime() + wait) };
}

function periodTest({ start, end, actions }: LiveDefinition): (at: Date) => boolean {
  const from = start ?? actions.find(({ action }) => action === 'schedule')?.at;
  const first = from === undefined ? Number.NEGATIVE_INFINITY : Date.parse(from);
  const before = end === undefined ? Number.POSITIVE_INFINITY : Date.parse(end);
  return (at) => at.getTime() >= first && at.getTime() < before;
}

const after = (at: Date, seconds: number): Date => new Date(at.getTime() + seconds * 1000);

const distinct = (names: readonly string[]): string[] => [...new Set(names)];

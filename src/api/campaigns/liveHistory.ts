import { setImmediate as nextTurn } from 'node:timers/promises';
import { z } from 'zod';
import type { ProfileEvent } from '../../domain/audience/event.ts';
import type { LiveWhen, LiveWhenOf } from '../../domain/live/liveWhen.ts';
import { DATED_FIELDS, profileDates, profilesDue } from '../../domain/live/profileDates.ts';
import type { ZoneSettings } from '../../domain/live/recipientClock.ts';
import { type Known, type LiveRules, liveRules } from '../../domain/live/rules.ts';
import type { Trigger } from '../../domain/live/trigger.ts';
import { qualifiedProfiles } from '../../store/segmentQuery/segmentQuery.ts';
import type { Store } from '../../store/store.ts';
import { instant } from '../wire.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const DAYS = 30;
const RECENT_DAYS = 7;
/** How long the counting may take. */
const BUDGET_MS = 10_000;
/** How long other requests may wait for it. */
const TURN_MS = 20;

export const historyAnswer = z
  .strictObject({
    last7Days: z.int().describe('messages that would have been due in the last 7 days of 24 hours'),
    last30Days: z.int().describe('messages that would have been due in the last 30 days of 24 hours'),
    mostPerHour: z
      .int()
      .describe('the most messages in one hour of the 30 days: safetyCheck.maxPerHour has to be higher, with a margin'),
    hours: z
      .array(z.strictObject({ hour: instant, messages: z.int().describe('messages that were due in the hour') }))
      .max(DAYS * 24 + 1)
      .describe('the hours of the 30 days, by UTC, in which there were any; the earliest first'),
    isComplete: z
      .boolean()
      .describe(`false: counting took more than ${BUDGET_MS / 1000} seconds and was ended, and there were more`),
  })
  .describe(
    'how often the campaign would have been triggered, had it been under way: by the events and profiles that are stored, without its filter, frequency, percentage and limits',
  );
export type LiveHistory = z.infer<typeof historyAnswer>;

export interface HistoryQuery {
  readonly store: Pick<Store, 'db' | 'events' | 'profiles'>;
  readonly when: LiveWhen;
  readonly zones: ZoneSettings;
  readonly now: Date;
  readonly budgetMs?: number;
}

/** Counts the messages that would have been due, hour by hour; null for a campaign that only the API triggers, of which nothing is stored. */
export async function liveHistory({ budgetMs = BUDGET_MS, ...query }: HistoryQuery): Promise<LiveHistory | null> {
  const { when, now } = query;
  if (when.kind === 'api') return null;
  const from = new Date(now.getTime() - DAYS * DAY_MS);
  const recent = now.getTime() - RECENT_DAYS * DAY_MS;
  const hours = new Map<number, number>();
  let last7Days = 0;
  let last30Days = 0;
  const deadline = performance.now() + budgetMs;
  let isComplete = true;
  const found = when.kind === 'profile_date' ? dueToProfiles(when, query, from) : dueToEvents(when, query, from);
  for await (const due of inTurns(found)) {
    for (const at of due) {
      if (at < from || at > now) continue;
      last30Days += 1;
      if (at.getTime() >= recent) last7Days += 1;
      const hour = Math.floor(at.getTime() / HOUR_MS) * HOUR_MS;
      hours.set(hour, (hours.get(hour) ?? 0) + 1);
    }
    isComplete = performance.now() < deadline;
    if (!isComplete) break;
  }
  const inOrder = [...hours].sort(([a], [b]) => a - b);
  return {
    last7Days,
    last30Days,
    mostPerHour: Math.max(0, ...hours.values()),
    hours: inOrder.map(([hour, messages]) => ({ hour: new Date(hour).toISOString(), messages })),
    isComplete,
  };
}

/** When the messages of events were due, event by event. */
async function* dueToEvents(
  when: LiveWhenOf<'event' | 'inaction' | 'event_date'>,
  { store, zones, now }: HistoryQuery,
  from: Date,
): AsyncGenerator<Date[], void, void> {
  const rules = rulesOf(when, zones);
  const since = when.kind === 'event_date' ? null : new Date(from.getTime() - delaySecondsOf(when) * 1000);
  for await (const ids of store.events.profilesWith({ name: when.event, since })) {
    const [events, profiles] = await Promise.all([
      store.events.ofProfiles(ids, rules.eventNames),
      'zone' in when && when.zone === 'profile' ? store.profiles.getMany(ids) : null,
    ]);
    for (const [id, own] of events) {
      for (const event of own) {
        if (since !== null && event.at < since) continue;
        // What came after an event changes no date that was due before; inaction looks at nothing after its time.
        const eventsAt = (at: Date) => (when.kind === 'event_date' ? own.filter((one) => one.at <= at) : own);
        const known = { profile: profiles?.get(id) ?? null, eventsAt, until: now };
        yield rules.candidatesOf(event, event.at).flatMap((trigger) => dueOf(trigger, rules, known));
      }
    }
  }
}

const delaySecondsOf = (when: LiveWhenOf<'event' | 'inaction'>): number =>
  when.kind === 'event' ? when.delaySeconds : when.withinSeconds;

/** When the messages for dates of profiles were due, profile by profile. */
async function* dueToProfiles(
  when: LiveWhenOf<'profile_date'>,
  { store, zones, now }: HistoryQuery,
  from: Date,
): AsyncGenerator<Date[], void, void> {
  const rules = rulesOf(when, zones);
  const triggersOf = profileDates({ campaignId: '', when, zones, now: from, until: now });
  const pages = qualifiedProfiles(store.db, profilesDue(when, { now: from, until: now }), {
    now,
    fields: DATED_FIELDS,
  });
  for await (const page of pages) {
    const triggers = new Map(page.map((profile) => [profile, triggersOf(profile)]));
    const events = await store.events.ofProfiles(
      page.map(({ _id }) => _id),
      rules.eventNames,
    );
    for (const [profile, own] of triggers) {
      const eventsAt = (at: Date) => (events.get(profile._id) ?? []).filter((one) => one.at <= at);
      yield own.flatMap((trigger) => dueOf(trigger, rules, { profile, eventsAt, until: now }));
    }
  }
}

const rulesOf = (when: LiveWhen, zones: ZoneSettings): LiveRules =>
  liveRules({ _id: '', when, expireAfterSeconds: 0, actions: [] }, zones);

/** When the message of a trigger was due; empty: it wasn't, or not until `until`. */
function dueOf(
  trigger: Trigger,
  rules: LiveRules,
  known: { profile: Known['profile']; eventsAt: (at: Date) => readonly ProfileEvent[]; until: Date },
): Date[] {
  for (let now = trigger.dueAt; now <= known.until; ) {
    const decision = rules.decide(trigger, { profile: known.profile, events: known.eventsAt(now), now });
    if (decision.kind !== 'later') return decision.kind === 'send' ? [decision.due] : [];
    now = decision.at;
  }
  return [];
}

/** Lets other requests have their turns. */
async function* inTurns<T>(items: AsyncIterable<T>): AsyncGenerator<T, void, void> {
  let since = performance.now();
  for await (const item of items) {
    yield item;
    if (performance.now() - since < TURN_MS) continue;
    await nextTurn();
    since = performance.now();
  }
}

import { createHash } from 'node:crypto';
import type { ProfileEvent } from '../../domain/audience/event.ts';
import type { JourneyCalls } from '../../domain/journeys/calls.ts';
import { entryIdOf } from '../../domain/journeys/entryId.ts';
import { isMatch, matches } from '../../domain/journeys/eventMatch.ts';
import type { Journey } from '../../domain/journeys/journey.ts';
import { isClosed, type JourneyPerson } from '../../domain/journeys/person.ts';
import type { Store } from '../store.ts';

const DAY_MS = 86_400_000;
/** Events that came with a file may be years old: they start nothing. */
const OLDEST_START_MS = DAY_MS;
/** Calls of Temporal at a time. */
const AT_ONCE = 16;
/** What is left over is done in portions. */
const PORTION = 500;

export interface Entrant {
  readonly journey: Journey;
  readonly profileId: string;
  /** With it, the person may be in the journey beside itself. */
  readonly key: string | null;
  readonly event: JourneyPerson['event'];
  /** What makes the person enter, such as an event: the same one makes it enter once. */
  readonly source: string;
  readonly now: Date;
}

/** `refused`: an earlier entry forbids it. `closed`: the journey takes in nobody. `erased`: the person must not be stored. */
export type Entrance =
  | { readonly outcome: 'entered' | 'refused'; readonly personId: string }
  | { readonly outcome: 'closed' | 'erased'; readonly personId: null };

interface Options {
  readonly store: Pick<
    Store,
    'erasures' | 'journeyEntries' | 'journeyPeople' | 'journeySignals' | 'journeyStates' | 'journeyWaits'
  >;
  readonly calls: JourneyCalls;
  readonly journeys: readonly Journey[];
}

export type JourneyEntrance = ReturnType<typeof journeyEntrance>;

/** By which people enter journeys, and events come to those that wait for them. */
export function journeyEntrance({ store, calls, journeys }: Options) {
  return {
    enter,

    /** A listener of the ingestion: events start journeys, and end waits. */
    async onEvents(events: readonly ProfileEvent[], now = new Date()): Promise<void> {
      const starts = events.flatMap((event) =>
        journeys
          .filter(({ startedBy }) => startedBy && isMatch(event, startedBy))
          .filter(() => now.getTime() - event.at.getTime() < OLDEST_START_MS)
          .map((journey): Entrant => ({ journey, ...entrantBy(event, journey), now })),
      );
      await atMost(AT_ONCE, starts, enter);
      const waits = await store.journeyWaits.of(events);
      const awaited = waits.filter((wait) =>
        events.some((event) => event.profileId === wait.profileId && matches(event, wait)),
      );
      await atMost(AT_ONCE, awaited, async (wait) => {
        const { journey, personId, watch } = wait;
        await calls
          .signal({ _id: personId, journey }, { signal: 'journeyEvent', watch })
          .catch(() => store.journeySignals.add(wait));
      });
    },

    /** Does what Temporal couldn't be asked for, or what a process had no time for. Returns how much it was. */
    async catchUp(enteredBefore: Date): Promise<number> {
      const people = await store.journeyPeople.entering(enteredBefore, PORTION);
      await atMost(AT_ONCE, people, start);
      const signals = await store.journeySignals.list(PORTION);
      await atMost(AT_ONCE, signals, async ({ _id, journey, personId, watch }) => {
        await calls.signal({ _id: personId, journey }, { signal: 'journeyEvent', watch });
        await store.journeySignals.remove(_id);
      });
      return people.length + signals.length;
    },
  };

  /** Lets a profile enter, once for each source: everything is written before the workflow is started, so that a repetition, or `catchUp`, does the rest. */
  async function enter({ journey, profileId, key, event, source, now }: Entrant): Promise<Entrance> {
    const { state } = await store.journeyStates.get(journey.name);
    if (isClosed(state)) return { outcome: 'closed', personId: null };
    if ((await store.erasures.among([profileId])).has(profileId)) return { outcome: 'erased', personId: null };
    const of = { journey: journey.name, profileId, key };
    const personId = personIdOf(`${entryIdOf(of)} ${source}`);
    const { reentry = 'never' } = journey;
    const againAfter =
      typeof reentry === 'object' && 'afterDays' in reentry
        ? new Date(now.getTime() - reentry.afterDays * DAY_MS)
        : null;
    const claimed = await store.journeyEntries.claim({ _id: entryIdOf(of), profileId, personId, at: now }, againAfter);
    if (claimed !== personId) return { outcome: 'refused', personId: claimed };
    const person: JourneyPerson = {
      ...of,
      _id: personId,
      event,
      status: 'entering',
      step: null,
      stepAt: now,
      branches: {},
      convertedAt: null,
      taken: [],
      enteredAt: event?.at ?? now,
      endedAt: null,
    };
    const isNew = await store.journeyPeople.insert(person);
    const stored = isNew ? person : await store.journeyPeople.get(personId);
    // Without Temporal it is started later.
    if (stored?.status === 'entering') await start(stored).catch(() => undefined);
    return { outcome: 'entered', personId };
  }

  async function start(person: JourneyPerson): Promise<void> {
    await calls.start(person);
    await store.journeyPeople.setStarted(person._id);
  }
}

function entrantBy(event: ProfileEvent, { reentry }: Journey): Pick<Entrant, 'profileId' | 'key' | 'event' | 'source'> {
  const { profileId, ...first } = event;
  const { _id, name, properties } = first;
  const value = typeof reentry === 'object' && 'perValueOf' in reentry ? properties[reentry.perValueOf] : undefined;
  return {
    profileId,
    key: value === undefined ? null : String(value),
    event: first,
    source: `${name}/${_id}`,
  };
}

/** It is part of ids that Temporal shows, so it doesn't say who the person is. */
const personIdOf = (entry: string): string => createHash('sha256').update(entry).digest('hex').slice(0, 32);

/** Calls `work` with all items, so many at a time. */
async function atMost<T>(count: number, items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const left = items.values();
  await Promise.all(
    Array.from({ length: Math.min(count, items.length) }, async () => {
      for (const item of left) await work(item);
    }),
  );
}

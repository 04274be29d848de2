import { createHash } from 'node:crypto';
import type { ProfileEvent } from '../../domain/audience/event.ts';
import type { JourneyCalls, PersonWorkflow } from '../../domain/journeys/calls.ts';
import { entryIdOf } from '../../domain/journeys/entryId.ts';
import { isMatch, matches } from '../../domain/journeys/eventMatch.ts';
import type { Journey } from '../../domain/journeys/journey.ts';
import { isClosed, type JourneyPerson } from '../../domain/journeys/person.ts';
import type { Store } from '../store.ts';
import { backgroundCalls } from './backgroundCalls.ts';
import type { UnsentSignal } from './journeySignals.ts';

const DAY_MS = 86_400_000;
/** Events that came with a file may be years old: they start nothing. */
const OLDEST_START_MS = DAY_MS;
/** Calls of Temporal at a time. */
const AT_ONCE = 16;
/** Calls that may wait behind the answers of requests; further requests wait for room. */
const MOST_WAITING = 2000;
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
  const background = backgroundCalls({ atOnce: AT_ONCE, most: MOST_WAITING });
  return {
    enter,

    /** A listener of the ingestion: events start journeys, and end waits. What Temporal is to do is written down, and asked for behind the answer. */
    async onEvents(events: readonly ProfileEvent[], now = new Date()): Promise<void> {
      const starts = events.flatMap((event) =>
        journeys
          .filter(({ startedBy }) => startedBy && isMatch(event, startedBy))
          .filter(() => now.getTime() - event.at.getTime() < OLDEST_START_MS)
          .map((journey): Entrant => ({ journey, ...entrantBy(event, journey), now })),
      );
      await atMost(AT_ONCE, starts, async (entrant) => {
        const { entering } = await admit(entrant);
        if (entering) await background.add(() => start(entering));
      });
      const waits = await store.journeyWaits.of(events);
      const awaited = waits.filter((wait) =>
        events.some((event) => event.profileId === wait.profileId && matches(event, wait)),
      );
      const signals = await store.journeySignals.add(awaited, new Date());
      for (const one of signals) await background.add(() => signal(one));
    },

    /** Has a person leave: by its workflow, or at once where that is not there, because somebody has terminated it. */
    async dismiss({ _id, journey }: PersonWorkflow, why: 'removed' | 'stopped'): Promise<void> {
      if (await calls.signal({ _id, journey }, { signal: 'leave', why })) return;
      const person = await store.journeyPeople.get(_id);
      if (person === null || person.endedAt !== null) return;
      const { profileId, key, step, convertedAt } = person;
      await store.journeyWaits.removeOfPerson(profileId, _id);
      await store.journeyPeople.end(_id, { status: why, step: step ?? '', at: new Date(), convertedAt });
      await store.journeyEntries.end(entryIdOf({ journey, profileId, key }), _id);
    },

    /** Does what Temporal couldn't be asked for, or what a process had no time for, if it was written before an instant. Returns how much it was. */
    async catchUp(before: Date): Promise<number> {
      for (let done = 0; ; ) {
        const people = await store.journeyPeople.entering(before, PORTION);
        await atMost(AT_ONCE, people, start);
        const signals = await store.journeySignals.list(before, PORTION);
        await atMost(AT_ONCE, signals, signal);
        done += people.length + signals.length;
        if (people.length < PORTION && signals.length < PORTION) return done;
      }
    },

    /** Resolves when everything has been asked for. */
    settled: background.settled,

    /** Leaves what is still to be asked for to `catchUp`. */
    close: background.close,
  };

  /** Lets a profile enter, once for each source. */
  async function enter(entrant: Entrant): Promise<Entrance> {
    const { entering, ...entrance } = await admit(entrant);
    // Without Temporal it is started later.
    if (entering) await start(entering).catch(() => undefined);
    return entrance;
  }

  /** Writes everything down; `entering`, if anybody, is the person whose workflow is to be started then. A repetition, or `catchUp`, does the rest. */
  async function admit(entrant: Entrant): Promise<Entrance & { readonly entering?: JourneyPerson }> {
    const { journey, profileId, key, event, source, now } = entrant;
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
    return { outcome: 'entered', personId, ...(stored?.status === 'entering' && { entering: stored }) };
  }

  async function start(person: JourneyPerson): Promise<void> {
    await calls.start(person);
    await store.journeyPeople.setStarted(person._id);
  }

  async function signal(unsent: UnsentSignal): Promise<void> {
    const { journey, personId, watch } = unsent;
    await calls.signal({ _id: personId, journey }, { signal: 'journeyEvent', watch });
    await store.journeySignals.remove(unsent);
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

import type { ProfileEvent } from '../../domain/audience/event.ts';
import { valueTest } from '../../domain/audience/valueTest.ts';
import { entryIdOf } from '../../domain/journeys/entryId.ts';
import { awaited as awaitedEvent, matches } from '../../domain/journeys/eventMatch.ts';
import type { JourneyPerson } from '../../domain/journeys/person.ts';
import { localTimeFrom, personDateAt } from '../../domain/journeys/times.ts';
import { byTime } from '../../domain/live/eventMatching.ts';
import type { Answer, Ask, Halt, PersonActivities, StepInput, Watch } from './contract.ts';
import type { JourneyPorts } from './journeyPorts.ts';

type Go = Extract<Answer, { state: 'go' }>;

/** The bookkeeping of journeys: each call says where the person is, whether it may go on, and what its step asks for. All of it can be repeated. */
export function journeySteps(ports: JourneyPorts): Omit<PersonActivities, 'sendJourneySms'> {
  const { journeyPeople, journeyEntries, journeyWaits } = ports;
  return {
    async journeyStep({ ask, ...input }) {
      const admission = await admit(input, ports);
      if ('state' in admission) return admission;
      const nothing = { state: 'go', step: input.step, at: null, holds: false } as const;
      return { ...nothing, ...(await answered(ask, admission.person, input)) };
    },

    async leaveJourney({ outcome, goals, waits, texts: _, ...input }) {
      const { journey, personId, step, now, exits } = input;
      const person = await journeyPeople.get(personId);
      if (person === null) return;
      const { profileId, key } = person;
      const reached = await Promise.all(goals.map((goal) => firstEvent(goal, person, now)));
      const [convertedAt = null] = reached
        .flatMap((event) => event?.at ?? [])
        .sort((a, b) => a.getTime() - b.getTime());
      for (const { id, event } of [...exits, ...waits]) {
        await journeyWaits.remove({ profileId, event, personId, watch: id });
      }
      await journeyPeople.end(personId, { status: outcome, step, at: new Date(now), convertedAt });
      await journeyEntries.end(entryIdOf({ journey, profileId, key }), personId);
    },
  };

  async function answered(ask: Ask, person: JourneyPerson, { now, personId }: StepInput): Promise<Partial<Go>> {
    switch (ask.kind) {
      case 'arrive':
        return {};
      case 'wait':
        // An event is in the store before its listeners read the waits: so it is found here, or reported.
        await addWait(ask.wait, person, ports);
        return await taken(ask.wait, person, { until: ask.until, isLast: false });
      case 'look':
        return await taken(ask.wait, person, ask);
      case 'local': {
        const { time, days } = ask;
        const found = await ports.profile(person.profileId);
        return { at: found && localTimeFrom({ from: new Date(ask.from), zone: found.zone, time, days }).toISOString() };
      }
      case 'date': {
        const { of, property } = ask.date;
        const found = await ports.profile(person.profileId);
        const properties = of === 'event' ? person.event?.properties : found?.profile.properties;
        const at = found && personDateAt(properties?.[property], ask.date, found.zone);
        return { at: at?.toISOString() ?? null };
      }
      case 'segment':
        return { holds: await ports.isInSegment(ask.name, person.profileId, new Date(now)) };
      case 'profile': {
        const found = await ports.profile(person.profileId);
        const today = { now: new Date(now), zone: found?.zone ?? 'UTC' };
        return { holds: found !== null && valueTest(ask.test, today)(found.profile.properties[ask.test.property]) };
      }
    }

    /** Ends the wait by the first event that matches, which no other wait of the person takes then. */
    async function taken(
      wait: Watch,
      person: JourneyPerson,
      { until, isLast }: { readonly until: string; readonly isLast: boolean },
    ): Promise<Partial<Go>> {
      const others = person.taken.filter(({ watch }) => watch !== wait.id);
      const isFree = ({ name, _id }: ProfileEvent): boolean =>
        !others.some((one) => one.name === name && one._id === _id);
      const event = await firstEvent(wait, person, until, isFree);
      if (event) await journeyPeople.take(personId, { name: event.name, _id: event._id, watch: wait.id });
      if (event || isLast) {
        await journeyWaits.remove({ profileId: person.profileId, event: wait.event, personId, watch: wait.id });
      }
      return { at: event?.at.toISOString() ?? null };
    }
  }

  async function firstEvent(
    watch: Watch,
    person: JourneyPerson,
    until: string,
    isFree: (event: ProfileEvent) => boolean = () => true,
  ): Promise<ProfileEvent | undefined> {
    const found = (await ports.events(person.profileId, [watch.event])).filter(
      (event) => isAwaited(event, watch, person) && event.at <= new Date(until) && isFree(event),
    );
    return found.sort(byTime)[0];
  }
}

/** Notes where the person is. Returns the person, or why it may not go on. */
export async function admit(
  input: StepInput,
  ports: Pick<JourneyPorts, 'journeyPeople' | 'journeyWaits' | 'journeyStates' | 'events'>,
): Promise<{ readonly person: JourneyPerson } | Halt> {
  const { journey, personId, step, stepAt, branches, exits, awaited } = input;
  const { journeyPeople, journeyStates, events } = ports;
  const person = await journeyPeople.arrive(personId, { step, stepAt: new Date(stepAt), branches });
  if (person === null) return { state: 'over', why: 'removed' };
  for (const exit of exits.slice(awaited)) await addWait(exit, person, ports);
  const names = [...new Set(exits.map(({ event }) => event))];
  const found = names.length === 0 ? [] : await events(person.profileId, names);
  if (found.some((event) => exits.some((exit) => isAwaited(event, exit, person)))) {
    return { state: 'over', why: 'exited' };
  }
  const { state } = await journeyStates.get(journey);
  if (state === 'stopped') return { state: 'over', why: 'stopped' };
  if (state !== 'paused') return { person };
  await journeyPeople.setStatus(personId, 'held');
  return { state: 'held' };
}

const awaitedBy = (watch: Watch, { event }: JourneyPerson) => awaitedEvent(watch, event, new Date(watch.since));

/** Whether an event of the watched name matches. The event by which the person entered doesn't. */
function isAwaited(event: ProfileEvent, watch: Watch, person: JourneyPerson): boolean {
  const { event: first } = person;
  return !(first?.name === event.name && first._id === event._id) && matches(event, awaitedBy(watch, person));
}

const addWait = (
  watch: Watch,
  person: JourneyPerson,
  { journeyWaits }: Pick<JourneyPorts, 'journeyWaits'>,
): Promise<void> => {
  const { _id: personId, journey, profileId } = person;
  const wait = { ...awaitedBy(watch, person), journey, personId, watch: watch.id };
  return journeyWaits.add({ profileId, wait });
};

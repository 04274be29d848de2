import type { EventInput, EventOutcome, ProfileEvent } from '../../domain/audience/event.ts';
import type { Trigger } from '../../domain/live/trigger.ts';
import { mapValues, toStored } from '../../domain/values.ts';
import { newId } from '../newId.ts';
import type { IntakeServices } from './ingestion.ts';

/** A trigger without a stored event is dropped after 90 s. If storing the events takes longer than this, in milliseconds, the triggers are inserted once more. */
const SLOW_MS = 20_000;

interface EventWrite {
  /** The events' own ids, or those that they get. */
  readonly ids: readonly string[];
  /** Stores the events at these positions. */
  readonly write: (positions: readonly number[]) => Promise<readonly EventOutcome[]>;
}

/**
 * The triggers of events are inserted first, then the events. So no stored event lacks its triggers; a trigger whose event was not stored, because of a crash, is dropped when it is
 * due, and a repetition inserts both. What comes in later changes no trigger: when it is due, the events and the profile decide as they are then. So it does not matter in
 * which order events arrive, and how often.
 */
export function eventIntake({ store, onEvents, refusedAmong, tell, now: clock }: IntakeServices) {
  return {
    async insert(input: EventInput & { id: string }, now: Date): Promise<EventOutcome> {
      const write = async () => [await store.events.insert(input, now)];
      const [outcome = 'stored'] = await take([input], now, { ids: [input.id], write });
      return outcome;
    },

    async insertMany(
      inputs: readonly EventInput[],
      now: Date,
      { newId: next = () => newId('evt'), received }: { newId?: () => string; received?: number | undefined } = {},
    ): Promise<EventOutcome[]> {
      // Triggers are named after the ids of their events.
      const ids = inputs.map(({ id }) => id ?? next());
      const write = (positions: readonly number[]) => {
        const events = positions.map((position) => inputs[position] as EventInput);
        return store.events.insertMany(events, now, { newId: (index) => ids[positions[index] ?? 0] ?? '', received });
      };
      return await take(inputs, now, { ids, write });
    },
  };

  async function take(inputs: readonly EventInput[], now: Date, { ids, write }: EventWrite): Promise<EventOutcome[]> {
    const refused = await refusedAmong(
      inputs.map(({ profileId }) => profileId),
      now,
    );
    const positions = [...inputs.keys()].filter((position) => !refused.has(inputs[position]?.profileId ?? ''));
    const eventAt = (position: number): ProfileEvent =>
      storedEvent(inputs[position] as EventInput, { id: ids[position] ?? '', now });

    const triggers = await triggersOf(inputs, { positions, eventAt });
    const startedAt = performance.now();
    await insertTriggers(triggers);
    const written = positions.length === 0 ? [] : await write(positions);
    if (performance.now() - startedAt > SLOW_MS) await store.triggers.insert(triggers);

    const outcomes: EventOutcome[] = inputs.map(({ profileId }) => refused.get(profileId) ?? 'stored');
    for (const [index, position] of positions.entries()) outcomes[position] = written[index] ?? 'stored';
    const stored = positions.filter((position) => IS_STORED.includes(outcomes[position] ?? ''));
    tell(triggers);
    if (onEvents && stored.length > 0) await onEvents(stored.map(eventAt));
    return outcomes;
  }

  /** The triggers of an earlier attempt may be about to be dropped, because it has stored no events. */
  async function insertTriggers(triggers: readonly Trigger[]): Promise<void> {
    const waiting = await store.triggers.insert(triggers);
    if (waiting.size === 0) return;
    await store.triggers.noteRepeated([...waiting], clock());
    await store.triggers.insert(triggers.filter(({ _id }) => waiting.has(_id)));
  }

  /** The triggers of the events at the positions, but for those of erased persons. */
  async function triggersOf(
    inputs: readonly EventInput[],
    { positions, eventAt }: { positions: readonly number[]; eventAt: (position: number) => ProfileEvent },
  ): Promise<Trigger[]> {
    const { byEvent } = await store.ingestionSettings.get();
    const now = clock();
    const triggers = positions.flatMap((position) => {
      const rules = byEvent.get(inputs[position]?.name ?? '');
      if (rules === undefined) return [];
      const event = eventAt(position);
      return rules.flatMap(({ candidatesOf }) => candidatesOf(event, now));
    });
    if (triggers.length === 0) return [];
    const erased = await store.erasures.among(triggers.map(({ profileId }) => profileId));
    return triggers.filter(({ profileId }) => !erased.has(profileId));
  }
}

const IS_STORED: readonly string[] = ['stored', 'known'] satisfies EventOutcome[];

const storedEvent = (
  { profileId, name, at, properties = {} }: EventInput,
  { id, now }: { id: string; now: Date },
): ProfileEvent => ({
  _id: id,
  profileId,
  name,
  at: at === undefined ? now : new Date(at),
  properties: mapValues(properties, toStored),
});

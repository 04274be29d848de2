import type { EventInput, EventOutcome, ProfileEvent, Refusal } from '../../domain/audience/event.ts';
import { mapValues, toStored } from '../../domain/values.ts';
import { newId } from '../newId.ts';
import type { Store } from '../store.ts';

export interface IngestionOptions {
  readonly store: Pick<Store, 'events' | 'profiles' | 'erasures' | 'ingestionSettings'>;
  /** Is told of events once they are stored, before they are acknowledged: also of those that were known, since an earlier attempt may have ended before. */
  readonly onEvents?: ((events: readonly ProfileEvent[]) => Promise<void>) | undefined;
}

export type Ingestion = ReturnType<typeof ingestion>;

/**
 * Every way by which data comes in that may trigger something. The functions are those of the stores, and do the same, besides what has to happen
 * with the data.
 */
export function ingestion({ store, onEvents }: IngestionOptions) {
  return {
    events: {
      insert: async (input: EventInput & { id: string }, now: Date): Promise<EventOutcome> => {
        const [outcome = 'stored'] = await take([input], now, {
          ids: [input.id],
          write: async () => [await store.events.insert(input, now)],
        });
        return outcome;
      },

      insertMany: async (
        inputs: readonly EventInput[],
        now: Date,
        options: { newId?: () => string; received?: number | undefined } = {},
      ): Promise<EventOutcome[]> => {
        const { newId: next = () => newId('evt'), received } = options;
        // Before anything is written: what an event triggers is named after its id.
        const ids = inputs.map(({ id }) => id ?? next());
        return await take(inputs, now, {
          ids,
          write: (taken) =>
            store.events.insertMany(
              taken.map((index) => inputs[index] as EventInput),
              now,
              { newId: (index) => ids[taken[index] ?? 0] ?? '', received },
            ),
        });
      },
    },
  };

  /** `write` stores the events at these positions. */
  async function take(
    inputs: readonly EventInput[],
    now: Date,
    of: {
      readonly ids: readonly string[];
      readonly write: (taken: readonly number[]) => Promise<readonly EventOutcome[]>;
    },
  ): Promise<EventOutcome[]> {
    const refused = await refusedAmong(
      inputs.map(({ profileId }) => profileId),
      now,
    );
    const taken = [...inputs.keys()].filter((index) => !refused.has(inputs[index]?.profileId ?? ''));
    const written = taken.length === 0 ? [] : await of.write(taken);
    const outcomes: EventOutcome[] = inputs.map(({ profileId }) => refused.get(profileId) ?? 'stored');
    for (const [position, index] of taken.entries()) outcomes[index] = written[position] ?? 'stored';
    const isThere = (index: number): boolean => outcomes[index] === 'stored' || outcomes[index] === 'known';
    if (onEvents) {
      await onEvents(
        taken.filter(isThere).map((index) => storedEvent(inputs[index] as EventInput, of.ids[index] ?? '', now)),
      );
    }
    return outcomes;
  }

  /** The profiles whose data is refused. Creates those that are unknown, if the account wants that. */
  async function refusedAmong(profileIds: readonly string[], now: Date): Promise<ReadonlyMap<string, Refusal>> {
    const { unknownProfiles } = await store.ingestionSettings.get();
    if (unknownProfiles === 'keep') return NOBODY;
    const ids = [...new Set(profileIds)];
    const known = await store.profiles.contacts(ids);
    const unknown = ids.filter((id) => !known.has(id));
    if (unknown.length === 0) return NOBODY;
    if (unknownProfiles === 'create') {
      const written = await store.profiles.upsertMany(
        unknown.map((id) => ({ id })),
        now,
      );
      return new Map(unknown.filter((_, index) => written[index]?.outcome === 'erased').map((id) => [id, 'erased']));
    }
    const erased = await store.erasures.among(unknown);
    return new Map(unknown.map((id) => [id, erased.has(id) ? 'erased' : 'unknown_profile']));
  }
}

const NOBODY: ReadonlyMap<string, Refusal> = new Map();

const storedEvent = ({ profileId, name, at, properties = {} }: EventInput, id: string, now: Date): ProfileEvent => ({
  _id: id,
  profileId,
  name,
  at: at === undefined ? now : new Date(at),
  properties: mapValues(properties, toStored),
});

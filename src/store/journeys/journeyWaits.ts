import type { Db, IndexDescription } from 'mongodb';
import type { JourneyWait } from '../../domain/journeys/eventMatch.ts';
import type { JourneyPerson } from '../../domain/journeys/person.ts';
import { findByIds, repeatedOnRace } from '../collections.ts';
import { documentId } from '../eventDocuments.ts';

export const journeyWaitIndexes: IndexDescription[] = [{ key: { profileId: 1 } }];

/** All waits for events of one profile and name, in one document that is found by its `_id`. */
interface WaitsDocument {
  /** As of the profile's events of that name. */
  readonly _id: string;
  readonly profileId: string;
  /** By person and watch. */
  readonly waits: Readonly<Record<string, JourneyWait>>;
}

/** Which wait of which person is meant. */
type WaitOf = Pick<JourneyPerson, 'profileId'> & Pick<JourneyWait, 'personId' | 'watch'> & { readonly event: string };

export type JourneyWaitStore = ReturnType<typeof journeyWaitStore>;

/** Waits of people in journeys, so that an event is reported only to those that wait for it. */
export function journeyWaitStore(db: Db) {
  const documents = db.collection<WaitsDocument>('journeyWaits');
  const fieldOf = ({ personId, watch }: Pick<JourneyWait, 'personId' | 'watch'>): string =>
    `waits.${personId}-${watch}`;
  return {
    /** Adding a wait again changes nothing. */
    async add(of: { readonly profileId: string; readonly event: string; readonly wait: JourneyWait }): Promise<void> {
      const { profileId, event, wait } = of;
      const change = { $set: { [fieldOf(wait)]: wait }, $setOnInsert: { profileId } };
      await repeatedOnRace(() =>
        documents.updateOne({ _id: documentId(event, profileId) }, change as object, { upsert: true }),
      );
    },

    async remove(of: WaitOf): Promise<void> {
      const _id = documentId(of.event, of.profileId);
      await documents.updateOne({ _id }, { $unset: { [fieldOf(of)]: '' } } as object);
      await documents.deleteOne({ _id, waits: {} });
    },

    /** By profile and name of event: `waitsKey`. */
    async of(events: readonly { readonly profileId: string; readonly name: string }[]) {
      const ids = [...new Set(events.map(waitsKey))];
      const found = await findByIds<WaitsDocument>(db, 'journeyWaits', ids);
      return new Map(found.map(({ _id, waits }): [string, JourneyWait[]] => [_id, Object.values(waits)]));
    },

    async removeOfProfile(profileId: string): Promise<void> {
      await documents.deleteMany({ profileId });
    },
  };
}

export const waitsKey = ({ profileId, name }: { readonly profileId: string; readonly name: string }): string =>
  documentId(name, profileId);

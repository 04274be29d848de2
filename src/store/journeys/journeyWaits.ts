import type { Db, IndexDescription } from 'mongodb';
import type { ProfileEvent } from '../../domain/audience/event.ts';
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

export type ProfileWait = JourneyWait & Pick<JourneyPerson, 'profileId'>;

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
    async add(of: { readonly profileId: string; readonly wait: JourneyWait }): Promise<void> {
      const { profileId, wait } = of;
      const change = { $set: { [fieldOf(wait)]: wait }, $setOnInsert: { profileId } };
      await repeatedOnRace(() =>
        documents.updateOne({ _id: documentId(wait.event, profileId) }, change as object, { upsert: true }),
      );
    },

    async remove(of: WaitOf): Promise<void> {
      const _id = documentId(of.event, of.profileId);
      await documents.updateOne({ _id }, { $unset: { [fieldOf(of)]: '' } } as object);
      await documents.deleteOne({ _id, waits: {} });
    },

    /** All waits for events of these profiles and names. */
    async of(events: readonly Pick<ProfileEvent, 'profileId' | 'name'>[]): Promise<readonly ProfileWait[]> {
      const ids = [...new Set(events.map(({ name, profileId }) => documentId(name, profileId)))];
      const found = await findByIds<WaitsDocument>(db, 'journeyWaits', ids);
      return found.flatMap(({ profileId, waits }) => Object.values(waits).map((wait) => ({ ...wait, profileId })));
    },

    /** All of one person in a journey. */
    async removeOfPerson(profileId: string, personId: string): Promise<void> {
      for await (const { waits } of documents.find({ profileId })) {
        for (const { event, personId: owner, watch } of Object.values(waits)) {
          if (owner === personId) await this.remove({ profileId, event, personId, watch });
        }
      }
    },

    async removeOfProfile(profileId: string): Promise<void> {
      await documents.deleteMany({ profileId });
    },
  };
}

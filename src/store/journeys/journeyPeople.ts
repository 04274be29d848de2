import type { Db, IndexDescription } from 'mongodb';
import type { EndedStatus, JourneyPerson, PersonStatus, TakenEvent } from '../../domain/journeys/person.ts';
import { insertOnce } from '../collections.ts';

export const journeyPeopleIndexes: IndexDescription[] = [
  { key: { journey: 1, status: 1, _id: 1 } },
  { key: { journey: 1, step: 1, endedAt: 1 } },
  { key: { status: 1 } },
  { key: { profileId: 1 } },
];

/** Where the people of a journey are, or were at the end. */
export interface PeopleCount extends Pick<JourneyPerson, 'status' | 'step' | 'branches'> {
  readonly hasConverted: boolean;
  readonly count: number;
}

export type JourneyPeopleStore = ReturnType<typeof journeyPeopleStore>;

/** People in journeys. */
export function journeyPeopleStore(db: Db) {
  const people = db.collection<JourneyPerson>('journeyPeople');
  return {
    /** Returns whether the person was inserted; false if it had entered before. */
    insert: (person: JourneyPerson): Promise<boolean> => insertOnce(people, person),

    get: (id: string): Promise<JourneyPerson | null> => people.findOne({ _id: id }),

    /** Notes where a person is, and returns it; null: the person was erased, or has left the journey. */
    arrive: (id: string, at: Pick<JourneyPerson, 'step' | 'stepAt' | 'branches'>): Promise<JourneyPerson | null> =>
      people.findOneAndUpdate(
        { _id: id, endedAt: null },
        { $set: { ...at, status: 'active' } },
        { returnDocument: 'after' },
      ),

    async setStatus(id: string, status: Extract<PersonStatus, 'active' | 'held'>): Promise<void> {
      await people.updateOne({ _id: id, endedAt: null }, { $set: { status } });
    },

    /** The workflow is there. */
    async setStarted(id: string): Promise<void> {
      await people.updateOne({ _id: id, status: 'entering' }, { $set: { status: 'active' } });
    },

    /** From here on no other wait takes the event. */
    async take(id: string, taken: TakenEvent): Promise<void> {
      await people.updateOne({ _id: id }, { $addToSet: { taken } });
    },

    /** Ends the person's journey, and forgets the event by which it began. A second call changes nothing. */
    async end(
      id: string,
      of: { status: EndedStatus; step: string; at: Date; convertedAt: Date | null },
    ): Promise<void> {
      const { status, step, at, convertedAt } = of;
      await people.updateOne(
        { _id: id, endedAt: null },
        { $set: { status, step, convertedAt, endedAt: at, event: null, taken: [] } },
      );
    },

    /** Those that entered before an instant and whose workflow may not have been started. */
    entering: (before: Date, limit: number): Promise<JourneyPerson[]> =>
      people
        .find({ status: 'entering', stepAt: { $lt: before } })
        .limit(limit)
        .toArray(),

    /** How many have entered and not come to their first step, at most `limit`. */
    countOfWaiting: (journey: string, limit: number): Promise<number> =>
      people.countDocuments({ journey, step: null, endedAt: null }, { limit }),

    /** A page of a journey's people, by id. */
    list: (
      journey: string,
      of: {
        readonly statuses: readonly PersonStatus[];
        readonly step?: string | undefined;
        readonly profileId?: string | undefined;
        readonly after?: string | undefined;
        readonly limit: number;
      },
    ): Promise<JourneyPerson[]> => {
      const { statuses, step, profileId, after = '', limit } = of;
      const filter = {
        _id: { $gt: after },
        journey,
        status: { $in: [...statuses] },
        ...(step !== undefined && { step }),
        ...(profileId !== undefined && { profileId }),
      };
      return people.find(filter).sort({ _id: 1 }).limit(limit).toArray();
    },

    /** How many people are where, all that ever entered counted. */
    counts: (journey: string): Promise<PeopleCount[]> =>
      people
        .aggregate<PeopleCount>([
          { $match: { journey } },
          {
            $group: {
              _id: {
                status: '$status',
                step: '$step',
                branches: '$branches',
                convertedAt: { $gt: ['$convertedAt', null] },
              },
              count: { $sum: 1 },
            },
          },
          {
            $project: {
              _id: 0,
              status: '$_id.status',
              step: '$_id.step',
              branches: '$_id.branches',
              hasConverted: '$_id.convertedAt',
              count: 1,
            },
          },
        ])
        .toArray(),

    ofProfile: (profileId: string): AsyncIterable<JourneyPerson> => people.find({ profileId }).sort({ _id: 1 }),

    countOfProfile: (profileId: string): Promise<number> => people.countDocuments({ profileId }, { limit: 1 }),

    /** Of an erased person; its workflows find out with their next step, and end. */
    async removeOfProfile(profileId: string): Promise<void> {
      await people.deleteMany({ profileId });
    },
  };
}

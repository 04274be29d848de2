import type { Db } from 'mongodb';
import type { ResolvedCondition } from '../../domain/audience/segment.ts';
import type { PersonSignal } from '../../domain/journeys/calls.ts';
import type { PresentStatus } from '../../domain/journeys/person.ts';
import { insertOnce } from '../collections.ts';

/** Something that is done with many people of a journey, in the background. */
export interface JourneyTask {
  readonly _id: string;
  readonly journey: string;
  readonly work:
    | { readonly kind: 'enter'; readonly condition: ResolvedCondition | 'everyone' }
    /** To all that are in the journey, or to those that are held. */
    | {
        readonly kind: 'signal';
        readonly signal: PersonSignal;
        readonly statuses: readonly PresentStatus[];
      };
  readonly startedAt: Date;
  /** Everybody up to this id has had a turn; null: nobody. */
  readonly afterId: string | null;
  readonly people: number;
  /** Of those, how many were refused: they are or were in the journey. */
  readonly refused: number;
  readonly finishedAt: Date | null;
}

export function journeyTaskStore(db: Db) {
  const tasks = db.collection<JourneyTask>('journeyTasks');
  return {
    insert: (task: Pick<JourneyTask, '_id' | 'journey' | 'work' | 'startedAt'>): Promise<boolean> =>
      insertOnce(tasks, { ...task, afterId: null, people: 0, refused: 0, finishedAt: null }),

    get: (id: string): Promise<JourneyTask | null> => tasks.findOne({ _id: id }),

    /** Counts the people behind `before` up to `afterId`. Returns false if another attempt has done so. */
    async advance(task: JourneyTask, to: Pick<JourneyTask, 'afterId' | 'people' | 'refused'>): Promise<boolean> {
      const { _id, afterId } = task;
      return (await tasks.updateOne({ _id, afterId }, { $set: to })).matchedCount === 1;
    },

    async finish(id: string, now: Date): Promise<void> {
      await tasks.updateOne({ _id: id, finishedAt: null }, { $set: { finishedAt: now } });
    },
  };
}

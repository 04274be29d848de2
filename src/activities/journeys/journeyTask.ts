import { setTimeout as sleep } from 'node:timers/promises';
import { documentNotFound } from '../../domain/failures.ts';
import type { JourneyCalls } from '../../domain/journeys/calls.ts';
import type { Journey } from '../../domain/journeys/journey.ts';
import type { JourneyEntrance } from '../../store/journeys/journeyEntrance.ts';
import type { JourneyTask } from '../../store/journeys/journeyTasks.ts';
import { qualifiedProfiles } from '../../store/segmentQuery/segmentQuery.ts';
import type { Store } from '../../store/store.ts';

interface Services {
  readonly store: Store;
  readonly calls: JourneyCalls;
  readonly entrance: JourneyEntrance;
  readonly journeys: readonly Journey[];
  readonly signal: AbortSignal;
  readonly tell: (details: { people: number }) => void;
}

/** People at a time. */
const AT_ONCE = 20;
/** Of a journey: those that have entered and not come to their first step. */
const MOST_WAITING = 100;
const LOOK_MS = 250;

/** Goes through the people of a task, and records after every few of them how far it is; a repetition goes on from there. */
export async function journeyTask(taskId: string, services: Services): Promise<{ people: number }> {
  const { store, signal, tell } = services;
  const found = await store.journeyTasks.get(taskId);
  if (!found) throw documentNotFound('task', taskId);
  let task: JourneyTask = found;
  if (task.finishedAt === null) {
    for await (const page of pagesOf(task, services)) {
      for (let from = 0; from < page.length; from += AT_ONCE) {
        if (task.work.kind === 'enter') await untilFewWait(task, services);
        signal.throwIfAborted();
        const some = page.slice(from, from + AT_ONCE);
        const { refused, isClosed } = await turn(task, some, services);
        if (isClosed) return await finished(task);
        const to: Parameters<typeof store.journeyTasks.advance>[1] = {
          afterId: some.at(-1) ?? task.afterId,
          people: task.people + some.length,
          refused: task.refused + refused,
        };
        if (!(await store.journeyTasks.advance(task, to))) throw new Error(`another attempt goes on with ${taskId}`);
        task = { ...task, ...to };
        tell({ people: task.people });
      }
    }
  }
  return await finished(task);

  async function finished({ people }: JourneyTask): Promise<{ people: number }> {
    await store.journeyTasks.finish(taskId, new Date());
    return { people };
  }
}

/** Temporal starts workflows faster than it carries them out; nobody else's should wait behind thousands. */
async function untilFewWait({ journey }: JourneyTask, { store, signal }: Services): Promise<void> {
  while ((await store.journeyPeople.countOfWaiting(journey, MOST_WAITING)) >= MOST_WAITING) {
    await sleep(LOOK_MS, undefined, { signal });
  }
}

/** Ids, in ascending order: of profiles, or of people in the journey. */
async function* pagesOf(
  { work, journey, startedAt, afterId }: JourneyTask,
  { store }: Services,
): AsyncGenerator<string[]> {
  if (work.kind === 'enter') {
    const { timeZone: zone } = await store.account.get();
    const fields = ['_id'] as const;
    const query = { now: startedAt, zone, fields, afterId: afterId ?? undefined, suppressions: store.suppressions };
    for await (const page of qualifiedProfiles(store.db, work.condition, query)) yield page.map(({ _id }) => _id);
    return;
  }
  const { statuses } = work;
  for (let after = afterId ?? ''; ; ) {
    const page = await store.journeyPeople.list(journey, { statuses, after, limit: AT_ONCE });
    const last = page.at(-1);
    if (last === undefined) return;
    yield page.map(({ _id }) => _id);
    after = last._id;
  }
}

async function turn(
  { _id: source, journey: name, work }: JourneyTask,
  ids: readonly string[],
  { calls, entrance, journeys }: Services,
): Promise<{ refused: number; isClosed: boolean }> {
  if (work.kind === 'signal') {
    const { signal } = work;
    await Promise.all(
      ids.map((_id) =>
        signal.signal === 'leave'
          ? entrance.dismiss({ _id, journey: name }, signal.why)
          : calls.signal({ _id, journey: name }, signal),
      ),
    );
    return { refused: 0, isClosed: false };
  }
  const journey = journeys.find((one) => one.name === name);
  if (!journey) throw new Error(`this worker has no journey ${name}`);
  const now = new Date();
  const entrances = await Promise.all(
    ids.map((profileId) => entrance.enter({ journey, profileId, key: null, event: null, source, now })),
  );
  const countOf = (wanted: string): number => entrances.filter(({ outcome }) => outcome === wanted).length;
  return { refused: countOf('refused') + countOf('erased'), isClosed: countOf('closed') > 0 };
}

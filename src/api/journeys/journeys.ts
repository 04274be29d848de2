import { z } from 'zod';
import type { Journey } from '../../domain/journeys/journey.ts';
import { type JourneyState, PRESENT_STATUSES } from '../../domain/journeys/person.ts';
import type { JourneyTask } from '../../store/journeys/journeyTasks.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { conflict, notFound } from '../http/problem.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { listOf, wholeList } from '../wire.ts';
import { journeyAnswer, journeyProgressAnswer, toJourneyAnswer, toProgressAnswer } from './journeyAnswer.ts';

export const journeyParameter = z.string().min(1).max(128).describe('name of the journey');
const params = z.strictObject({ journey: journeyParameter });

export const stopJourneyInput = z.strictObject({
  drain: z
    .boolean()
    .default(false)
    .describe('true: nobody enters any more, and the people in the journey go on to its end; false: it ends for all'),
});

type Dependencies = Pick<ApiDependencies, 'store' | 'journeys' | 'now'>;

/** The journey of this name. Throws a 404. */
export function journeyNamed({ all }: ApiDependencies['journeys'], name: string): Journey {
  const journey = all.find((one) => one.name === name);
  if (!journey) throw notFound('journey', name);
  return journey;
}

/** Journeys, which developers write: what there is, how it goes, and decisions about all that are in one. */
export function journeyRoutes({ store, journeys, now }: Dependencies): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/v1/journeys',
      operationId: 'listJourneys',
      scope: 'read',
      tag: 'Journeys',
      summary: 'List the journeys of this release',
      answer: listOf(journeyAnswer),
      async handle() {
        const states = await Promise.all(journeys.all.map(({ name }) => store.journeyStates.get(name)));
        return wholeList(states.map((state, index) => toJourneyAnswer(journeys.all[index] as Journey, state)));
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/journeys/{journey}',
      operationId: 'getJourney',
      scope: 'read',
      tag: 'Journeys',
      summary: 'Read where the people of a journey are, and how its branches convert',
      description: 'Its messages are found by `campaignId=journey:NAME` in listMessages.',
      params,
      answer: journeyProgressAnswer,
      problems: ['not-found'],
      handle: async ({ params: { journey } }) => await progressOf(journeyNamed(journeys, journey)),
    }),
    defineRoute({
      method: 'post',
      path: '/v1/journeys/{journey}/pause',
      operationId: 'pauseJourney',
      scope: 'operate',
      tag: 'Journeys',
      summary: 'Hold everybody in a journey',
      description:
        'Nobody gets a text of it or comes to another step until it is resumed. Waits and sleeps go on, and people still enter. Repeating it is harmless.',
      params,
      answer: journeyProgressAnswer,
      problems: ['not-found', 'conflict'],
      handle: async ({ params: { journey }, caller }) =>
        await changed(journeyNamed(journeys, journey), 'paused', caller.name, null),
    }),
    defineRoute({
      method: 'post',
      path: '/v1/journeys/{journey}/resume',
      operationId: 'resumeJourney',
      scope: 'operate',
      tag: 'Journeys',
      summary: 'Let a journey go on',
      description: 'One that was stopped or drained takes in people again. Those that have left do not come back.',
      params,
      answer: journeyProgressAnswer,
      problems: ['not-found', 'conflict'],
      handle: async ({ params: { journey }, caller }) =>
        await changed(journeyNamed(journeys, journey), 'running', caller.name, {
          kind: 'signal',
          signal: { signal: 'journeySteered' },
          statuses: ['held'],
        }),
    }),
    defineRoute({
      method: 'post',
      path: '/v1/journeys/{journey}/stop',
      operationId: 'stopJourney',
      scope: 'operate',
      tag: 'Journeys',
      summary: 'End a journey for all, or let it run out',
      params,
      body: stopJourneyInput,
      answer: journeyProgressAnswer,
      problems: ['not-found', 'conflict'],
      handle: async ({ params: { journey }, body: { drain }, caller }) =>
        await changed(
          journeyNamed(journeys, journey),
          drain ? 'draining' : 'stopped',
          caller.name,
          drain
            ? { kind: 'signal', signal: { signal: 'journeySteered' }, statuses: ['held'] }
            : { kind: 'signal', signal: { signal: 'leave', why: 'stopped' }, statuses: PRESENT_STATUSES },
        ),
    }),
  ];

  async function progressOf(journey: Journey): Promise<z.input<typeof journeyProgressAnswer>> {
    const { name } = journey;
    const [state, counts] = await Promise.all([store.journeyStates.get(name), store.journeyPeople.counts(name)]);
    return toProgressAnswer(journey, state, counts);
  }

  /** Changes the state, which each step reads, and has the people told that wait. The task is named after the change, so that a repetition finishes it. */
  async function changed(journey: Journey, state: JourneyState, by: string, work: JourneyTask['work'] | null) {
    const before = await store.journeyStates.get(journey.name);
    const at = now();
    const after = before.state === state ? before : await store.journeyStates.change(before, { state, at, by });
    if (after === null) {
      throw conflict('edited_meanwhile', 'The journey was changed at the same moment. Look at it, and try again.');
    }
    if (work !== null && after.revision > 0) {
      const taskId = `${journey.name}-${after.revision}`;
      await store.journeyTasks.insert({ _id: taskId, journey: journey.name, work, startedAt: at });
      await journeys.calls.startTask(taskId);
    }
    return await progressOf(journey);
  }
}

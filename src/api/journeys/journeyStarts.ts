import { z } from 'zod';
import { compiles } from '../../content/template.ts';
import type { Journey } from '../../domain/journeys/journey.ts';
import { isClosed } from '../../domain/journeys/person.ts';
import { callerId, label, mapValues, propertyValue, toStored } from '../../domain/values.ts';
import { journeyEntrance } from '../../store/journeys/journeyEntrance.ts';
import type { JourneyTask } from '../../store/journeys/journeyTasks.ts';
import { resolved } from '../audience/segmentReferences.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { conflict, invalid, notFound } from '../http/problem.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { idParameter, instant, orNull } from '../wire.ts';
import { journeyNamed, journeyParameter } from './journeys.ts';

const params = z.strictObject({ journey: journeyParameter });

export const startJourneyInput = z.strictObject({
  profileId: callerId.describe('the profile that enters'),
  key: z
    .string()
    .min(1)
    .max(128)
    .optional()
    .describe('the profile may be in the journey once for each key, such as the number of a booking'),
  event: z
    .record(label, propertyValue)
    .optional()
    .describe('values that the texts and steps of the journey have as its event; needed if a text uses them'),
});
export const startedJourneyAnswer = z.strictObject({
  personId: z.string().describe('of the entry, in listJourneyPeople'),
  entered: z.boolean().describe('false: an earlier entry, whose id it is, forbids another one'),
});

export const startSegmentInput = z.strictObject({ segmentId: z.string().describe('id of the segment') });
export const journeyTaskAnswer = z.strictObject({
  taskId: z.string().describe('of the task'),
  journey: z.string().describe('name of the journey'),
  people: z.int().describe('how many have had their turn'),
  refused: z.int().describe('how many of those have not entered, because they are or were in the journey'),
  startedAt: instant.describe('when it was requested'),
  finishedAt: instant.nullable().describe('when all had had their turn; null: it goes on'),
});

type Dependencies = Pick<ApiDependencies, 'store' | 'journeys' | 'now'>;

/** How the API lets people enter journeys. */
export function journeyStartRoutes({ store, journeys, now }: Dependencies): Route[] {
  const { enter } = journeyEntrance({ store, calls: journeys.calls, journeys: journeys.all });
  return [
    defineRoute({
      method: 'post',
      path: '/v1/journeys/{journey}/start',
      operationId: 'startJourney',
      scope: 'send',
      audit: 'counts',
      tag: 'Journeys',
      summary: 'Let a profile enter a journey',
      description:
        'Durable once it is answered. Whether a profile may enter again is a setting of the journey. With an Idempotency-Key a repeated request is one entry.',
      params,
      body: startJourneyInput,
      answer: startedJourneyAnswer,
      problems: ['not-found', 'conflict'],
      async handle({ params: { journey: name }, body: { profileId, key = null, event: properties }, newId }) {
        const journey = journeyNamed(journeys, name);
        if (properties === undefined) await checkNeedsNoEvent(journey);
        if (!(await store.profiles.get(profileId))) {
          throw invalid([{ field: '/profileId', got: 'an id that no profile has', wanted: 'the id of a profile' }]);
        }
        const source = newId('act');
        const at = now();
        const event = properties && {
          _id: source,
          name: journey.startedBy?.event ?? 'start',
          at,
          properties: mapValues(properties, toStored),
        };
        const { outcome, personId } = await enter({ journey, profileId, key, event: event ?? null, source, now: at });
        if (outcome === 'closed') throw closed();
        return { personId: personId ?? '', entered: outcome === 'entered' };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/v1/journeys/{journey}/start-segment',
      operationId: 'startJourneyForSegment',
      scope: 'author',
      tag: 'Journeys',
      summary: 'Let all profiles of a segment enter a journey',
      description:
        'In the background. The segment is as it is when the task begins. Profiles that may not enter again are left out.',
      params,
      body: startSegmentInput,
      status: 202,
      answer: journeyTaskAnswer,
      problems: ['not-found', 'conflict'],
      async handle({ params: { journey: name }, body: { segmentId }, newId, setHeader }) {
        const journey = journeyNamed(journeys, name);
        await checkNeedsNoEvent(journey);
        const { state } = await store.journeyStates.get(name);
        if (isClosed(state)) throw closed();
        const condition = await resolved({ kind: 'segment', segmentId }, { store, base: '' });
        const taskId = newId('act');
        await store.journeyTasks.insert({
          _id: taskId,
          journey: name,
          work: { kind: 'enter', condition },
          startedAt: now(),
        });
        await journeys.calls.startTask(taskId);
        setHeader('Location', `/v1/journey-tasks/${taskId}`);
        return await taskAnswer(taskId);
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/journey-tasks/{taskId}',
      operationId: 'getJourneyTask',
      scope: 'read',
      tag: 'Journeys',
      summary: 'Read how many of a segment have entered a journey',
      params: z.strictObject({ taskId: idParameter('task') }),
      answer: journeyTaskAnswer,
      problems: ['not-found'],
      handle: async ({ params: { taskId } }) => await taskAnswer(taskId),
    }),
  ];

  /** Throws a 400 if a text of the journey can't be composed without its event. */
  async function checkNeedsNoEvent({ texts, startedBy }: Journey): Promise<void> {
    for (const [name, text] of Object.entries(texts)) {
      const template = typeof text === 'string' ? text : (await store.savedMessages.named(text.savedMessage))?.template;
      if (template === undefined || compiles(template)) continue;
      const wanted = `the values of ${startedBy?.event ?? 'the event'}, which the text ${name} uses`;
      throw invalid([{ field: '/event', got: 'nothing', wanted }]);
    }
  }

  async function taskAnswer(taskId: string): Promise<z.input<typeof journeyTaskAnswer>> {
    const task = await store.journeyTasks.get(taskId);
    if (!task) throw notFound('task', taskId);
    return toAnswer(task);
  }
}

const toAnswer = ({ _id, journey, people, refused, startedAt, finishedAt }: JourneyTask) => ({
  taskId: _id,
  journey,
  people,
  refused,
  startedAt: startedAt.toISOString(),
  finishedAt: orNull(finishedAt),
});

const closed = () =>
  conflict('journey_closed', 'The journey takes in nobody, because it was stopped. Resume it first.');

import { z } from 'zod';
import { type JourneyPerson, PERSON_STATUSES } from '../../domain/journeys/person.ts';
import { callerId } from '../../domain/values.ts';
import { journeyEntrance } from '../../store/journeys/journeyEntrance.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { cursorKind, cursorParameter, limitParameter, pageOf, toPage } from '../http/cursor.ts';
import { conflict, notFound } from '../http/problem.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { idParameter } from '../wire.ts';
import { journeyPersonAnswer, toPersonAnswer } from './journeyAnswer.ts';
import { journeyNamed, journeyParameter } from './journeys.ts';

const params = z.strictObject({ journey: journeyParameter });
const personParams = params.extend({ personId: idParameter('person') });

export const moveOnInput = z.strictObject({
  step: z
    .string()
    .min(1)
    .max(300)
    .optional()
    .describe(
      'only if the person is at this step, so that a repeated request moves nobody further; left out: anywhere',
    ),
});

const cursor = cursorKind('journeyPeople', z.strictObject({ id: z.string() }));

/** The people in journeys, one by one. */
export function journeyPeopleRoutes({ store, journeys }: Pick<ApiDependencies, 'store' | 'journeys'>): Route[] {
  const { dismiss } = journeyEntrance({ store, calls: journeys.calls, journeys: journeys.all });
  return [
    defineRoute({
      method: 'get',
      path: '/v1/journeys/{journey}/people',
      operationId: 'listJourneyPeople',
      scope: 'read',
      tag: 'Journeys',
      summary: 'List who is or was in a journey, and where',
      params,
      query: z.strictObject({
        profileId: callerId.optional().describe('only the entries of this profile'),
        status: z.enum(PERSON_STATUSES).optional().describe('only those of this status'),
        step: z.string().max(300).optional().describe('only those at this step, such as wait: purchase'),
        limit: limitParameter,
        cursor: cursorParameter,
      }),
      answer: pageOf(journeyPersonAnswer),
      problems: ['not-found'],
      async handle({ params: { journey }, query: { profileId, status, step, limit, cursor: given } }) {
        journeyNamed(journeys, journey);
        const statuses = status === undefined ? PERSON_STATUSES : [status];
        const after = cursor.decode(given)?.id;
        const found = await store.journeyPeople.list(journey, { statuses, step, profileId, after, limit: limit + 1 });
        return toPage(found, limit, cursor, ({ _id: id }) => ({ id }), toPersonAnswer);
      },
    }),
    defineRoute({
      method: 'post',
      path: '/v1/journeys/{journey}/people/{personId}/move-on',
      operationId: 'moveJourneyPersonOn',
      scope: 'operate',
      tag: 'Journeys',
      summary: 'End the present wait or sleep of a person',
      description: 'The journey goes on with its next step, as if the time was over. A text that waits is not moved.',
      params: personParams,
      body: moveOnInput,
      status: 202,
      answer: journeyPersonAnswer,
      problems: ['not-found', 'conflict'],
      async handle({ params: of, body: { step = null } }) {
        const person = await personIn(of);
        await journeys.calls.signal(person, { signal: 'moveOn', step });
        return toPersonAnswer(person);
      },
    }),
    defineRoute({
      method: 'post',
      path: '/v1/journeys/{journey}/people/{personId}/remove',
      operationId: 'removeJourneyPerson',
      scope: 'operate',
      tag: 'Journeys',
      summary: 'Take a person out of a journey',
      params: personParams,
      status: 202,
      answer: journeyPersonAnswer,
      problems: ['not-found', 'conflict'],
      async handle({ params: of }) {
        const person = await personIn(of);
        await dismiss(person, 'removed');
        return toPersonAnswer(person);
      },
    }),
  ];

  /** Throws a 404, or a 409 if the person has left. */
  async function personIn({ journey, personId }: z.output<typeof personParams>): Promise<JourneyPerson> {
    const person = await store.journeyPeople.get(personId);
    if (person?.journey !== journey) throw notFound('person', personId);
    if (person.endedAt !== null) throw conflict('journey_left', 'The person has left the journey.');
    return person;
  }
}

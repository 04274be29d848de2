import { z } from 'zod';
import { type EventInput, eventInput, type ProfileEvent } from '../../domain/audience/event.ts';
import { callerId, label, mapValues, propertyValue, toJson } from '../../domain/values.ts';
import { importEvents } from '../../store/imports/importEvents.ts';
import { isRefusal, notesOf, writtenEvent } from '../../store/imports/importNotes.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { cursorKind, cursorParameter, limitParameter, pageOf, toPage } from '../http/cursor.ts';
import { invalid } from '../http/problem.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { instant } from '../wire.ts';
import { bulkAnswer, bulkInput, notesField, notesFor, refusedId, writeItems } from './bulk.ts';
import { columnOptions, formatOf, IMPORT_MEDIA_TYPES, importAnswer, imported, importQuery } from './imports.ts';

export const eventAnswer = z.strictObject({
  id: z.string().describe('as it was given, or made by Herald'),
  profileId: z.string().describe('id of the profile that did it'),
  name: z.string().describe('such as purchase'),
  at: instant.describe('when it happened'),
  properties: z.record(label, propertyValue).describe('details of the event, by name'),
});
export const recordedEventAnswer = z.strictObject({
  id: z.string().describe('as it was given, or made by Herald'),
  known: z.boolean().describe('true: the profile had an event of this name and id already, and nothing changed'),
  notes: notesField,
});

const cursor = cursorKind('events', z.strictObject({ at: z.iso.datetime(), id: z.string() }));

export function eventRoutes({ store, ingestion, now }: Pick<ApiDependencies, 'store' | 'ingestion' | 'now'>): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/v1/events',
      operationId: 'recordEvent',
      scope: 'ingest',
      audit: 'counts',
      tag: 'Events',
      summary: 'Record that a profile did something',
      description:
        'With an id of yours, sending it again changes nothing: an id is taken once for each profile and event name. The profile may come later. A name is any text. A property that is null is absent; one whose value is another object or list is left out, and `notes` names it.',
      body: eventInput,
      status: 201,
      answer: recordedEventAnswer,
      async handle({ body, newId }) {
        const id = body.id ?? newId('evt');
        const outcome = await ingestion.events.insert({ ...body, id }, now());
        if (isRefusal(outcome)) throw invalid([refusedId(outcome, 'profileId')]);
        const notes = [...notesOf(body), ...(writtenEvent(outcome).notes ?? [])];
        return { id, known: outcome !== 'stored', ...notesFor(notes, body) };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/v1/events/bulk',
      operationId: 'recordEvents',
      scope: 'ingest',
      audit: 'counts',
      tag: 'Events',
      summary: 'Record up to 1,000 events',
      description: 'The good ones are taken, whatever is wrong with the others. Each item is as for recordEvent.',
      body: bulkInput,
      answer: bulkAnswer,
      async handle({ body, newId }) {
        const write = async (events: EventInput[]) =>
          (await ingestion.events.insertMany(events, now(), { newId: () => newId('evt') })).map(writtenEvent);
        return await writeItems(body.items, { schema: eventInput, idField: 'profileId', notesOf, write });
      },
    }),
    defineRoute({
      method: 'post',
      path: '/v1/events/import',
      operationId: 'importEvents',
      scope: 'ingest',
      audit: 'counts',
      tag: 'Events',
      summary: 'Record any number of events from CSV or NDJSON',
      description:
        'Streamed: the good rows are written as they come. A column is the field of its name (id, profileId, name, at), or a property, unless `map` says otherwise. Rows without an id are new each time, but for a repetition with the same Idempotency-Key.',
      query: importQuery,
      body: {
        mediaTypes: IMPORT_MEDIA_TYPES,
        description: 'CSV with a header, or one event as JSON a line',
        examples: {
          'text/csv': 'id,profileId,name,at,amount\ne1,u1,purchase,1998-01-01,29.33\n',
          'application/x-ndjson': '{"id":"e1","profileId":"u1","name":"purchase","properties":{"amount":29.33}}\n',
        },
      },
      answer: importAnswer,
      handle: ({ body, query, mediaType, newId }) => {
        const options = { stream: body, format: formatOf(mediaType), now: now(), ...columnOptions(query) };
        return imported(() => importEvents({ ...options, store: ingestion, newId: () => newId('evt') }));
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/profiles/{profileId}/events',
      operationId: 'listEventsOfProfile',
      scope: 'read',
      tag: 'Events',
      summary: "List a profile's events, the latest first",
      params: z.strictObject({ profileId: callerId.describe("the profile's id, percent-encoded") }),
      query: z.strictObject({ limit: limitParameter, cursor: cursorParameter }),
      answer: pageOf(eventAnswer),
      async handle({ params: { profileId }, query: { limit, cursor: given } }) {
        const position = cursor.decode(given);
        const before = position && { at: new Date(position.at), id: position.id };
        const found = await store.events.ofProfile({ profileId, limit: limit + 1, before });
        const positionOf = (event: ProfileEvent) => ({ at: event.at.toISOString(), id: event._id });
        return toPage(found, limit, cursor, positionOf, toEventAnswer);
      },
    }),
  ];
}

export const toEventAnswer = (event: ProfileEvent): z.input<typeof eventAnswer> => ({
  id: event._id,
  profileId: event.profileId,
  name: event.name,
  at: event.at.toISOString(),
  properties: mapValues(event.properties, toJson),
});

import { z } from 'zod';
import { NUMBER_PROBLEMS } from '../../domain/audience/phone.ts';
import {
  type Profile,
  type ProfileInput,
  profileChanges,
  profileInput,
  type Reachability,
  reachability,
} from '../../domain/audience/profile.ts';
import { callerId, mapValues, properties, toJson } from '../../domain/values.ts';
import { ErasedIdError } from '../../store/erasures.ts';
import { notesOf, numberProblem, writtenProfile } from '../../store/imports/importNotes.ts';
import { importProfiles } from '../../store/imports/importProfiles.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { cursorKind, cursorParameter, limitParameter, pageOf, toPage } from '../http/cursor.ts';
import { invalid, notFound } from '../http/problem.ts';
import { type Caller, defineRoute, type Route } from '../http/route.ts';
import { numberSearched } from '../numberSearch.ts';
import { createdAndUpdated, stamps } from '../wire.ts';
import { bulkAnswer, bulkInput, notesField, notesFor, refusedId, writeItems } from './bulk.ts';
import {
  columnOptions,
  formatOf,
  IMPORT_MEDIA_TYPES,
  importAnswer,
  imported,
  profileImportQuery,
  profileWriteQuery,
} from './imports.ts';
import { MAX_SCANNED, propertySearched, searchQuery } from './profileSearch.ts';

export const profileAnswer = z.strictObject({
  id: z.string().describe("the caller's own id of the person"),
  phone: z.string().nullable().describe('the phone as it was given'),
  number: z.string().nullable().describe('the phone as E.164; null when it is not possible for its country'),
  numberProblem: z
    .enum(NUMBER_PROBLEMS)
    .nullable()
    .describe(
      'why the phone has no usable number: no_number; several (two numbers, or something after the number); rounded by a spreadsheet; no_country_code; not_possible for its country; ambiguous with the default country',
    ),
  country: z.string().nullable().describe('country of the number, ISO 3166-1 alpha-2'),
  timeZone: z.string().nullable().describe('IANA time zone; null: not known'),
  language: z.string().nullable().describe('a language tag, such as en or fr-CA; null: not known'),
  optedOut: z
    .boolean()
    .describe(
      'whether the number gets no messages, whoever opted it out, or the profile opted out before it had a number',
    ),
  reachability: z
    .enum(['reachable', 'opted_out', 'no_usable_number'])
    .describe('whether messages can be sent; opted_out takes precedence over no_usable_number'),
  properties: properties.describe('what is known of the person, by name'),
  ...createdAndUpdated,
});
export const writtenProfileAnswer = profileAnswer.extend({
  unchanged: z.literal(true).optional().describe('the profile had all of it before'),
  notes: notesField,
});

const reason = z.string().trim().min(1).max(500);
export const optOutInput = z.discriminatedUnion('optedOut', [
  z
    .strictObject({
      optedOut: z.literal(true),
      reason: reason.optional().describe('what the person said, or why; kept with the suppression'),
    })
    .meta({ title: 'Opt out' }),
  z
    .strictObject({
      optedOut: z.literal(false),
      reason: reason.describe('how the person opted in again; kept with the suppression that ends'),
    })
    .meta({ title: 'Opt in again' }),
]);

const params = z.strictObject({ profileId: callerId.describe("the profile's id, percent-encoded") });
const cursor = cursorKind('profiles', z.strictObject({ id: z.string() }));

export function profileRoutes({
  store,
  ingestion,
  now,
}: Pick<ApiDependencies, 'store' | 'ingestion' | 'now'>): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/v1/profiles',
      operationId: 'upsertProfile',
      scope: 'ingest',
      audit: 'counts',
      tag: 'Profiles',
      summary: 'Create or update a profile',
      description:
        'Fields that are left out keep their values. A given property replaces the one of that name; null removes it. The phone is stored as given, usable or not; number, numberProblem and reachability in the response say whether it is usable. `optedOut: true` puts the number on the suppression list; so does any later number of a profile that has opted out. A property whose value is another object or list is left out, and `notes` names it.',
      query: profileWriteQuery,
      body: profileInput,
      answer: writtenProfileAnswer,
      handle: async ({ body, query, caller }) => await written(body, query, caller),
    }),
    defineRoute({
      method: 'post',
      path: '/v1/profiles/bulk',
      operationId: 'upsertProfiles',
      scope: 'ingest',
      audit: 'counts',
      tag: 'Profiles',
      summary: 'Create or update up to 1,000 profiles',
      description: 'Valid items are stored even when others are invalid. Each item is like the body of upsertProfile.',
      query: profileWriteQuery,
      body: bulkInput,
      answer: bulkAnswer,
      async handle({ body, query, caller }) {
        const country = await countryOf();
        return await writeItems(body.items, {
          schema: profileInput,
          idField: 'id',
          notesOf: (profile) => notesOf(profile, { country }),
          async write(profiles) {
            const result = await ingestion.profiles.upsertMany(profiles, now(), {
              ...query,
              country,
              keyId: caller.id,
            });
            return result.map((one, index) => writtenProfile(profiles[index] ?? {}, one));
          },
        });
      },
    }),
    defineRoute({
      method: 'post',
      path: '/v1/profiles/import',
      operationId: 'importProfiles',
      scope: 'ingest',
      audit: 'counts',
      tag: 'Profiles',
      summary: 'Import profiles from CSV or NDJSON',
      description:
        'The file is streamed and may have any size; valid rows are stored as they arrive. A column is the field of that name (id, phone, timeZone, language, optedOut) or else a property, unless `map` says otherwise.',
      query: profileImportQuery,
      body: {
        mediaTypes: IMPORT_MEDIA_TYPES,
        description: 'CSV with a header, or one JSON profile per line',
        examples: {
          'text/csv': 'id,phone,timeZone,name\nu1,+447700900001,Europe/London,Ada\n',
          'application/x-ndjson': '{"id":"u1","phone":"+447700900001","properties":{"name":"Ada"}}\n',
        },
      },
      answer: importAnswer,
      async handle({ body, query, mediaType, caller }) {
        const options = { stream: body, format: formatOf(mediaType), now: now(), ...columnOptions(query) };
        const { optInReason, country = await countryOf() } = query;
        return await imported(() =>
          importProfiles({ ...options, store: ingestion, country, optInReason, keyId: caller.id }),
        );
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/profiles',
      operationId: 'listProfiles',
      scope: 'read',
      tag: 'Profiles',
      summary: 'List profiles by id, or find them by phone or property',
      description: `A search by a property alone reads ${MAX_SCANNED.toLocaleString('en')} profiles per request: a page can have fewer items than \`limit\`, or none, and the search is complete only when \`nextCursor\` is null.`,
      query: z.strictObject({ ...searchQuery, limit: limitParameter, cursor: cursorParameter }),
      answer: pageOf(profileAnswer),
      async handle({ query, caller }) {
        const { limit } = query;
        const position = { after: cursor.decode(query.cursor)?.id, limit: limit + 1 };
        const number = await numberSearched('phone', query.phone, { caller, store });
        const property = propertySearched(query, caller);
        const { profiles: found, readUpTo } =
          property !== undefined && number === undefined
            ? await store.profiles.search(property, { ...position, scan: MAX_SCANNED })
            : { profiles: await store.profiles.list({ ...position, number, property }), readUpTo: null };
        const suppressed = await suppressedAmong(found);
        const toItem = (profile: Profile) => toProfileAnswer(profile, reachability(profile, suppressed));
        const page = toPage(found, limit, cursor, (profile) => ({ id: profile._id }), toItem);
        return page.nextCursor === null && readUpTo !== null
          ? { ...page, nextCursor: cursor.encode({ id: readUpTo }) }
          : page;
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/profiles/{profileId}',
      operationId: 'getProfile',
      scope: 'read',
      tag: 'Profiles',
      summary: 'Read a profile',
      params,
      answer: profileAnswer,
      problems: ['not-found'],
      handle: async ({ params: { profileId } }) => await answerOf(await load(profileId)),
    }),
    defineRoute({
      method: 'put',
      path: '/v1/profiles/{profileId}',
      operationId: 'putProfile',
      scope: 'ingest',
      audit: 'counts',
      tag: 'Profiles',
      summary: 'Create or update the profile with this id',
      description: 'Like upsertProfile, with the id in the path.',
      params,
      query: profileWriteQuery,
      body: profileChanges,
      answer: writtenProfileAnswer,
      handle: async ({ params: { profileId }, body, query, caller }) =>
        await written({ id: profileId, ...body }, query, caller),
    }),
    defineRoute({
      method: 'put',
      path: '/v1/profiles/{profileId}/opt-out',
      operationId: 'setOptOut',
      scope: 'ingest',
      tag: 'Profiles',
      summary: 'Opt a profile out of messages, or in again',
      description:
        'An opt-out puts the number on the suppression list, and every later number of the profile; opting in takes the number off. Applies to every message that is sent from now on, including those of campaigns in progress.',
      params,
      body: optOutInput,
      answer: profileAnswer,
      problems: ['not-found'],
      async handle({ params: { profileId }, body, caller }) {
        const by = { keyId: caller.id, at: now() };
        const known = body.optedOut
          ? await store.profiles.optOut(profileId, { ...by, source: 'api', wording: body.reason ?? null })
          : await store.profiles.optIn(profileId, { ...by, reason: body.reason });
        if (!known) throw notFound('profile', profileId);
        return await answerOf(await load(profileId));
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/v1/profiles/{profileId}',
      operationId: 'deleteProfile',
      scope: 'ingest',
      tag: 'Profiles',
      summary: 'Delete a profile and its events',
      description:
        'Messages that were sent to the profile remain in reports. If the request fails halfway, repeat it to finish the deletion.',
      params,
      problems: ['not-found'],
      async handle({ params: { profileId } }) {
        // Events first: once the profile was gone, a repeated request would not find them.
        const events = await store.events.removeOfProfile(profileId);
        const removed = await store.profiles.remove(profileId, now());
        if (!removed && events === 0) throw notFound('profile', profileId);
        return undefined;
      },
    }),
  ];

  async function countryOf(): Promise<string | undefined> {
    return (await store.account.get()).defaultCountry;
  }

  async function written(
    input: ProfileInput,
    query: z.output<typeof profileWriteQuery>,
    caller: Caller,
  ): Promise<z.input<typeof writtenProfileAnswer>> {
    const country = await countryOf();
    const options = { ...query, country, keyId: caller.id };
    const { profile, unchanged, isOptedOut } = await ingestion.profiles
      .upsert(input, now(), options)
      .catch((error: unknown) => {
        throw error instanceof ErasedIdError ? invalid([refusedId('erased', 'id')]) : error;
      });
    const later = writtenProfile(input, { outcome: 'stored', isOptedOut }).notes ?? [];
    const notes = notesFor([...notesOf(input, { country }), ...later], input);
    const reach = reachability({ ...profile, optedOut: isOptedOut }, new Set());
    return { ...toProfileAnswer(profile, reach), ...(unchanged && { unchanged }), ...notes };
  }

  async function suppressedAmong(profiles: readonly Profile[]): Promise<ReadonlySet<string>> {
    return await store.suppressions.among(profiles.flatMap(({ number }) => number ?? []));
  }

  async function answerOf(profile: Profile): Promise<z.input<typeof profileAnswer>> {
    return toProfileAnswer(profile, reachability(profile, await suppressedAmong([profile])));
  }

  async function load(id: string): Promise<Profile> {
    const profile = await store.profiles.get(id);
    if (!profile) throw notFound('profile', id);
    return profile;
  }
}

export const toProfileAnswer = (profile: Profile, reach: Reachability): z.input<typeof profileAnswer> => ({
  id: profile._id,
  phone: profile.phone,
  number: profile.number,
  numberProblem: profile.number === null && profile.phone !== null ? numberProblem(profile.phone) : null,
  country: profile.country,
  timeZone: profile.timeZone,
  language: profile.language,
  optedOut: reach === 'opted_out',
  reachability: reach,
  properties: mapValues(profile.properties, toJson),
  ...stamps(profile),
});

import { z } from 'zod';
import { hasEvent } from '../../domain/campaign/campaign.ts';
import { isTextOf, type Journey } from '../../domain/journeys/journey.ts';
import { type SavedMessage, type SavedMessageInput, savedMessageInput } from '../../domain/message/savedMessage.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { cursorKind, cursorParameter, limitParameter, namedListQuery, pageOf, toPage } from '../http/cursor.ts';
import { editRoutes, RevisionChanged, repeatedWhenEdited } from '../http/editRoutes.ts';
import { conflict, invalid, notFound } from '../http/problem.ts';
import { type Caller, defineRoute, type Route } from '../http/route.ts';
import { templateProblem } from '../templateProblem.ts';
import { createdAndUpdated, idParameter, stamps } from '../wire.ts';

export const savedMessageAnswer = z.strictObject({
  id: z.string().describe('made by Herald: txt_ and a ULID'),
  ...savedMessageInput.shape,
  revision: z.int().describe('increases with each change; campaigns and single messages may name one'),
  ...createdAndUpdated,
  updatedBy: z.string().describe('name of the API key that made the last change'),
});

const params = z.strictObject({ savedMessageId: idParameter('saved message') });
const cursor = cursorKind('saved-messages', z.strictObject({ id: z.string() }));
const revisionCursor = cursorKind('saved-message-revisions', z.strictObject({ before: z.int() }));
/** How many users an error lists. */
const MAX_LISTED = 10;

/** Texts that campaigns, single messages and journeys share. */
export function savedMessageRoutes({
  store,
  journeys,
  now,
}: Pick<ApiDependencies, 'store' | 'journeys' | 'now'>): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/v1/saved-messages',
      operationId: 'createSavedMessage',
      scope: 'author',
      tag: 'Saved messages',
      summary: 'Create a saved message',
      body: savedMessageInput,
      status: 201,
      answer: savedMessageAnswer,
      problems: ['conflict'],
      async handle({ body, caller, newId, setHeader }) {
        checkTemplate(body);
        const id = newId('txt');
        const outcome = await store.savedMessages.insert({ id, input: body, by: caller.name, now: now() });
        // `id_taken`: an earlier attempt of this same request created it.
        if (outcome === 'name_taken') throw nameTaken(body.name);
        setHeader('Location', `/v1/saved-messages/${id}`);
        return toAnswer(await load(id));
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/saved-messages',
      operationId: 'listSavedMessages',
      scope: 'read',
      tag: 'Saved messages',
      summary: 'List saved messages, the newest first',
      query: z.strictObject(namedListQuery),
      answer: pageOf(savedMessageAnswer),
      async handle({ query: { limit, cursor: given, ...filter } }) {
        const found = await store.savedMessages.list({ ...filter, before: cursor.decode(given)?.id, limit: limit + 1 });
        return toPage(found, limit, cursor, ({ _id }) => ({ id: _id }), toAnswer);
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/saved-messages/{savedMessageId}',
      operationId: 'getSavedMessage',
      scope: 'read',
      tag: 'Saved messages',
      summary: 'Read a saved message',
      params,
      answer: savedMessageAnswer,
      problems: ['not-found'],
      handle: async ({ params: { savedMessageId } }) => toAnswer(await load(savedMessageId)),
    }),
    defineRoute({
      method: 'get',
      path: '/v1/saved-messages/{savedMessageId}/revisions',
      operationId: 'listSavedMessageRevisions',
      scope: 'read',
      tag: 'Saved messages',
      summary: 'List what a saved message is and was, the newest revision first',
      params,
      query: z.strictObject({ limit: limitParameter, cursor: cursorParameter }),
      answer: pageOf(savedMessageAnswer),
      problems: ['not-found'],
      async handle({ params: { savedMessageId }, query: { limit, cursor: given } }) {
        const before = revisionCursor.decode(given)?.before ?? Number.MAX_SAFE_INTEGER;
        const found = await store.savedMessages.revisions(await load(savedMessageId), before, limit + 1);
        return toPage(found, limit, revisionCursor, ({ revision }) => ({ before: revision }), toAnswer);
      },
    }),
    ...editRoutes(
      defineRoute({
        method: 'put',
        path: '/v1/saved-messages/{savedMessageId}',
        operationId: 'replaceSavedMessage',
        scope: 'author',
        before: async ({ savedMessageId }) => toAnswer(await load(savedMessageId)),
        tag: 'Saved messages',
        summary: 'Replace a saved message',
        description:
          'Runs that begin from then on, later messages of journeys, and single messages have the new text; a run in progress keeps its own. What it was before is kept as an earlier revision. A text with {{ event.NAME }} is refused while a campaign or journey without an event uses the saved message, and a new name while a journey does.',
        params,
        body: savedMessageInput,
        answer: savedMessageAnswer,
        problems: ['not-found', 'conflict'],
        async handle({ params: { savedMessageId }, body, revision, caller }) {
          checkTemplate(body);
          const replaceNewest = async () => {
            const before = await load(savedMessageId);
            if (revision !== undefined && revision !== before.revision) throw new RevisionChanged();
            await prepareUsers(before, body, caller);
            const outcome = await store.savedMessages.replace(before, { input: body, by: caller.name, now: now() });
            if (outcome === 'name_taken') throw nameTaken(body.name);
            const after = await load(savedMessageId);
            if (outcome === 'not_matched') throw new RevisionChanged();
            return toAnswer(after);
          };
          return await (revision === undefined ? repeatedWhenEdited(replaceNewest) : replaceNewest());
        },
      }),
      { operationId: 'updateSavedMessage', summary: 'Change parts of a saved message' },
    ),
    defineRoute({
      method: 'delete',
      path: '/v1/saved-messages/{savedMessageId}',
      operationId: 'deleteSavedMessage',
      scope: 'author',
      before: async ({ savedMessageId }) => toAnswer(await load(savedMessageId)),
      tag: 'Saved messages',
      summary: 'Delete a saved message',
      description: 'With all of its revisions. Refused while a campaign that has not ended, or a journey, uses it.',
      params,
      problems: ['not-found', 'conflict'],
      async handle({ params: { savedMessageId } }) {
        const { name } = await load(savedMessageId);
        const campaigns = await store.campaigns.usingSavedMessage(savedMessageId);
        if (campaigns.length > 0) {
          const ids = campaigns.slice(0, MAX_LISTED).map(({ _id }) => _id);
          throw conflict('in_use', `The saved message is used by campaigns that have not ended: ${ids.join(', ')}.`);
        }
        checkNoJourneyUses(name);
        if (!(await store.savedMessages.remove(savedMessageId))) throw notFound('saved message', savedMessageId);
        return undefined;
      },
    }),
  ];

  async function load(id: string): Promise<SavedMessage> {
    const found = await store.savedMessages.get(id);
    if (!found) throw notFound('saved message', id);
    return found;
  }

  function journeysUsing(name: string): Journey[] {
    return journeys.all.filter(({ texts }) => Object.values(texts).some((text) => isTextOf(text, name)));
  }

  function checkNoJourneyUses(name: string): void {
    const users = journeysUsing(name).map((journey) => journey.name);
    if (users.length > 0) throw conflict('in_use', `Journeys use the saved message by its name: ${users.join(', ')}.`);
  }

  /** Throws a 400 or a 409 if those that use the saved message couldn't use the new one. Its author becomes one of the authors of the campaigns. */
  async function prepareUsers(before: SavedMessage, after: SavedMessageInput, caller: Caller): Promise<void> {
    if (before.name !== after.name) checkNoJourneyUses(before.name);
    const campaigns = (await store.campaigns.usingSavedMessage(before._id)).filter(
      ({ what }) => what.savedMessage?.revision === undefined,
    );
    const withoutEvent = templateProblem(after.template, '/template');
    if (withoutEvent) {
      const users = [
        ...campaigns.filter((campaign) => !hasEvent(campaign)).map(({ _id }) => `the campaign ${_id}`),
        ...journeysUsing(before.name).flatMap(({ name, startedBy }) => (startedBy ? [] : [`the journey ${name}`])),
      ];
      const [first] = users;
      if (first) throw invalid([{ ...withoutEvent, wanted: `${withoutEvent.wanted}, since ${first} uses it` }]);
    }
    await store.campaigns.addAuthor(
      campaigns.map(({ _id }) => _id),
      caller.id,
    );
  }
}

/** Throws a 400 for a template that can't be used anywhere. */
function checkTemplate({ template }: SavedMessageInput): void {
  const problem = templateProblem(template, '/template', { hasEvent: true });
  if (problem) throw invalid([problem]);
}

const toAnswer = (message: SavedMessage) => ({
  id: message._id,
  name: message.name,
  template: message.template,
  revision: message.revision,
  ...stamps(message),
  updatedBy: message.updatedBy,
});

const nameTaken = (name: string) =>
  conflict('name_taken', `A saved message named ${JSON.stringify(name)} already exists.`);

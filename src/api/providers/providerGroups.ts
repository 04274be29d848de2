import { z } from 'zod';
import {
  memberOfGroup,
  type ProviderGroup,
  type ProviderGroupInput,
  providerGroupInput,
} from '../../domain/provider/provider.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { editRoutes, RevisionChanged, repeatedWhenEdited } from '../http/editRoutes.ts';
import { conflict, invalid, notFound } from '../http/problem.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { createdAndUpdated, idParameter, listOf, stamps, wholeList } from '../wire.ts';

export const providerGroupAnswer = z.strictObject({
  id: z.string().describe('made by Herald: grp_ and a ULID'),
  ...providerGroupInput.shape,
  revision: z.int().describe('increases with each change'),
  ...createdAndUpdated,
});

const params = z.strictObject({ groupId: idParameter('provider group') });
const memberParams = z.strictObject({ groupId: idParameter('provider group'), providerId: idParameter('provider') });
const membersInput = z.strictObject({ members: providerGroupInput.shape.members });

export function providerGroupRoutes({ store, now }: Pick<ApiDependencies, 'store' | 'now'>): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/v1/provider-groups',
      operationId: 'createProviderGroup',
      scope: 'admin',
      tag: 'Provider groups',
      summary: 'Create a provider group',
      body: providerGroupInput,
      status: 201,
      answer: providerGroupAnswer,
      async handle({ body, newId, setHeader }) {
        await checkProvidersExist(body.members);
        const id = newId('grp');
        const outcome = await store.providerGroups.insert({ id, input: body, now: now() });
        // `id_taken`: an earlier attempt of this same request created the group.
        if (outcome === 'name_taken') throw nameTaken(body.name);
        setHeader('Location', `/v1/provider-groups/${id}`);
        return toAnswer(await load(id));
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/provider-groups',
      operationId: 'listProviderGroups',
      scope: 'read',
      tag: 'Provider groups',
      summary: 'List provider groups',
      answer: listOf(providerGroupAnswer),
      async handle() {
        return wholeList((await store.providerGroups.list()).map(toAnswer));
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/provider-groups/{groupId}',
      operationId: 'getProviderGroup',
      scope: 'read',
      tag: 'Provider groups',
      summary: 'Read a provider group',
      params,
      answer: providerGroupAnswer,
      problems: ['not-found'],
      handle: async ({ params: { groupId } }) => toAnswer(await load(groupId)),
    }),
    ...editRoutes(
      defineRoute({
        method: 'put',
        path: '/v1/provider-groups/{groupId}',
        operationId: 'replaceProviderGroup',
        scope: 'admin',
        before: async ({ groupId }) => toAnswer(await load(groupId)),
        tag: 'Provider groups',
        summary: 'Replace a provider group',
        description: 'A run in progress keeps the members that it started with.',
        params,
        body: providerGroupInput,
        answer: providerGroupAnswer,
        problems: ['not-found', 'conflict'],
        async handle({ params: { groupId }, body, revision }) {
          await load(groupId);
          await checkProvidersExist(body.members);
          return toAnswer(await replace(groupId, body, revision));
        },
      }),
      { operationId: 'updateProviderGroup', summary: 'Change parts of a provider group' },
    ),
    defineRoute({
      method: 'put',
      path: '/v1/provider-groups/{groupId}/members',
      operationId: 'replaceProviderGroupMembers',
      scope: 'admin',
      before: async ({ groupId }) => toAnswer(await load(groupId)),
      tag: 'Provider groups',
      summary: "Replace or reorder a group's members",
      description:
        'The members are in priority order: a message goes to the first one that serves its number, and to the next one when that is in trouble.',
      params,
      body: membersInput,
      answer: providerGroupAnswer,
      problems: ['not-found'],
      async handle({ params: { groupId }, body }) {
        await load(groupId);
        await checkProvidersExist(body.members);
        return await change(groupId, ({ name }) => ({ name, members: body.members }));
      },
    }),
    defineRoute({
      method: 'post',
      path: '/v1/provider-groups/{groupId}/members',
      operationId: 'addProviderGroupMember',
      scope: 'admin',
      before: async ({ groupId }) => toAnswer(await load(groupId)),
      tag: 'Provider groups',
      summary: 'Add a provider as the last member of a group',
      params,
      body: memberOfGroup,
      answer: providerGroupAnswer,
      problems: ['not-found'],
      async handle({ params: { groupId }, body }) {
        return await change(groupId, async ({ name, members }) => {
          if (members.some((member) => member.providerId === body.providerId)) {
            throw conflict('already_member', `${body.providerId} is already a member of the group.`);
          }
          const input = checked({ name, members: [...members, body] });
          await checkProvidersExist([body], '');
          return input;
        });
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/v1/provider-groups/{groupId}/members/{providerId}',
      operationId: 'removeProviderGroupMember',
      scope: 'admin',
      before: async ({ groupId }) => toAnswer(await load(groupId)),
      tag: 'Provider groups',
      summary: 'Remove a provider from a group',
      description: 'The last member cannot be removed.',
      params: memberParams,
      answer: providerGroupAnswer,
      problems: ['not-found', 'conflict'],
      async handle({ params: { groupId, providerId } }) {
        return await change(groupId, ({ name, members }) => {
          const others = members.filter((member) => member.providerId !== providerId);
          if (others.length === members.length) throw notFound('member of the group', providerId);
          return checked({ name, members: others });
        });
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/v1/provider-groups/{groupId}',
      operationId: 'deleteProviderGroup',
      scope: 'admin',
      before: async ({ groupId }) => toAnswer(await load(groupId)),
      tag: 'Provider groups',
      summary: 'Delete a provider group',
      description: 'Refused while a campaign that has not ended, or the confirmation of a topic, uses it.',
      params,
      problems: ['not-found', 'conflict'],
      async handle({ params: { groupId } }) {
        const users = await store.campaigns.usingGroup(groupId);
        if (users.length > 0) {
          throw conflict(
            'in_use',
            `The group is used by campaigns that have not ended: ${users.slice(0, 10).join(', ')}.`,
          );
        }
        const { topics } = await store.account.get();
        const topic = topics.find((one) => one.optIn === 'double' && one.confirmation?.providerGroupId === groupId);
        if (topic) throw conflict('in_use', `The group sends the confirmations of the topic ${topic.id}.`);
        if (!(await store.providerGroups.remove(groupId))) throw notFound('provider group', groupId);
        return undefined;
      },
    }),
  ];

  async function load(id: string): Promise<ProviderGroup> {
    const group = await store.providerGroups.get(id);
    if (!group) throw notFound('provider group', id);
    return group;
  }

  async function replace(id: string, input: ProviderGroupInput, revision: number | undefined): Promise<ProviderGroup> {
    const outcome = await store.providerGroups.replace({ id, input, now: now(), revision });
    if (outcome === 'name_taken') throw nameTaken(input.name);
    const group = await load(id);
    if (outcome === 'not_matched') throw new RevisionChanged();
    return group;
  }

  /** Applies `edit` to the newest revision of the group. */
  async function change(id: string, edit: (group: ProviderGroup) => ProviderGroupInput | Promise<ProviderGroupInput>) {
    return await repeatedWhenEdited(async () => {
      const group = await load(id);
      return toAnswer(await replace(id, await edit(group), group.revision));
    });
  }

  async function checkProvidersExist(members: ProviderGroupInput['members'], at = '/members'): Promise<void> {
    const found = await Promise.all(members.map((member) => store.providers.revision(member.providerId)));
    const problems = members.flatMap((member, index) => {
      if (found[index] !== null) return [];
      const field = at === '' ? '/providerId' : `${at}/${index}/providerId`;
      return [{ field, got: JSON.stringify(member.providerId.slice(0, 60)), wanted: 'the id of a provider' }];
    });
    if (problems.length > 0) throw invalid(problems);
  }
}

/** Checks the whole group, because adding or removing one member can violate the limits on their number. */
function checked(input: ProviderGroupInput): ProviderGroupInput {
  const read = providerGroupInput.safeParse(input);
  if (read.success) return read.data;
  throw conflict('group_size', `The group would have ${input.members.length} members; it can have 1 to 10.`);
}

const toAnswer = (group: ProviderGroup) => ({
  id: group._id,
  name: group.name,
  members: group.members,
  revision: group.revision,
  ...stamps(group),
});

const nameTaken = (name: string) =>
  conflict('name_taken', `A provider group named ${JSON.stringify(name)} already exists.`);

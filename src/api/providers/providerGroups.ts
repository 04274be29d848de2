import { z } from 'zod';
import {
  memberOfGroup,
  type ProviderGroup,
  type ProviderGroupInput,
  providerGroupInput,
} from '../../domain/provider/provider.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { conflict, invalid, notFound } from '../http/problem.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { createdAndUpdated, idParameter, listOf, stamps } from '../wire.ts';

export const providerGroupAnswer = z.strictObject({
  id: z.string(),
  ...providerGroupInput.shape,
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
      tag: 'Provider groups',
      summary: 'Make a provider group',
      body: providerGroupInput,
      status: 201,
      answer: providerGroupAnswer,
      async handle({ body, newId, setHeader }) {
        await checkProvidersExist(body.members);
        const id = newId('grp');
        const outcome = await store.providerGroups.insert({ id, input: body, now: now() });
        // `id_taken`: an earlier go of this very request made it.
        if (outcome === 'name_taken') throw nameTaken(body.name);
        setHeader('Location', `/v1/provider-groups/${id}`);
        return toAnswer(await load(id));
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/provider-groups',
      operationId: 'listProviderGroups',
      tag: 'Provider groups',
      summary: 'List the provider groups',
      answer: listOf(providerGroupAnswer),
      async handle() {
        return { items: (await store.providerGroups.list()).map(toAnswer) };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/provider-groups/{groupId}',
      operationId: 'getProviderGroup',
      tag: 'Provider groups',
      summary: 'Read a provider group',
      params,
      answer: providerGroupAnswer,
      problems: ['not-found'],
      handle: async ({ params: { groupId } }) => toAnswer(await load(groupId)),
    }),
    defineRoute({
      method: 'put',
      path: '/v1/provider-groups/{groupId}',
      operationId: 'replaceProviderGroup',
      tag: 'Provider groups',
      summary: 'Change a provider group',
      description: 'A run under way goes on with the members that it started with.',
      params,
      body: providerGroupInput,
      answer: providerGroupAnswer,
      problems: ['not-found', 'conflict'],
      async handle({ params: { groupId }, body }) {
        await load(groupId);
        await checkProvidersExist(body.members);
        return toAnswer(await replace(groupId, body));
      },
    }),
    defineRoute({
      method: 'put',
      path: '/v1/provider-groups/{groupId}/members',
      operationId: 'replaceProviderGroupMembers',
      tag: 'Provider groups',
      summary: "Set or reorder a group's members",
      description: 'The first that can serve a number gets it; the next ones follow when it is in trouble.',
      params,
      body: membersInput,
      answer: providerGroupAnswer,
      problems: ['not-found'],
      async handle({ params: { groupId }, body }) {
        const { name } = await load(groupId);
        await checkProvidersExist(body.members);
        return toAnswer(await replace(groupId, { name, members: body.members }));
      },
    }),
    defineRoute({
      method: 'post',
      path: '/v1/provider-groups/{groupId}/members',
      operationId: 'addProviderGroupMember',
      tag: 'Provider groups',
      summary: 'Add a provider to a group, as the last one',
      params,
      body: memberOfGroup,
      answer: providerGroupAnswer,
      problems: ['not-found'],
      async handle({ params: { groupId }, body }) {
        const { name, members } = await load(groupId);
        if (members.some((member) => member.providerId === body.providerId)) {
          throw conflict(`${body.providerId} is a member already.`);
        }
        const input = checked({ name, members: [...members, body] });
        await checkProvidersExist([body], '');
        return toAnswer(await replace(groupId, input));
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/v1/provider-groups/{groupId}/members/{providerId}',
      operationId: 'removeProviderGroupMember',
      tag: 'Provider groups',
      summary: 'Take a provider out of a group',
      description: 'The last one stays: a group has at least one member.',
      params: memberParams,
      answer: providerGroupAnswer,
      problems: ['not-found', 'conflict'],
      async handle({ params: { groupId, providerId } }) {
        const { name, members } = await load(groupId);
        const left = members.filter((member) => member.providerId !== providerId);
        if (left.length === members.length) throw notFound('member of the group', providerId);
        return toAnswer(await replace(groupId, checked({ name, members: left })));
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/v1/provider-groups/{groupId}',
      operationId: 'deleteProviderGroup',
      tag: 'Provider groups',
      summary: 'Delete a provider group',
      description: 'Refused while a campaign that has not ended uses it.',
      params,
      problems: ['not-found', 'conflict'],
      async handle({ params: { groupId } }) {
        const users = await store.campaigns.usingGroup(groupId);
        if (users.length > 0) {
          throw conflict(`The group is used by campaigns that have not ended: ${users.slice(0, 10).join(', ')}.`);
        }
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

  async function replace(id: string, input: ProviderGroupInput): Promise<ProviderGroup> {
    const outcome = await store.providerGroups.replace({ id, input, now: now() });
    if (outcome === 'not_found') throw notFound('provider group', id);
    if (outcome === 'name_taken') throw nameTaken(input.name);
    return await load(id);
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

/** The number of members is a rule of the whole group, which a change of one of them can break. */
function checked(input: ProviderGroupInput): ProviderGroupInput {
  const read = providerGroupInput.safeParse(input);
  if (read.success) return read.data;
  throw conflict(`The group would have ${input.members.length} members; it can have 1 to 10.`);
}

const toAnswer = (group: ProviderGroup) => ({
  id: group._id,
  name: group.name,
  members: group.members,
  ...stamps(group),
});

const nameTaken = (name: string) => conflict(`There is a provider group named ${JSON.stringify(name)}.`);

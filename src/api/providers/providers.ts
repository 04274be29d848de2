import { z } from 'zod';
import type { ProviderDown } from '../../domain/campaign/progress.ts';
import {
  httpProviderInput,
  type ProviderInput,
  providerInput,
  twilioProviderInput,
} from '../../domain/provider/provider.ts';
import type { Egress } from '../../egress/egress.ts';
import { checkProviderInput } from '../../providers/checkProviderInput.ts';
import { inboundAddresses } from '../../providers/inboundAddress.ts';
import { type ProviderRecord, publicProvider } from '../../store/providers.ts';
import { markTerminated } from '../campaigns/campaignEnding.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { editRoutes, RevisionChanged } from '../http/editRoutes.ts';
import { conflict, invalid, notFound } from '../http/problem.ts';
import { type Caller, defineRoute, type Route } from '../http/route.ts';
import {
  createdAndUpdated,
  idParameter,
  listOf,
  downFields as providerDownFields,
  stamps,
  wholeList,
} from '../wire.ts';

const { providerId: _, ...downFields } = providerDownFields;
const stored = {
  down: z
    .strictObject(downFields)
    .nullable()
    .describe('since when workers have stopped using the provider because it fails; null: it is in use'),
  id: z.string().describe('made by Herald: prv_ and a ULID'),
  status: z
    .enum(['active', 'retired'])
    .describe(
      'a retired provider is sent no new messages; it is still asked about earlier ones, and its receipts are accepted',
    ),
  revision: z.int().describe('increases with each change'),
  inboundUrl: z
    .string()
    .nullable()
    .describe(
      'the address to which the provider has to pass on the texts that people send. It is a secret; null without the scope `admin`, where the settings define no inbound texts, and where Herald has no public address (HERALD_PUBLIC_URL)',
    ),
  ...createdAndUpdated,
};
export const providerAnswer = z
  .discriminatedUnion('kind', [
    twilioProviderInput.extend(stored).meta({ id: 'TwilioProvider', title: 'Twilio' }),
    httpProviderInput.extend(stored).meta({ id: 'HttpProvider', title: 'HTTP' }),
  ])
  .describe('secrets are shown as ********; a secret that is sent back in this form keeps its value');

const params = z.strictObject({ providerId: idParameter('provider') });

type Dependencies = Pick<ApiDependencies, 'store' | 'campaigns' | 'egress' | 'secretKey' | 'publicUrl' | 'now'>;

export function providerRoutes(dependencies: Dependencies): Route[] {
  const { store, egress, secretKey, publicUrl, now } = dependencies;
  const inbound = inboundAddresses(secretKey);
  return [
    defineRoute({
      method: 'post',
      path: '/v1/providers',
      operationId: 'createProvider',
      scope: 'admin',
      tag: 'Providers',
      summary: 'Add a provider',
      description: 'Secrets are stored encrypted and never returned.',
      body: providerInput,
      status: 201,
      answer: providerAnswer,
      async handle({ body, caller, newId, setHeader }) {
        check(body, egress);
        const id = newId('prv');
        const outcome = await store.providers.insert({ id, input: body, now: now() });
        // `id_taken`: an earlier attempt of this same request added the provider.
        if (outcome === 'name_taken') throw nameTaken(body.name);
        if (outcome === 'secret_missing') throw secretMissing(body);
        setHeader('Location', `/v1/providers/${id}`);
        return await answerOf(id, caller);
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/providers',
      operationId: 'listProviders',
      scope: 'read',
      tag: 'Providers',
      summary: 'List providers',
      answer: listOf(providerAnswer),
      async handle({ caller }) {
        const [records, down] = await Promise.all([store.providers.list(), store.providerHealth.down(now())]);
        return wholeList(records.map((record) => toAnswer(record, down, inboundUrlOf(record, caller))));
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/providers/{providerId}',
      operationId: 'getProvider',
      scope: 'read',
      tag: 'Providers',
      summary: 'Read a provider',
      params,
      answer: providerAnswer,
      problems: ['not-found'],
      handle: ({ params: { providerId }, caller }) => answerOf(providerId, caller),
    }),
    ...editRoutes(
      defineRoute({
        method: 'put',
        path: '/v1/providers/{providerId}',
        operationId: 'replaceProvider',
        scope: 'admin',
        before: ({ providerId }) => answerOf(providerId, { scopes: [] }),
        tag: 'Providers',
        summary: 'Replace a provider',
        description:
          'A secret sent as ******** keeps its value, unless the new settings would send secrets to another address, or in another header or body: then it has to be given again. Workers apply the change within seconds. If it sends messages elsewhere (another account, sender or address), the provider can no longer tell that it does not have a message whose answer was lost before: such messages become uncertain.',
        params,
        body: providerInput,
        answer: providerAnswer,
        problems: ['not-found', 'conflict'],
        async handle({ params: { providerId }, body, caller, revision }) {
          check(body, egress);
          const outcome = await store.providers.replace({ id: providerId, input: body, now: now(), revision });
          if (outcome === 'changed') throw new RevisionChanged();
          if (outcome === 'not_found') throw notFound('provider', providerId);
          if (outcome === 'name_taken') throw nameTaken(body.name);
          if (outcome === 'secret_missing') throw secretMissing(body);
          return await answerOf(providerId, caller);
        },
      }),
      { operationId: 'updateProvider', summary: 'Change parts of a provider' },
    ),
    defineRoute({
      method: 'delete',
      path: '/v1/providers/{providerId}',
      operationId: 'deleteProvider',
      scope: 'admin',
      before: ({ providerId }) => answerOf(providerId, { scopes: [] }),
      tag: 'Providers',
      summary: 'Delete a provider',
      description:
        'Refused while it is a member of a provider group, and while a run has not ended that may have sent messages through it: retire it instead. Receipts that arrive after the deletion are refused.',
      params,
      problems: ['not-found', 'conflict'],
      async handle({ params: { providerId } }) {
        const groups = await store.providerGroups.groupsUsing(providerId);
        if (groups.length > 0) {
          const names = groups.slice(0, 10).map((group) => `${group._id} (${JSON.stringify(group.name)})`);
          throw conflict('in_use', `The provider is a member of ${names.join(', ')}.`);
        }
        const open = await openRuns(providerId);
        if (open.length > 0) {
          throw conflict(
            'in_use',
            `Runs that have not ended may have sent messages through the provider, and may have to ask it about them: ${open.slice(0, 10).join(', ')}. Retire it instead (POST /v1/providers/${providerId}/retire), and delete it when they have ended.`,
          );
        }
        if (!(await store.providers.remove(providerId))) throw notFound('provider', providerId);
        return undefined;
      },
    }),
    defineRoute({
      method: 'post',
      path: '/v1/providers/{providerId}/retire',
      operationId: 'retireProvider',
      scope: 'operate',
      before: ({ providerId }) => answerOf(providerId, { scopes: [] }),
      tag: 'Providers',
      summary: 'Retire a provider',
      description:
        'Within seconds, workers send no new messages through it, although groups and runs in progress may still have it as a member. It is still asked about messages whose answer was lost, and its receipts are accepted. Retiring it again changes nothing.',
      params,
      answer: providerAnswer,
      problems: ['not-found'],
      handle: ({ params: { providerId }, caller }) => setRetired(providerId, now(), caller),
    }),
    defineRoute({
      method: 'post',
      path: '/v1/providers/{providerId}/reinstate',
      operationId: 'reinstateProvider',
      scope: 'operate',
      before: ({ providerId }) => answerOf(providerId, { scopes: [] }),
      tag: 'Providers',
      summary: 'Use a retired provider again',
      params,
      answer: providerAnswer,
      problems: ['not-found'],
      handle: ({ params: { providerId }, caller }) => setRetired(providerId, null, caller),
    }),
  ];

  async function setRetired(id: string, retiredAt: Date | null, caller: Caller) {
    if (!(await store.providers.setRetired(id, retiredAt, now()))) throw notFound('provider', id);
    return await answerOf(id, caller);
  }

  /** Ids of runs that haven't ended and have the provider. A run whose workflow was terminated ends here. */
  async function openRuns(providerId: string): Promise<string[]> {
    const open = await store.dispatches.openWith(providerId);
    const campaignIds = new Set(open.flatMap(({ campaignId }) => campaignId ?? []));
    const campaigns = await Promise.all([...campaignIds].map((campaignId) => store.campaigns.get(campaignId)));
    if (
      !(await markTerminated(
        campaigns.filter((campaign) => campaign !== null),
        dependencies,
      ))
    )
      return open.map(({ _id }) => _id);
    return (await store.dispatches.openWith(providerId)).map(({ _id }) => _id);
  }

  async function answerOf(id: string, caller: Pick<Caller, 'scopes'>) {
    const [record, down] = await Promise.all([load(id), store.providerHealth.down(now())]);
    return toAnswer(record, down, inboundUrlOf(record, caller));
  }

  /** Whoever knows the address can opt people out, so that only those who may change the provider see it. */
  function inboundUrlOf({ _id: providerId, input }: ProviderRecord, { scopes }: Pick<Caller, 'scopes'>): string | null {
    const isRead = input.kind === 'twilio' || input.settings.inbound !== undefined;
    if (publicUrl === undefined || !isRead || !scopes.includes('admin')) return null;
    return inbound.addressOf({ publicUrl, providerId });
  }

  async function load(id: string): Promise<ProviderRecord> {
    const provider = await store.providers.get(id);
    if (!provider) throw notFound('provider', id);
    return provider;
  }
}

function check(input: ProviderInput, egress: Egress): void {
  const problems = checkProviderInput(input, egress);
  if (problems.length > 0) throw invalid(problems);
}

function toAnswer(
  provider: ProviderRecord,
  down: readonly ProviderDown[],
  inboundUrl: string | null,
): z.input<typeof providerAnswer> {
  const { _id, input, revision, retiredAt, ...dates } = publicProvider(provider);
  const found = down.find(({ providerId }) => providerId === _id);
  const state = found ? { since: found.since, code: found.code } : null;
  const status = retiredAt === null ? 'active' : 'retired';
  return { id: _id, ...input, status, revision, inboundUrl, down: state, ...stamps(dates) };
}

const nameTaken = (name: string) => conflict('name_taken', `A provider named ${JSON.stringify(name)} already exists.`);

const secretMissing = ({ kind }: ProviderInput) =>
  invalid([
    {
      field: kind === 'twilio' ? '/settings/authToken' : '/settings/secrets',
      got: '********',
      wanted:
        'the secret itself: none is stored for this setting, or the new settings would send secrets to another address, or in another header or body',
    },
  ]);

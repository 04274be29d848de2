import { z } from 'zod';
import { PRESCRIBED_STATUSES, PRESCRIBED_TYPES } from '../../domain/provider/provider.ts';
import { inboundAddresses } from '../../providers/inboundAddress.ts';
import type { SmsProvider } from '../../providers/provider.ts';
import type { RevisionCache } from '../../store/revisionCache.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { ANY_TYPE } from '../http/requestBody.ts';
import { defineRoute, type Route, type RouteContext } from '../http/route.ts';
import {
  PROVIDER_CALL_LIMITS,
  type ProviderCallLimits,
  prescribed,
  providerCalls,
  refusedCall,
} from '../providers/providerCalls.ts';
import { idParameter } from '../wire.ts';
import type { InboundAnswers } from './inboundAnswers.ts';
import { inboundReceiver } from './receiveInbound.ts';

const params = z.strictObject({
  providerId: idParameter('provider'),
  ref: z.string().min(1).max(200).describe('made by Herald for the provider'),
});
const shared = {
  path: '/v1/inbound/{providerId}/texts/{ref}',
  tag: 'Inbound texts',
  description:
    'The address is the provider’s inboundUrl. The body or query is read according to the provider’s settings. An answer of 2xx means that the text is stored, and an opt-out in force. The same text may be delivered again.',
  params,
  query: z.looseObject({}),
  open: true,
  problems: ['forbidden', 'not-found', 'unavailable'] as const,
  textAnswers: {
    statuses: PRESCRIBED_STATUSES.filter((status) => status !== 204),
    mediaTypes: PRESCRIBED_TYPES,
    description: "The text is stored. Status and body are those of the provider's settings (inbound.answer).",
  },
} as const;

export type InboundCallDependencies = Pick<
  ApiDependencies,
  'store' | 'ingestion' | 'secretKey' | 'publicUrl' | 'logger' | 'now'
> & {
  readonly inboundAnswers: InboundAnswers;
  readonly providerReaders: RevisionCache<SmsProvider>;
  readonly providerCallLimits?: ProviderCallLimits;
};
type InboundContext = RouteContext<z.output<typeof params>, Record<string, unknown>, unknown>;

/** Texts that people send, as providers pass them on. No API key is needed: Herald made the address, and checks the provider's signature or secret. */
export function inboundCallRoutes(dependencies: InboundCallDependencies): Route[] {
  const {
    secretKey,
    publicUrl,
    logger,
    now,
    inboundAnswers,
    providerReaders,
    providerCallLimits: limits,
  } = dependencies;
  const addresses = inboundAddresses(secretKey);
  const receive = inboundReceiver(dependencies);
  const calls = providerCalls({
    providers: providerReaders,
    limits: limits ?? PROVIDER_CALL_LIMITS,
    publicUrl,
    what: 'inbound texts',
    logger,
    now,
  });
  return [
    defineRoute({
      ...shared,
      method: 'post',
      operationId: 'takeInboundText',
      summary: 'Receive an inbound text',
      body: { mediaTypes: [ANY_TYPE], description: 'as the provider sends it' },
      handle: (context) => take(context, { hasBody: true }),
    }),
    defineRoute({
      ...shared,
      method: 'get',
      operationId: 'takeInboundTextInQuery',
      summary: 'Receive an inbound text as query parameters',
      handle: (context) => take(context, { hasBody: false }),
    }),
  ];

  async function take(context: InboundContext, { hasBody }: { hasBody: boolean }) {
    const { providerId, ref } = context.params;
    const madeWith = addresses.keyOf({ providerId, tag: ref });
    return await calls.take(context, { madeWith, hasBody }, async (provider, request) => {
      const reading = provider.readInbound?.(request) ?? NOT_CONFIGURED;
      if (reading.kind === 'refused') throw refusedCall('inbound text', reading.why);
      inboundAnswers.start(await receive(providerId, reading));
      return prescribed(provider.inboundAnswer);
    });
  }
}

const NOT_CONFIGURED = { kind: 'refused', why: 'the settings of the provider do not define inbound texts' } as const;

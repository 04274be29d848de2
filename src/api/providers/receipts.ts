import { z } from 'zod';
import { PRESCRIBED_STATUSES, PRESCRIBED_TYPES } from '../../domain/provider/provider.ts';
import type { SmsProvider } from '../../providers/provider.ts';
import { receiptAddresses } from '../../providers/receiptAddress.ts';
import type { RevisionCache } from '../../store/revisionCache.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { ANY_TYPE } from '../http/requestBody.ts';
import { defineRoute, type Route, type RouteContext } from '../http/route.ts';
import { idParameter } from '../wire.ts';
import {
  PROVIDER_CALL_LIMITS,
  type ProviderCallLimits,
  prescribed,
  providerCalls,
  refusedCall,
} from './providerCalls.ts';

const params = z.strictObject({
  providerId: idParameter('provider'),
  ref: z.string().min(1).max(2000).describe('the id of the message, signed by Herald'),
});
const shared = {
  path: '/v1/receipts/{providerId}/{ref}',
  tag: 'Receipts',
  description:
    'Herald gives this address to the provider with each message. The body or query is read according to the provider’s settings. An answer of 2xx means that the receipt is stored.',
  params,
  query: z.looseObject({}),
  open: true as const,
  problems: ['forbidden', 'not-found', 'unavailable'] as const,
  textAnswers: {
    statuses: PRESCRIBED_STATUSES.filter((status) => status !== 204),
    mediaTypes: PRESCRIBED_TYPES,
    description: "The receipt is stored. Status and body are those of the provider's settings (receipts.answer).",
  },
};

export type ReceiptDependencies = Pick<ApiDependencies, 'store' | 'secretKey' | 'publicUrl' | 'logger' | 'now'> & {
  readonly providerReaders: RevisionCache<SmsProvider>;
  readonly providerCallLimits?: ProviderCallLimits;
};
type ReceiptContext = RouteContext<z.output<typeof params>, Record<string, unknown>, unknown>;

/** Delivery receipts of providers. No API key is needed: Herald signs the address and checks the provider's signature, if there is one. */
export function receiptRoutes(dependencies: ReceiptDependencies): Route[] {
  const { store, secretKey, publicUrl, logger, now, providerReaders, providerCallLimits: limits } = dependencies;
  const addresses = receiptAddresses(secretKey);
  const calls = providerCalls({
    providers: providerReaders,
    limits: limits ?? PROVIDER_CALL_LIMITS,
    publicUrl,
    what: 'receipts',
    logger,
    now,
  });
  return [
    defineRoute({
      ...shared,
      method: 'post',
      operationId: 'takeReceipt',
      summary: 'Receive a receipt',
      body: { mediaTypes: [ANY_TYPE], description: 'as the provider sends it' },
      handle: (context) => take(context, { hasBody: true }),
    }),
    defineRoute({
      ...shared,
      method: 'get',
      operationId: 'takeReceiptInQuery',
      summary: 'Receive a receipt as query parameters',
      handle: (context) => take(context, { hasBody: false }),
    }),
  ];

  async function take(context: ReceiptContext, { hasBody }: { hasBody: boolean }) {
    const { providerId, ref } = context.params;
    const read = addresses.read({ ref, providerId });
    return await calls.take(context, { madeWith: read?.key ?? null, hasBody }, async (provider, request) => {
      const reading = provider.readReceipt(request);
      if (reading.kind === 'refused') throw refusedCall('receipt', reading.why);
      if (reading.kind === 'receipt' && read !== null) {
        const { kind: _, ...receipt } = reading;
        await store.receipts.record({ messageId: read.messageId, entry: { providerId, ...receipt, at: now() } });
      }
      return prescribed(provider.receiptAnswer);
    });
  }
}

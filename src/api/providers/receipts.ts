import type { Readable } from 'node:stream';
import { z } from 'zod';
import type { SmsProvider } from '../../providers/provider.ts';
import { receiptAddresses } from '../../providers/receiptAddress.ts';
import type { RevisionCache } from '../../store/revisionCache.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { ApiError } from '../http/problem.ts';
import { ANY_TYPE } from '../http/requestBody.ts';
import { defineRoute, type Route, type RouteContext } from '../http/route.ts';

const MAX_BYTES = 64 * 1024;

const params = z.strictObject({
  providerId: z.string().min(1).max(128),
  ref: z.string().min(1).max(2000).describe('the id of the message, signed by Herald'),
});
const shared = {
  path: '/v1/receipts/{providerId}/{ref}',
  tag: 'Receipts',
  description:
    'Herald gives this address to the provider with each message. The body or query is read according to the provider’s settings. 204 means that the receipt is stored.',
  params,
  query: z.looseObject({}),
  open: true,
  problems: ['forbidden', 'not-found'] as const,
};

export type ReceiptDependencies = Pick<ApiDependencies, 'store' | 'secretKey' | 'publicUrl' | 'now'> & {
  readonly receiptReaders: RevisionCache<SmsProvider>;
};
type ReceiptContext<Body> = RouteContext<z.output<typeof params>, Record<string, unknown>, Body>;

/** Delivery receipts of providers. No API key is needed: Herald signs the address and checks the provider's signature, if there is one. */
export function receiptRoutes({ store, secretKey, publicUrl, now, receiptReaders }: ReceiptDependencies): Route[] {
  const addresses = receiptAddresses(secretKey);
  return [
    defineRoute({
      ...shared,
      method: 'post',
      operationId: 'takeReceipt',
      summary: 'Receive a receipt',
      body: { mediaTypes: [ANY_TYPE], description: 'as the provider sends it' },
      handle: async (context) => take(context, await textOf(context.body)),
    }),
    defineRoute({
      ...shared,
      method: 'get',
      operationId: 'takeReceiptInQuery',
      summary: 'Receive a receipt as query parameters',
      handle: (context) => take(context, ''),
    }),
  ];

  async function take(context: ReceiptContext<unknown>, body: string): Promise<undefined> {
    const { providerId, ref } = context.params;
    const messageId = addresses.read({ ref, providerId });
    const provider = messageId === null ? null : await receiptReaders.get(providerId);
    if (messageId === null || !provider) {
      throw new ApiError('not-found', { detail: 'This is not an address for receipts.' });
    }
    const reading = provider.readReceipt({
      url: `${publicUrl ?? ''}${context.url}`,
      headers: context.headers,
      query: textsOf(context.query),
      body,
    });
    if (reading.kind === 'refused') {
      throw new ApiError('forbidden', { detail: `The receipt was refused: ${reading.why}.` });
    }
    if (reading.kind === 'receipt') {
      const { providerMessageId, status, code } = reading;
      await store.receipts.record({ messageId, entry: { providerId, providerMessageId, status, code, at: now() } });
    }
    return undefined;
  }
}

async function textOf(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += (chunk as Buffer).length;
    if (size > MAX_BYTES) throw new ApiError('too-large', { detail: `A receipt has at most ${MAX_BYTES} bytes.` });
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString();
}

const textsOf = (query: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(Object.entries(query).map(([name, value]) => [name, String(value)]));

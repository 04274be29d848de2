import type { Readable } from 'node:stream';
import { z } from 'zod';
import { receiptAddresses } from '../../providers/receiptAddress.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { ApiError } from '../http/problem.ts';
import { ANY_TYPE } from '../http/requestBody.ts';
import { defineRoute, type Route, type RouteContext } from '../http/route.ts';
import type { ReceiptReaders } from './receiptReaders.ts';

const MAX_BYTES = 64 * 1024;

const params = z.strictObject({
  providerId: z.string().min(1).max(128),
  ref: z.string().min(1).max(2000).describe('names the message, signed by us'),
});
const shared = {
  path: '/v1/receipts/{providerId}/{ref}',
  tag: 'Receipts',
  description:
    'The address that a provider is given with each message. Its body or query is read as the provider’s settings say; 204 means that the receipt is kept.',
  params,
  query: z.looseObject({}),
  open: true,
  problems: ['forbidden', 'not-found'] as const,
};

type ReceiptDependencies = Pick<ApiDependencies, 'store' | 'secretKey' | 'publicUrl' | 'now'> & {
  readonly readers: ReceiptReaders;
};
type ReceiptContext<Body> = RouteContext<z.output<typeof params>, Record<string, unknown>, Body>;

/** Where providers report on delivery. Needs no API key: the address is signed, and where the provider signs, so is the request. */
export function receiptRoutes({ store, secretKey, publicUrl, now, readers }: ReceiptDependencies): Route[] {
  const addresses = receiptAddresses(secretKey);
  return [
    defineRoute({
      ...shared,
      method: 'post',
      operationId: 'takeReceipt',
      summary: 'Take a receipt',
      body: { mediaTypes: [ANY_TYPE], description: 'as the provider sends it' },
      handle: async (context) => take(context, await textOf(context.body)),
    }),
    defineRoute({
      ...shared,
      method: 'get',
      operationId: 'takeReceiptInQuery',
      summary: 'Take a receipt that comes as a query',
      handle: (context) => take(context, ''),
    }),
  ];

  async function take(context: ReceiptContext<unknown>, body: string): Promise<undefined> {
    const { providerId, ref } = context.params;
    const messageId = addresses.read({ ref, providerId });
    const provider = messageId === null ? null : await readers.get(providerId);
    if (messageId === null || !provider) {
      throw new ApiError('not-found', { detail: 'This is not an address that receipts are taken at.' });
    }
    const reading = provider.readReceipt({
      url: `${publicUrl ?? ''}${context.url}`,
      headers: context.headers,
      query: textsOf(context.query),
      body,
    });
    if (reading.kind === 'refused') {
      throw new ApiError('forbidden', { detail: `The receipt is not taken: ${reading.why}.` });
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

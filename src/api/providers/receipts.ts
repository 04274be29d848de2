import type { Readable } from 'node:stream';
import { z } from 'zod';
import { RECEIPT_ANSWER_STATUSES, RECEIPT_ANSWER_TYPES } from '../../domain/provider/provider.ts';
import type { SmsProvider } from '../../providers/provider.ts';
import { receiptAddresses } from '../../providers/receiptAddress.ts';
import type { RevisionCache } from '../../store/revisionCache.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { ApiError } from '../http/problem.ts';
import { ANY_TYPE } from '../http/requestBody.ts';
import { defineRoute, type Route, type RouteContext, TextAnswer } from '../http/route.ts';

const MAX_BYTES = 64 * 1024;

/** Receipts are small and come one after the other; these are the limits of a flood, or of a client that never finishes its request. */
export interface ReceiptLimits {
  /** Receipts that are being read and stored at a time. */
  readonly concurrent: number;
  /** How long the body of a receipt may take to arrive as a whole, in milliseconds. */
  readonly deadlineMs: number;
}
const LIMITS: ReceiptLimits = { concurrent: 256, deadlineMs: 10_000 };

const params = z.strictObject({
  providerId: z.string().min(1).max(128),
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
    statuses: RECEIPT_ANSWER_STATUSES.filter((status) => status !== 204),
    mediaTypes: RECEIPT_ANSWER_TYPES,
    description: "The receipt is stored. Status and body are those of the provider's settings (receipts.answer).",
  },
};

export type ReceiptDependencies = Pick<ApiDependencies, 'store' | 'secretKey' | 'publicUrl' | 'now'> & {
  readonly receiptReaders: RevisionCache<SmsProvider>;
  readonly receiptLimits?: ReceiptLimits;
};
type ReceiptContext<Body> = RouteContext<z.output<typeof params>, Record<string, unknown>, Body>;

/** Delivery receipts of providers. No API key is needed: Herald signs the address and checks the provider's signature, if there is one. */
export function receiptRoutes(dependencies: ReceiptDependencies): Route[] {
  const { store, secretKey, publicUrl, now, receiptReaders, receiptLimits: limits = LIMITS } = dependencies;
  const addresses = receiptAddresses(secretKey);
  let underWay = 0;
  return [
    defineRoute({
      ...shared,
      method: 'post',
      operationId: 'takeReceipt',
      summary: 'Receive a receipt',
      body: { mediaTypes: [ANY_TYPE], description: 'as the provider sends it' },
      handle: (context) => take(context, () => textOf(context.body, limits.deadlineMs)),
    }),
    defineRoute({
      ...shared,
      method: 'get',
      operationId: 'takeReceiptInQuery',
      summary: 'Receive a receipt as query parameters',
      handle: (context) => take(context, async () => ''),
    }),
  ];

  /** Reads the body only once the address has turned out to be one of Herald's. */
  async function take(context: ReceiptContext<unknown>, bodyOf: () => Promise<string>) {
    const { providerId, ref } = context.params;
    const messageId = addresses.read({ ref, providerId });
    if (messageId === null) throw noAddress();
    if (underWay >= limits.concurrent) throw tooMany();
    underWay += 1;
    try {
      const provider = await receiptReaders.get(providerId);
      if (!provider) throw noAddress();
      return await recorded(context, { messageId, provider, body: await bodyOf() });
    } finally {
      underWay -= 1;
    }
  }

  async function recorded(
    context: ReceiptContext<unknown>,
    { messageId, provider, body }: { messageId: string; provider: SmsProvider; body: string },
  ) {
    const { providerId } = context.params;
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
      const { kind: _, ...receipt } = reading;
      await store.receipts.record({ messageId, entry: { providerId, ...receipt, at: now() } });
    }
    const answer = provider.receiptAnswer;
    return answer && answer.status !== 204 ? new TextAnswer({ ...answer, text: answer.body }) : undefined;
  }
}

/** The body, which has to arrive before the deadline. Otherwise the answer closes the connection, which ends the reading. */
async function textOf(stream: Readable, deadlineMs: number): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(tooSlow(deadlineMs)), deadlineMs);
  });
  try {
    return await Promise.race([read(stream), deadline]);
  } finally {
    clearTimeout(timer);
  }
}

async function read(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += (chunk as Buffer).length;
    if (size > MAX_BYTES) throw new ApiError('too-large', { detail: `A receipt has at most ${MAX_BYTES} bytes.` });
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString();
}

/** The body of a request that is refused before it has arrived isn't awaited: the connection is closed. */
const CLOSE = { Connection: 'close' };

const noAddress = (): ApiError =>
  new ApiError('not-found', { detail: 'This is not an address for receipts.', headers: CLOSE });

const tooMany = (): ApiError =>
  new ApiError('unavailable', {
    detail: 'Too many receipts are being stored at the moment. Send this one again.',
    headers: { ...CLOSE, 'Retry-After': '5' },
  });

const tooSlow = (deadlineMs: number): ApiError =>
  new ApiError('request-timeout', {
    detail: `The body was not complete after ${deadlineMs / 1000} seconds.`,
    headers: CLOSE,
  });

const textsOf = (query: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(Object.entries(query).map(([name, value]) => [name, String(value)]));

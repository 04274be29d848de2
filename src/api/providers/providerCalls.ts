import type { Readable } from 'node:stream';
import type { Logger } from '../../logger.ts';
import type { AddressKey } from '../../providers/addressKeys.ts';
import type { PrescribedAnswer, ProviderRequest, SmsProvider } from '../../providers/provider.ts';
import type { RevisionCache } from '../../store/revisionCache.ts';
import { ApiError } from '../http/problem.ts';
import { type RouteContext, TextAnswer } from '../http/route.ts';
import { oldAddresses } from './oldAddresses.ts';

const MAX_BYTES = 64 * 1024;

/** Such requests are small and come one after the other; these are the limits of a flood, or of a client that never finishes its request. */
export interface ProviderCallLimits {
  /** Requests that are being read and stored at a time. */
  readonly concurrent: number;
  /** How long the body may take to arrive as a whole, in milliseconds. */
  readonly deadlineMs: number;
}
export const PROVIDER_CALL_LIMITS: ProviderCallLimits = { concurrent: 256, deadlineMs: 10_000 };

/** A request without an API key, to an address that Herald made for the provider. */
type ProviderContext = RouteContext<{ readonly providerId: string }, Record<string, unknown>, unknown>;

export interface ProviderCallOptions {
  readonly providers: RevisionCache<SmsProvider>;
  readonly limits: ProviderCallLimits;
  readonly publicUrl: string | undefined;
  /** For errors and the log: `receipts`. */
  readonly what: string;
  readonly logger: Logger;
  readonly now: () => Date;
}

/**
 * Takes the requests of providers. A request is refused before its body is read where its address isn't one of Herald's (`madeWith` null) or too old, and
 * where as many are being taken already as the limit says.
 */
export function providerCalls({ providers, limits, publicUrl, what, logger, now }: ProviderCallOptions) {
  const old = oldAddresses({ logger, now, what });
  let underWay = 0;
  return {
    async take<T>(
      context: ProviderContext,
      { madeWith, hasBody }: { readonly madeWith: AddressKey | null; readonly hasBody: boolean },
      handle: (provider: SmsProvider, request: ProviderRequest) => Promise<T>,
    ): Promise<T> {
      if (madeWith === null) throw noAddress(what);
      old.check(context.params.providerId, madeWith);
      if (underWay >= limits.concurrent) throw tooMany(what);
      underWay += 1;
      try {
        const provider = await providers.get(context.params.providerId);
        if (!provider) throw noAddress(what);
        const body = hasBody ? await textOf(context.body as Readable, limits.deadlineMs) : '';
        const url = `${publicUrl ?? ''}${context.url}`;
        return await handle(provider, { url, headers: context.headers, query: textsOf(context.query), body });
      } finally {
        underWay -= 1;
      }
    },
  };
}

/** The answer that the provider prescribes; undefined: 204. */
export const prescribed = (answer: PrescribedAnswer | undefined): TextAnswer | undefined =>
  answer && answer.status !== 204 ? new TextAnswer({ ...answer, text: answer.body }) : undefined;

export const refusedCall = (what: string, why: string): ApiError =>
  new ApiError('forbidden', { detail: `The ${what} was refused: ${why}.` });

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
    if (size > MAX_BYTES) throw new ApiError('too-large', { detail: `The body has at most ${MAX_BYTES} bytes.` });
    chunks.push(chunk as Buffer);
  }
  // Without the byte order mark, behind which no JSON would be found.
  return new TextDecoder().decode(Buffer.concat(chunks));
}

/** The body of a request that is refused before it has arrived isn't awaited: the connection is closed. */
const CLOSE = { Connection: 'close' };

const noAddress = (what: string): ApiError =>
  new ApiError('not-found', { detail: `This is not an address for ${what}.`, headers: CLOSE });

const tooMany = (what: string): ApiError =>
  new ApiError('unavailable', {
    detail: `Too many ${what} are being stored at the moment. Send this request again.`,
    headers: { ...CLOSE, 'Retry-After': '5' },
  });

const tooSlow = (deadlineMs: number): ApiError =>
  new ApiError('request-timeout', {
    detail: `The body was not complete after ${deadlineMs / 1000} seconds.`,
    headers: CLOSE,
  });

const textsOf = (query: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(Object.entries(query).map(([name, value]) => [name, String(value)]));

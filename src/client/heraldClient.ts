import { HeraldError } from './heraldError.ts';
import { type Import, type ImportOutcome, operations, type Problem } from './operations.ts';

type Operations = ReturnType<typeof operations>;
type Upload<Name extends 'importProfiles' | 'importEvents' | 'startImport', Result> = (
  file: {
    /** A stream is sent as it is read. */
    readonly content: NonNullable<RequestInit['body']>;
    readonly type: 'text/csv' | 'application/x-ndjson';
  } & Omit<Parameters<Operations[Name]>[0], 'body'>,
) => Promise<Result>;

/** One function for each operation of the API, by its `operationId`. A problem rejects with `HeraldError`. */
export type HeraldClient = Omit<Operations, 'importProfiles' | 'importEvents' | 'startImport'> & {
  readonly importProfiles: Upload<'importProfiles', ImportOutcome>;
  readonly importEvents: Upload<'importEvents', ImportOutcome>;
  readonly startImport: Upload<'startImport', Import>;
};

/** Herald's API as a backend uses it. `url` is without `/v1`; a trailing slash does no harm. */
export function heraldClient(options: { readonly url: string; readonly apiKey: string }): HeraldClient {
  const { importProfiles, importEvents, startImport, ...others } = operations({
    baseUrl: options.url,
    headers: { authorization: `Bearer ${options.apiKey}` },
    fetch: answered,
  });
  return {
    ...others,
    importProfiles: ({ content, type, ...args }) => importProfiles({ ...args, body: content as string }, as(type)),
    importEvents: ({ content, type, ...args }) => importEvents({ ...args, body: content as string }, as(type)),
    startImport: ({ content, type, ...args }) => startImport({ ...args, body: content as string }, as(type)),
  };
}

const as = (type: string) => ({ headers: { 'content-type': type } });

/**
 * `fetch`, of which a problem is an error. The answer is read here because the generated code takes one that breaks off
 * for an empty one.
 */
async function answered(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
  // Without `duplex` a stream can't be a body.
  const response = await fetch(input, { ...init, ...(init.body != null && { duplex: 'half' }) });
  const text = await response.text();
  if (response.ok) return new Response(text === '' ? null : text, response);
  const request = `${init.method ?? 'GET'} ${new URL(String(input)).pathname}`;
  throw new HeraldError({ request, status: response.status, problem: problemOf(response, text) });
}

function problemOf(response: Response, text: string): Problem | null {
  if (!response.headers.get('content-type')?.startsWith('application/problem+json')) return null;
  return JSON.parse(text);
}

import type { z } from 'zod';
import { readIfMatch } from './entityTag.ts';
import { mergePatch } from './mergePatch.ts';
import { membersOf, patchSchema } from './patchSchema.ts';
import { ApiError, conflict, invalid } from './problem.ts';
import { parseBody } from './requestInput.ts';
import type { Route, RouteContext } from './route.ts';

/** So many other edits in between are no coincidence. */
const MAX_ATTEMPTS = 20;

type Context = RouteContext<unknown, unknown, unknown>;

/** What `before` of an editable route returns. */
interface Versioned {
  readonly revision: number;
}

/** The resource no longer has the revision that an edit was made for. */
export class RevisionChanged extends Error {
  override readonly name = 'RevisionChanged';
}

/** Repeats an edit that is made for the newest revision, when another edit came in between. */
export async function repeatedWhenEdited<Result>(edit: () => Promise<Result>): Promise<Result> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    try {
      return await edit();
    } catch (error) {
      if (!(error instanceof RevisionChanged)) throw error;
    }
  }
  throw conflict('edited_meanwhile', 'It is edited at the same moment, again and again. Repeat the edit.');
}

/**
 * A PUT and the PATCH that is made from it: the patch is merged with what `before` returns, and the result goes through the schema and the
 * handler of the PUT. Both take If-Match. Where the handler is given a revision, it throws RevisionChanged instead of replacing another one.
 */
export function editRoutes(put: Route, patch: { operationId: string; summary: string }): Route[] {
  const body = put.body as z.ZodType;
  const { before } = put;
  if (before === undefined) throw new TypeError(`${put.operationId}: an editable route needs before`);
  const read = async (params: unknown) => (await before(params)) as Versioned;
  const members = membersOf(body);
  const shared = { problems: [...put.problems, 'precondition-failed'] as const, ifMatch: true };
  return [
    {
      ...put,
      ...shared,
      async handle(context) {
        const matches = readIfMatch(context.headers['if-match']);
        if (matches === undefined) return await put.handle(context);
        return await attempts(context, matches, () => context.body);
      },
    },
    {
      ...put,
      ...shared,
      ...patch,
      method: 'patch',
      description: `A JSON merge patch (RFC 7396) of what PUT takes: a field that is left out keeps its value, null removes one that may be left out, so that it resets to its default, objects are merged, and lists are replaced. An object that changes its kind has to be given null for the fields of the previous kind.

The result is checked as with PUT. Without If-Match, the patch is applied to the newest revision, so that edits of different fields at the same moment are all kept.`,
      problems: [...shared.problems, 'conflict'],
      body: patchSchema(body),
      handle: (context) =>
        attempts(context, readIfMatch(context.headers['if-match']), (stored) => merged(stored, context.body)),
    },
  ];

  /** Edits the newest revision, and with If-Match only if it matches. A revision that is replaced in between is read again. */
  async function attempts(
    context: Context,
    matches: ((revision: number) => boolean) | undefined,
    inputOf: (stored: Versioned) => unknown,
  ): Promise<unknown> {
    return await repeatedWhenEdited(async () => {
      const stored = await read(context.params);
      if (matches?.(stored.revision) === false) throw stale();
      return await put.handle({ ...context, body: inputOf(stored), revision: stored.revision });
    });
  }

  function merged(stored: Versioned, patchBody: unknown): unknown {
    const definition = Object.fromEntries(Object.entries(stored).filter(([name]) => members.includes(name)));
    try {
      return parseBody(body, mergePatch(definition, patchBody));
    } catch (error) {
      // The patch itself is as documented. What its result lacks or has too much, no schema of a patch can express.
      if (!(error instanceof ApiError)) throw error;
      throw invalid(error.errors.map((problem) => ({ ...problem, code: 'not_accepted' })));
    }
  }
}

const stale = (): ApiError =>
  new ApiError('precondition-failed', {
    detail:
      'The resource no longer has the ETag in If-Match: it was edited since. Read it again and repeat the edit with its new ETag.',
  });

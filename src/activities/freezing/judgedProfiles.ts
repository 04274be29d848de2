import type { Profile } from '../../domain/profile.ts';
import { qualifiedProfiles } from '../../store/segmentQuery/segmentQuery.ts';
import type { FreezeContext } from './context.ts';
import type { Judge, Verdict } from './judge.ts';

export type Candidate = Pick<Profile, (typeof FIELDS)[number] | '_id'>;

export interface Judged {
  readonly profile: Candidate;
  readonly verdict: Verdict;
}

export interface JudgedQuery {
  readonly judge: Judge;
  /** Only those after this id. */
  readonly afterId?: string | undefined;
  /** Only those up to this id. */
  readonly upToId?: string | undefined;
}

/** Who qualifies, in ascending order of ids, in pages of up to 1,000, with what `judge` says of each. */
export async function* judgedProfiles(
  { store, run, signal }: FreezeContext,
  { judge, afterId, upToId }: JudgedQuery,
): AsyncGenerator<Judged[], void, void> {
  const query = { now: run.startedAt, zone: run.accountZone, fields: FIELDS, afterId };
  for await (const found of qualifiedProfiles(store.db, run.condition, query)) {
    signal.throwIfAborted();
    const page = upToId === undefined ? found : found.filter(({ _id }) => _id <= upToId);
    const onList = await store.suppressions.among(page.flatMap(({ number }) => number ?? []));
    const isSuppressed = (number: string): boolean => onList.has(number);
    yield page.map((profile) => ({ profile, verdict: judge.of(profile, isSuppressed) }));
    if (page.length < found.length) return;
  }
}

/**
 * Makes `judge` know the numbers of those up to `lastId` again, whom an earlier attempt has judged: who comes after them may have one of those.
 * Who has joined since takes part, and may make a duplicate of somebody further on.
 */
export async function recall(context: FreezeContext, judge: Judge, lastId: string): Promise<void> {
  const pages = judgedProfiles(context, { judge, upToId: lastId });
  while (!(await pages.next()).done);
}

const FIELDS = ['optedOut', 'number', 'timeZone'] as const;

import type { Profile } from '../../domain/audience/profile.ts';
import { NO_HASH, numberHash } from '../../store/numberHash.ts';
import { qualifiedProfiles } from '../../store/segmentQuery/segmentQuery.ts';
import type { FreezeContext } from './context.ts';
import type { Judge, Verdict } from './eligibilityCheck.ts';

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
  /** Only those for whom it answers so. */
  readonly among?: (ids: readonly string[]) => Promise<readonly boolean[]>;
}

/** Who qualifies, in ascending order of ids, in pages of up to 1,000, with what `judge` says of each. */
export async function* judgedProfiles(
  { store, run, signal }: FreezeContext,
  { judge, afterId, upToId, among }: JudgedQuery,
): AsyncGenerator<Judged[], void, void> {
  const query = { now: run.startedAt, zone: run.accountZone, fields: FIELDS, afterId };
  for await (const found of qualifiedProfiles(store.db, run.condition, query)) {
    signal.throwIfAborted();
    const page = upToId === undefined ? found : found.filter(({ _id }) => _id <= upToId);
    const answers = await among?.(page.map(({ _id }) => _id));
    const wanted = answers ? page.filter((_, index) => answers[index]) : page;
    const onList = await store.suppressions.among(wanted.flatMap(({ number }) => number ?? []));
    const isSuppressed = (number: string): boolean => onList.has(number);
    yield wanted.map((profile) => ({ profile, verdict: judge.of(profile, isSuppressed) }));
    if (page.length < found.length) return;
  }
}

/** The hash of the number that it gets the message under; `NO_HASH` where it gets none. */
export const hashIn = ({ profile, verdict }: Judged): string =>
  verdict === 'drawn' && profile.number !== null ? numberHash(profile.number) : NO_HASH;

const FIELDS = ['optedOut', 'number', 'timeZone'] as const;

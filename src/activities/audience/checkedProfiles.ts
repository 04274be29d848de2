import { withNumberZone } from '../../domain/audience/numberZone.ts';
import type { Profile } from '../../domain/audience/profile.ts';
import { barredAmong } from '../../store/barredNumbers.ts';
import { NO_HASH, numberHash } from '../../store/numberHash.ts';
import { qualifiedProfiles } from '../../store/segmentQuery/segmentQuery.ts';
import type { FreezeContext } from './context.ts';
import type { Eligibility, EligibilityCheck } from './eligibilityCheck.ts';

export type QualifiedProfile = Pick<Profile, (typeof FIELDS)[number] | '_id'>;

export interface CheckedProfile {
  readonly profile: QualifiedProfile;
  readonly eligibility: Eligibility;
}

export interface CheckQuery {
  readonly check: EligibilityCheck;
  /** Only profiles after this id. */
  readonly afterId?: string | undefined;
  /** Only profiles up to this id. */
  readonly upToId?: string | undefined;
  /** Only profiles for which it returns true. */
  readonly among?: (ids: readonly string[]) => Promise<readonly boolean[]>;
}

/** Qualified profiles in ascending order of ids, in pages of up to 1,000, each with the result of `check`. */
export async function* checkedProfiles(
  { store, run, signal }: FreezeContext,
  { check, afterId, upToId, among }: CheckQuery,
): AsyncGenerator<CheckedProfile[], void, void> {
  const { suppressions } = store;
  const query = { now: run.startedAt, zone: run.accountZone, fields: FIELDS, afterId, suppressions };
  for await (const found of qualifiedProfiles(store.db, run.condition, query)) {
    signal.throwIfAborted();
    const page = upToId === undefined ? found : found.filter(({ _id }) => _id <= upToId);
    const answers = await among?.(page.map(({ _id }) => _id));
    const wanted = answers ? page.filter((_, index) => answers[index]) : page;
    const barred = await barredAmong(
      store,
      run.topic,
      wanted.flatMap(({ number }) => number ?? []),
    );
    yield wanted.map((profile) => ({
      profile: run.zoneFromNumber ? withNumberZone(profile) : profile,
      eligibility: check.of(profile, barred),
    }));
    if (page.length < found.length) return;
  }
}

/** The hash of the number that the message is sent to; `NO_HASH` when the profile is sent none. */
export const hashIn = ({ profile, eligibility }: CheckedProfile): string =>
  eligibility === 'drawn' && profile.number !== null ? numberHash(profile.number) : NO_HASH;

const FIELDS = ['optedOut', 'number', 'country', 'timeZone'] as const;

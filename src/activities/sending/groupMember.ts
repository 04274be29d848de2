import type { PooledProvider } from './providerPool.ts';

/** A provider of the run's group. */
export interface GroupMember {
  readonly provider: PooledProvider;
  /** ISO 3166-1 alpha-2 of the only numbers that it serves; undefined: all. */
  readonly countries: readonly string[] | undefined;
}

/** Those that serve a number of `country` (null: a number of no country), in order. */
export const serving = (members: readonly GroupMember[], country: string | null): readonly GroupMember[] =>
  members.filter(({ countries }) => countries === undefined || (country !== null && countries.includes(country)));

import type { PooledProvider } from './providerPool.ts';

/** A provider of the dispatch's group. */
export interface GroupMember {
  readonly provider: PooledProvider;
  /** ISO 3166-1 alpha-2 of the only numbers that it serves; undefined: all. */
  readonly countries: readonly string[] | undefined;
}

/** Whether a member serves numbers of `country`; null: a number of no country. */
export const serves = (
  { countries }: { readonly countries?: readonly string[] | undefined },
  country: string | null,
): boolean => countries === undefined || (country !== null && countries.includes(country));

/** Whether sending again under the same reference is the only way to ask a provider. */
export const isAskedBySending = (provider: PooledProvider | undefined): boolean =>
  provider?.idempotent === true && provider.lookup === undefined;

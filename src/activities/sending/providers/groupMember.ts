import type { PooledProvider } from './providerPool.ts';

/** A provider of the dispatch's group. */
export interface GroupMember {
  readonly provider: PooledProvider;
  /** The only countries whose numbers it serves, in ISO 3166-1 alpha-2; undefined: all. */
  readonly countries: readonly string[] | undefined;
}

/** Whether a member serves numbers of `country`; null: a number without a country. */
export const serves = (
  { countries }: { readonly countries?: readonly string[] | undefined },
  country: string | null,
): boolean => countries === undefined || (country !== null && countries.includes(country));

/** The existing providers of a group, in order. */
export interface Providers {
  /** With those that are retired, which may have to be asked. */
  readonly members: readonly GroupMember[];
  /** Whether new messages are sent through any. */
  readonly areInUse: boolean;
  /** Those in use that serve numbers of a country; null: of no country. */
  readonly serving: (country: string | null) => readonly PooledProvider[];
  readonly get: (id: string) => PooledProvider | undefined;
}

export function providersOf(members: readonly GroupMember[]): Providers {
  const known = new Map<string | null, readonly PooledProvider[]>();
  const inUse = members.filter(({ provider }) => !provider.isRetired);
  return {
    members,
    areInUse: inUse.length > 0,
    serving(country) {
      let providers = known.get(country);
      if (!providers) {
        providers = inUse.filter((member) => serves(member, country)).map(({ provider }) => provider);
        known.set(country, providers);
      }
      return providers;
    },
    get: (id) => members.find(({ provider }) => provider.id === id)?.provider,
  };
}

/** Whether a provider can be queried only by sending again under the same reference. */
export const isAskedBySending = (provider: PooledProvider | undefined): boolean =>
  provider?.idempotent === true && provider.lookup === undefined;

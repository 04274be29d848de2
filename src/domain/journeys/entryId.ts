/** Identifies a profile's entries into a journey, of which one follows the other; with a key, those under that key. */
export const entryIdOf = (of: { journey: string; profileId: string; key: string | null }): string =>
  [of.journey, of.profileId, ...(of.key === null ? [] : [of.key])].join(' ');

import { hash32 } from '../hash.ts';

/** The branch that is drawn for a seed: each as often as its weight says. Throws a TypeError for weights that decide nothing. */
export function branchOf<Branch extends string>(of: {
  readonly name: string;
  readonly weights: Readonly<Record<Branch, number>>;
  readonly seed: number;
}): Branch {
  const { name, weights, seed } = of;
  const entries = Object.entries<number>(weights).map(([branch, weight]) => ({ branch: branch as Branch, weight }));
  const total = entries.reduce((sum, { weight }) => sum + weight, 0);
  if (!/^[\w -]{1,64}$/.test(name) || entries.some(({ weight }) => !(weight >= 0)) || !(total > 0)) {
    throw new TypeError(`split ${JSON.stringify(name)}: wanted: a name of letters and digits, and weights above 0`);
  }
  let rest = (hash32(name, seed) / 2 ** 32) * total;
  for (const { branch, weight } of entries) {
    if (rest < weight) return branch;
    rest -= weight;
  }
  return entries.at(-1)?.branch as Branch;
}

/** The seed of a profile in a journey. */
export const seedOf = (journey: string, profileId: string): number => hash32(profileId, hash32(journey, 0));

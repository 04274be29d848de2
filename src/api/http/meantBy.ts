import { editDistance } from '../../domain/editDistance.ts';

/** The name among `known` that somebody may have meant who wrote `given`: the same but for case and separators, or nearly the same. */
export function meantBy(given: string, known: readonly string[]): string | undefined {
  const plain = (name: string) => name.toLowerCase().replace(/[^a-z\d]/g, '');
  const wanted = plain(given.slice(0, MAX_LENGTH));
  return known
    .map((name) => ({ name, cost: editDistance(wanted, plain(name)) }))
    .filter(({ name, cost }) => cost <= Math.ceil(name.length / 3))
    .toSorted((a, b) => a.cost - b.cost)[0]?.name;
}

/** Longer than any name of the API. */
const MAX_LENGTH = 60;

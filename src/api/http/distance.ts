/** The Levenshtein distance. */
export function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, change));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** The name among `known` that somebody may have meant who wrote `given`: the same but for case and separators, or nearly the same. */
export function meantBy(given: string, known: readonly string[]): string | undefined {
  const plain = (name: string) => name.toLowerCase().replace(/[^a-z\d]/g, '');
  const wanted = plain(given.slice(0, MAX_LENGTH));
  return known
    .map((name) => ({ name, cost: distance(wanted, plain(name)) }))
    .filter(({ name, cost }) => cost <= Math.ceil(name.length / 3))
    .toSorted((a, b) => a.cost - b.cost)[0]?.name;
}

/** Longer than any name of the API. */
const MAX_LENGTH = 60;

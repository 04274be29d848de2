/**
 * How many letters one text has more, less or other than another (Levenshtein). With `swaps`, two neighbours that changed places count once
 * (Damerau-Levenshtein, with adjacent transpositions).
 */
export function editDistance(a: string, b: string, { swaps = false } = {}): number {
  let [twoBefore, before]: [number[], number[]] = [[], Array.from({ length: b.length + 1 }, (_, index) => index)];
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const isSame = a[row - 1] === b[column - 1];
      const swapped = swaps && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current[column] = Math.min(
        (before[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (before[column - 1] ?? 0) + (isSame ? 0 : 1),
        swapped && row > 1 && column > 1 ? (twoBefore[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    [twoBefore, before] = [before, current];
  }
  return before[b.length] ?? 0;
}

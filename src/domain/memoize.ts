/** Calls `work` once per key and keeps its results for as long as the returned function lives, or until there are more than `most`. */
export function memoize<Key, Value>(
  work: (key: Key) => Value,
  { most = Number.POSITIVE_INFINITY }: { most?: number } = {},
): (key: Key) => Value {
  const results = new Map<Key, Value>();
  return (key) => {
    const known = results.get(key);
    if (known !== undefined || results.has(key)) return known as Value;
    const value = work(key);
    if (results.size >= most) results.clear();
    results.set(key, value);
    return value;
  };
}

/** Calls `work` once per key and keeps its results for as long as the returned function lives. */
export function memoize<Key, Value>(work: (key: Key) => Value): (key: Key) => Value {
  const results = new Map<Key, Value>();
  return (key) => {
    const known = results.get(key);
    if (known !== undefined || results.has(key)) return known as Value;
    const value = work(key);
    results.set(key, value);
    return value;
  };
}

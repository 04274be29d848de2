export interface Kept<T> {
  /** The value; at most `freshMs` old. */
  get(): Promise<T>;
  /** Whoever asks from now on gets a value that is read from now on. */
  forget(): void;
}

/** Keeps what `read` returns for `freshMs` milliseconds. Callers that ask at the same time share one reading, and its failure; the next caller reads again. */
export function keptFor<T>(freshMs: number, read: (before: T | null) => Promise<T>): Kept<T> {
  let latest: T | null = null;
  let reading: { readonly since: number; readonly value: Promise<T> } | null = null;
  return {
    get() {
      if (reading !== null && performance.now() - reading.since < freshMs) return reading.value;
      const value = read(latest);
      const started = { since: performance.now(), value };
      reading = started;
      value.then(
        (read) => {
          latest = read;
        },
        () => {
          if (reading === started) reading = null;
        },
      );
      return value;
    },
    forget() {
      reading = null;
    },
  };
}

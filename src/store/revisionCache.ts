/** A document as the cache reads it. Its revision goes up with each change. */
interface Revised {
  readonly revision: number;
}

export interface RevisionCacheOptions<Document extends Revised, Value> {
  readonly source: {
    get(id: string): Promise<Document | null>;
    /** The revision alone; null when there is no such document. */
    revision(id: string): Promise<number | null>;
  };
  readonly create: (document: Document) => Value;
  readonly close: (value: Value) => Promise<void>;
  /** How old a value may be, in milliseconds, before the store is asked whether its document has changed. */
  readonly freshMs: number;
  readonly now: () => Date;
}

export interface RevisionCache<Value> {
  /** The value for the document with this id, of at most `freshMs` ago; null when there is no such document. */
  get(id: string): Promise<Value | null>;
  /** Closes every value that was created. */
  close(): Promise<void>;
}

interface Entry<Value> {
  readonly revision: number;
  readonly value: Value;
  readonly checkedAt: number;
}

/**
 * Keeps a value that is made from a document, for instance a connection, until the document's revision changes. Callers that ask at
 * the same time share one query. Each of them gets its failure; the next caller queries again.
 */
export function revisionCache<Document extends Revised, Value>(
  options: RevisionCacheOptions<Document, Value>,
): RevisionCache<Value> {
  const { source, create, close, freshMs, now } = options;
  const entries = new Map<string, Entry<Value>>();
  const refreshing = new Map<string, Promise<Value | null>>();
  /** Callers may still be using them, so they are closed with the cache. */
  const replaced: Value[] = [];

  return {
    async get(id) {
      const entry = entries.get(id);
      if (entry && now().getTime() - entry.checkedAt < freshMs) return entry.value;
      const started = refreshing.get(id) ?? refresh(id, entry).finally(() => refreshing.delete(id));
      refreshing.set(id, started);
      return await started;
    },

    async close() {
      await Promise.allSettled(refreshing.values());
      const values = [...replaced, ...[...entries.values()].map(({ value }) => value)];
      entries.clear();
      replaced.length = 0;
      await Promise.all(values.map(close));
    },
  };

  async function refresh(id: string, known: Entry<Value> | undefined): Promise<Value | null> {
    const checkedAt = now().getTime();
    if (known && (await source.revision(id)) === known.revision) {
      entries.set(id, { ...known, checkedAt });
      return known.value;
    }
    const document = await source.get(id);
    const next = document && { revision: document.revision, value: create(document), checkedAt };
    if (known) replaced.push(known.value);
    if (next) entries.set(id, next);
    else entries.delete(id);
    return next?.value ?? null;
  }
}

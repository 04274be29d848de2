import { describe, expect, it } from 'vitest';
import { revisionCache } from '../../src/store/revisionCache.ts';

const FRESH_MS = 5_000;

interface Settings {
  readonly revision: number;
  readonly name: string;
}

function setup(initial: Record<string, Settings> = {}) {
  const documents = new Map(Object.entries(initial));
  const calls: string[] = [];
  const closed: string[] = [];
  let time = 0;
  let failure: Error | null = null;
  const read = async (id: string): Promise<Settings | null> => {
    if (failure) throw failure;
    return documents.get(id) ?? null;
  };
  const cache = revisionCache({
    source: {
      async get(id) {
        calls.push('get');
        return await read(id);
      },
      async revision(id) {
        calls.push('revision');
        return (await read(id))?.revision ?? null;
      },
    },
    create: (document: Settings) => ({ name: document.name }),
    close: async ({ name }) => {
      closed.push(name);
    },
    freshMs: FRESH_MS,
    now: () => new Date(time),
  });
  return {
    cache,
    documents,
    calls,
    closed,
    pass: (ms: number) => {
      time += ms;
    },
    fail: (error: Error | null) => {
      failure = error;
    },
  };
}

describe('a revision cache', () => {
  it('asks the store again only after freshMs, and then for the revision alone', async () => {
    const { cache, calls, pass } = setup({ a: { revision: 1, name: 'first' } });
    const value = await cache.get('a');
    pass(FRESH_MS - 1);
    expect(await cache.get('a')).toBe(value);
    expect(calls).toEqual(['get']);
    pass(1);
    expect(await cache.get('a')).toBe(value);
    expect(calls).toEqual(['get', 'revision']);
    pass(FRESH_MS - 1);
    expect(await cache.get('a')).toBe(value);
    expect(calls).toEqual(['get', 'revision']);
  });

  it('creates a new value when the revision has changed, and closes both with the cache', async () => {
    const { cache, documents, closed, pass } = setup({ a: { revision: 1, name: 'first' } });
    await cache.get('a');
    documents.set('a', { revision: 2, name: 'second' });
    expect(await cache.get('a')).toEqual({ name: 'first' });
    pass(FRESH_MS);
    expect(await cache.get('a')).toEqual({ name: 'second' });
    expect(closed).toEqual([]);
    await cache.close();
    expect(closed).toEqual(['first', 'second']);
  });

  it('returns null for a document that doesn’t exist or was deleted', async () => {
    const { cache, documents, closed, pass } = setup({ a: { revision: 1, name: 'first' } });
    expect(await cache.get('b')).toBeNull();
    await cache.get('a');
    documents.delete('a');
    pass(FRESH_MS);
    expect(await cache.get('a')).toBeNull();
    documents.set('b', { revision: 1, name: 'later' });
    expect(await cache.get('b')).toEqual({ name: 'later' });
    await cache.close();
    expect(closed).toEqual(['first', 'later']);
  });

  it('creates one value for all concurrent callers', async () => {
    const { cache, calls, closed } = setup({ a: { revision: 1, name: 'first' } });
    const values = await Promise.all([cache.get('a'), cache.get('a'), cache.get('a')]);
    expect(new Set(values).size).toBe(1);
    expect(calls).toEqual(['get']);
    await cache.close();
    expect(closed).toEqual(['first']);
  });

  it('passes on a failure of the store, and asks again for the next caller', async () => {
    const { cache, closed, pass, fail } = setup({ a: { revision: 1, name: 'first' } });
    fail(new Error('store is away'));
    await expect(cache.get('a')).rejects.toThrow('store is away');
    fail(null);
    const value = await cache.get('a');
    pass(FRESH_MS);
    fail(new Error('store is away'));
    await expect(cache.get('a')).rejects.toThrow('store is away');
    fail(null);
    expect(await cache.get('a')).toBe(value);
    await cache.close();
    expect(closed).toEqual(['first']);
  });

  it('closes a value that was being created when the cache was closed', async () => {
    const { cache, closed } = setup({ a: { revision: 1, name: 'first' } });
    const value = cache.get('a');
    await cache.close();
    expect(closed).toEqual(['first']);
    expect(await value).toEqual({ name: 'first' });
  });
});

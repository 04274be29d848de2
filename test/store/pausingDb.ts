import type { Db } from 'mongodb';

export interface PausingDb {
  readonly db: Db;
  /** Resolves when the worker is suspended. */
  readonly reached: Promise<void>;
  readonly resume: () => void;
}

/**
 * `db` for a worker that is suspended before it makes the request with this number (from 1), until `resume`. Requests are those that are
 * answered with a promise, not cursors.
 */
export function pausingDb(db: Db, request: number): PausingDb {
  let requests = 0;
  const [reached, reach] = gate();
  const [resumed, resume] = gate();
  const pausing = <T extends object>(collection: T): T =>
    new Proxy(collection, {
      get(target, property) {
        const method = Reflect.get(target, property);
        if (typeof method !== 'function' || !PROMISING.includes(String(property))) return method;
        return async (...args: unknown[]) => {
          requests += 1;
          if (requests === request) {
            reach();
            await resumed;
          }
          return await method.apply(target, args);
        };
      },
    });
  const seen = new Proxy(db, {
    get: (target, property) =>
      property === 'collection'
        ? (...args: Parameters<Db['collection']>) => pausing(target.collection(...args))
        : Reflect.get(target, property),
  });
  return { db: seen, reached, resume };
}

const PROMISING = ['findOne', 'insertOne', 'insertMany', 'updateOne', 'updateMany', 'deleteOne', 'deleteMany'];

function gate(): [Promise<void>, () => void] {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return [opened, () => open()];
}

import type { Db } from 'mongodb';

/** When a worker dies: `before` it makes the request with this number (from 1), or `after` the request is done and its answer lost. */
export interface Crash {
  readonly request: number;
  readonly when: 'before' | 'after';
}

export class Crashed extends Error {}

/** `db` for a worker that dies at one of its requests and makes none afterwards. */
export function crashingDb(db: Db, crash: Crash): Db {
  return interceptedDb(db, (request, make) => {
    const dies = request === crash.request;
    if (request > crash.request || (dies && crash.when === 'before')) throw new Crashed();
    const answer = make();
    if (!dies) return answer;
    // A cursor has made no request yet.
    if (!(answer instanceof Promise)) throw new Crashed();
    return answer.then(() => Promise.reject(new Crashed()));
  });
}

/** `db` for a worker that is held up before one of its requests, until what others do meanwhile is done. */
export const interruptedDb = (db: Db, at: number, meanwhile: () => Promise<unknown>): Db =>
  interceptedDb(db, (request, make) => (request === at ? meanwhile().then(make) : make()));

/** `db` whose requests on collections, numbered from 1, are made by `intercept`. */
function interceptedDb(db: Db, intercept: (request: number, make: () => unknown) => unknown): Db {
  let requests = 0;
  return new Proxy(db, {
    get: (target, property) =>
      property === 'collection'
        ? (...args: Parameters<Db['collection']>) => intercepted(target.collection(...args))
        : Reflect.get(target, property),
  });

  function intercepted<T extends object>(collection: T): T {
    return new Proxy(collection, {
      get(target, property) {
        const method = Reflect.get(target, property);
        if (typeof method !== 'function') return method;
        return (...args: unknown[]) => {
          requests += 1;
          return intercept(requests, () => method.apply(target, args));
        };
      },
    });
  }
}

import type { Db } from 'mongodb';

/** When a worker dies: `before` it makes the request with this number (from 1), or `after` the request is done and its answer lost. */
export interface Crash {
  readonly request: number;
  readonly when: 'before' | 'after';
}

export class Crashed extends Error {}

/** `db` for a worker that dies at one of its requests and makes none afterwards. */
export function crashingDb(db: Db, crash: Crash): Db {
  let requests = 0;
  return new Proxy(db, {
    get: (target, property) =>
      property === 'collection'
        ? (...args: Parameters<Db['collection']>) => crashing(target.collection(...args))
        : Reflect.get(target, property),
  });

  function crashing<T extends object>(collection: T): T {
    return new Proxy(collection, {
      get(target, property) {
        const method = Reflect.get(target, property);
        if (typeof method !== 'function') return method;
        return (...args: unknown[]) => {
          requests += 1;
          const dies = requests === crash.request;
          if (requests > crash.request || (dies && crash.when === 'before')) throw new Crashed();
          const answer = method.apply(target, args);
          if (!dies) return answer;
          // A cursor has made no request yet.
          if (!(answer instanceof Promise)) throw new Crashed();
          return answer.then(() => Promise.reject(new Crashed()));
        };
      },
    });
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { Db } from 'mongodb';

/** A fault of a worker at its request with this number, from 1: it dies or is suspended, `before` or `after` the request. */
export interface Fault {
  readonly request: number;
  readonly when: 'before' | 'after';
  /** In milliseconds; null: for ever. */
  readonly standsStillFor: number | null;
}

export interface FaultyDb {
  readonly db: Db;
  /** Resolves when the fault occurs. A dead worker gets no more answers and makes no more requests. */
  readonly happened: Promise<void>;
}

/** The `db` of a worker with this `fault`. Requests are the calls that return a promise, including those of cursors. */
export function faultyDb(db: Db, fault: Fault): FaultyDb {
  let requests = 0;
  let isDead = false;
  let tell = (): void => undefined;
  const happened = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const seen = new Proxy(db, {
    get(target, property) {
      if (property === 'collection') {
        return (...args: Parameters<Db['collection']>) => faulty(target.collection(...args));
      }
      if (property === 'command') return (...args: Parameters<Db['command']>) => request(() => target.command(...args));
      return Reflect.get(target, property);
    },
  });
  return { db: seen, happened };

  function faulty<T extends object>(target: T): T {
    return new Proxy(target, {
      get(_, property) {
        const method = Reflect.get(target, property);
        if (typeof method !== 'function') return method;
        const name = String(property);
        if (REQUESTS.includes(name)) return (...args: unknown[]) => request(() => method.apply(target, args));
        return (...args: unknown[]) => {
          const answer = method.apply(target, args);
          return CHAINING.includes(name) ? faulty(answer) : answer;
        };
      },
    });
  }

  async function request(make: () => Promise<unknown>): Promise<unknown> {
    requests += 1;
    const isFault = requests === fault.request;
    if (isFault && fault.when === 'before') await happen();
    if (isDead) return await new Promise<never>(() => undefined);
    const answer = await make();
    if (isFault && fault.when === 'after') await happen();
    return isDead ? await new Promise<never>(() => undefined) : answer;
  }

  async function happen(): Promise<void> {
    tell();
    if (fault.standsStillFor !== null) return await sleep(fault.standsStillFor);
    isDead = true;
  }
}

const REQUESTS = [
  'findOne',
  'insertOne',
  'insertMany',
  'updateOne',
  'replaceOne',
  'deleteOne',
  'deleteMany',
  'bulkWrite',
  'toArray',
  'next',
];
const CHAINING = ['find', 'project', 'sort', 'limit'];

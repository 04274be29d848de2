import { Context, Drop, type Liquid, toValue } from 'liquidjs';
import { Absent } from './absence.ts';

/**
 * The most nodes, filters, operators and variables that one rendering goes through. It bounds the time of a rendering (about 20 ms) by counting: an
 * elapsed time depends on what else the machine does, so that a message would fail because a worker was busy.
 */
export const MAX_STEPS = 2_000;
/** The most characters of a text, far more than any SMS has. */
const MAX_LENGTH = 20_000;
/** Memory for one rendering, in units of liquidjs (about characters and list items). */
const MAX_MEMORY = 50_000;

/** Too much work for one text, or too long a text. */
export class RenderBudgetError extends Error {
  override readonly name = 'RenderBudgetError';
}

/** Collects a text. */
export class TextEmitter {
  buffer = '';

  write(part: unknown): void {
    this.buffer += textOf(part);
    if (this.buffer.length > MAX_LENGTH) throw new RenderBudgetError(`more than ${MAX_LENGTH} characters`);
  }
}

/** As liquidjs writes a value. */
const textOf = (value: unknown): string =>
  Array.isArray(value) ? value.map(textOf).join('') : value === null || value === undefined ? '' : String(value);

/** The state of one rendering. A property is what the profile or the event has under that name; nothing that is built in stands in for it. */
export class RenderContext extends Context {
  readonly #substitute: ((path: string) => unknown) | undefined;
  #steps = 0;

  /** `substitute` gives values for those that are absent; left out: they are absent. */
  constructor(engine: Liquid, variables: object, substitute?: (path: string) => unknown) {
    const budget = { check: () => this.step(), use: () => undefined };
    // Context wants a Limiter, which liquidjs doesn't export; it calls these two methods.
    const renderLimit = budget as unknown as Context['renderLimit'];
    super(variables, engine.options, { sync: true, memoryLimit: MAX_MEMORY }, { liquid: engine, renderLimit });
    this.#substitute = substitute;
  }

  /** Whether values stand in for absent ones, so that the template is gone through to its end. */
  get isTrial(): boolean {
    return this.#substitute !== undefined;
  }

  step(count = 1): void {
    this.#steps += count;
    if (this.#steps > MAX_STEPS) throw new RenderBudgetError(`more than ${MAX_STEPS} steps`);
  }

  override *_getFromScope(
    scope: unknown,
    path: (string | number | Drop)[] | string,
    strict = this.strictVariables,
  ): IterableIterator<unknown> {
    return yield this.#read(scope, path, strict);
  }

  override readProperty(of: object, key: string | number | Drop): unknown {
    if (of instanceof Absent) return of;
    if (of instanceof Drop) return super.readProperty(of, key);
    const name: unknown = toValue(key);
    if (typeof name !== 'string' && typeof name !== 'number') return undefined;
    const value: unknown = of;
    if (Array.isArray(value)) return isPosition(name) || IN_LISTS.has(name) ? super.readProperty(of, key) : undefined;
    if (typeof value === 'string') {
      return isPosition(name) ? [...value].at(Number(name)) : name === 'size' ? super.readProperty(of, key) : undefined;
    }
    if (typeof value !== 'object' || value === null || value instanceof Date) return undefined;
    return Object.hasOwn(value, name) ? (value as Record<string | number, unknown>)[name] : undefined;
  }

  #read(scope: unknown, path: readonly (string | number | Drop)[] | string, strict: boolean): unknown {
    this.step();
    const keys = typeof path === 'string' ? path.split('.') : path;
    let value = scope;
    for (const [index, key] of keys.entries()) {
      value = this.readProperty(value as object, key);
      if (value instanceof Absent) return value;
      if (value !== undefined) continue;
      if (!strict) return undefined;
      const names = keys.map(String);
      return this.#substitute ? this.#substitute(names.join('.')) : new Absent(names.slice(0, index + 1).join('.'));
    }
    return value;
  }
}

/** What Liquid has for each list. */
const IN_LISTS: ReadonlySet<string | number> = new Set(['size', 'first', 'last']);

const isPosition = (name: string | number): boolean => typeof name === 'number' || /^-?\d+$/.test(name);

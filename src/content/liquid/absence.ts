import { Drop, defaultOperators, type FilterImplOptions } from 'liquidjs';
import type { RenderContext } from './renderContext.ts';

/** The function of a filter, which liquidjs doesn't export. */
export type FilterHandler = Extract<FilterImplOptions, (...args: never[]) => unknown>;

/** The function of one of liquidjs's own filters. */
export function handlerOf(filter: FilterImplOptions | undefined): FilterHandler {
  if (filter === undefined) throw new TypeError('liquidjs has no such filter');
  return typeof filter === 'function' ? filter : filter.handler;
}

/**
 * A value that a profile, an event or a template doesn't have. It is passed on by filters and assignments until `default` replaces it; it is falsy, an empty
 * list, equal to nil and to nothing else, and neither less nor more than anything. To write it is an error.
 */
export class Absent extends Drop {
  /** As the template calls the value: `profile.name`. */
  readonly variable: string;

  constructor(variable: string) {
    super();
    this.variable = variable;
  }

  override valueOf(): undefined {
    return undefined;
  }

  equals(other: unknown): unknown {
    if (other instanceof Absent) return true;
    return other instanceof Drop && typeof other.equals === 'function' ? other.equals(undefined) : other === undefined;
  }

  gt = isNever;
  geq = isNever;
  lt = isNever;
  leq = isNever;
}

function isNever(): boolean {
  return false;
}

/** The text has an absent value in it. */
export class MissingValueError extends Error {
  override readonly name = 'MissingValueError';
  /** Null: the result of a filter, such as the first of an empty list. */
  readonly variable: string | null;

  constructor(variable: string | null) {
    super('a value is absent');
    this.variable = variable;
  }
}

/** What is to be written. A date without a filter is written in ISO 8601. Throws a MissingValueError instead of an absent value. */
export function written(value: unknown): unknown {
  if (value instanceof Date)
    return value.toISOString().replace(/(?:T00:00:00)?\.000Z$/, (end) => (end.length > 5 ? '' : 'Z'));
  if (value instanceof Absent) throw new MissingValueError(value.variable);
  if (value === undefined) throw new MissingValueError(null);
  if (isRecord(value)) throw new TypeError('neither a text nor a number');
  return value;
}

/** Such as all properties of an event, which would be written as [object Object]. */
const isRecord = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Drop);

/** The filter, for which an absent value or argument makes the result absent, and so does a result that is no number, as of a division by zero. Each call counts as steps: for itself, its arguments and the members of a list. */
export function passingAbsence(filter: FilterImplOptions): FilterImplOptions {
  const handler = handlerOf(filter);
  return {
    raw: typeof filter !== 'function' && filter.raw,
    handler(value, ...args) {
      const context = this.context as RenderContext;
      context.step(1 + args.length + membersOf(value));
      if (value === undefined) return undefined;
      const absent = [value, ...args.map(argumentValue)].find((one) => one instanceof Absent);
      if (absent) return absent;
      const result: unknown = handler.call(this, value, ...args);
      return typeof result === 'number' && !Number.isFinite(result) && !context.isTrial ? undefined : result;
    },
  };
}

/** The filter `default`: the first present value of a chain of them wins. An empty text, an empty list and false count as absent, as in any Liquid. */
export const defaultFilter = (original: FilterHandler): FilterHandler =>
  function (value, fallback, ...options) {
    (this.context as RenderContext).step();
    return value instanceof Absent || value === undefined ? fallback : original.call(this, value, fallback, ...options);
  };

/** Liquid's operators; each use counts as steps. Nothing contains an absent value. */
export const OPERATORS: typeof defaultOperators = Object.fromEntries(
  Object.entries(defaultOperators).map(([name, operator]) => [
    name,
    (...args: unknown[]) => {
      (args.at(-1) as RenderContext).step(1 + membersOf(args[0]));
      if (name === 'contains' && args[1] instanceof Absent) return false;
      return (operator as (...args: unknown[]) => unknown)(...args);
    },
  ]),
) as typeof defaultOperators;

const membersOf = (value: unknown): number => (Array.isArray(value) ? value.length : 0);

/** A named argument comes as a pair. */
const argumentValue = (argument: unknown): unknown => (Array.isArray(argument) ? argument[1] : argument);

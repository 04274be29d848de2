import { parseArgs } from 'node:util';
import { wholeNumber } from './wholeNumber.ts';

export interface BenchOptions {
  readonly help: boolean;
  readonly users: number;
  readonly workers: number;
  /** Herald and the bare loop, one after the other, so many times. */
  readonly rounds: number;
  /** Store and Temporal in memory instead of in files. */
  readonly memory: boolean;
  /** Put the figures into bench/README.md. */
  readonly write: boolean;
}

export const BENCH_USAGE = `npm run bench -- [options]: messages per second, next to a loop that does nothing but send.

  --users N    recipients (default: 50000, at most 5000000)
  --workers N  worker processes (default: 1)
  --rounds N   campaigns, each followed by the bare loop (default: 3)
  --memory     store and Temporal in memory, instead of in files that outlive a crash
  --write      put the figures into bench/README.md
  --help

npm run bench -- segments [options]: imports and estimates instead (--help there, too).
npm run bench -- single [options]: the delay of single messages.
npm run bench -- live [options]: the delay of messages that events trigger.
npm run bench -- journeys [options]: people who are asleep in a journey, and who wake at once.

MONGODB_URL and TEMPORAL_ADDRESS name servers to use instead of starting ones.`;

/**
 * Reads the flags of `npm run bench`.
 *
 * @throws for an unknown flag or an impossible value, naming it.
 */
export function readBenchOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      users: { type: 'string', default: '50000' },
      workers: { type: 'string', default: '1' },
      rounds: { type: 'string', default: '3' },
      memory: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const whole = (flag: 'users' | 'workers' | 'rounds', most: number) => wholeNumber(flag, values[flag], most);
  return {
    help: values.help,
    users: whole('users', 5_000_000),
    workers: whole('workers', 64),
    rounds: whole('rounds', 100),
    memory: values.memory,
    write: values.write,
  };
}

import { parseArgs } from 'node:util';

export interface DemoOptions {
  readonly help: boolean;
  /** Null: the CDNOW customers. Otherwise so many made-up people. */
  readonly users: number | null;
  /** Whether everything stays up after the report, to be looked at. */
  readonly keep: boolean;
}

export const DEMO_USAGE = `npm run demo -- [options]: one campaign, from the import to the report, and then live ones.

  --users N   send to N made-up people instead of the CDNOW customers
  --keep      leave everything running after the report, until Ctrl-C (the default in a terminal)
  --exit      end after the report (the default elsewhere)
  --help`;

const MOST_USERS = 1_000_000;

/**
 * Reads the flags of `npm run demo`.
 *
 * @throws for an unknown flag or an impossible value, naming it.
 */
export function readDemoOptions(args: readonly string[], isTerminal: boolean): DemoOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      users: { type: 'string' },
      keep: { type: 'boolean', default: false },
      exit: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const keep = values.keep || (isTerminal && !values.exit);
  if (values.users === undefined) return { help: values.help, users: null, keep };
  const users = Number(values.users);
  if (!/^\d+$/.test(values.users) || users < 1 || users > MOST_USERS) {
    throw new Error(`--users ${values.users}: a whole number from 1 to ${MOST_USERS} is wanted.`);
  }
  return { help: values.help, users, keep };
}

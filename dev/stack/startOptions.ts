import { parseArgs } from 'node:util';
import type { Ports } from './ports.ts';

export interface StartOptions {
  readonly help: boolean;
  readonly dataFolder: string;
  readonly workers: number;
  readonly ports: Ports;
}

export const START_USAGE = `npm start -- [options]: Herald on this machine, its data kept between starts.

  --data FOLDER         where the data, keys and logs are kept (default: .herald)
  --workers N           number of worker processes (default: 1)
  --api-port PORT       (default: 8080)
  --temporal-port PORT  (default: 7233)
  --ui-port PORT        of Temporal's Web UI (default: 8233)
  --store-port PORT     (default: 27018)
  --help

MONGODB_URL and TEMPORAL_ADDRESS name servers to use instead of starting ones. HERALD_SMTP_URL and HERALD_MAIL_FROM
name the mail server for alerts, and who they come from (docs/production.md).`;

/**
 * Reads the flags of `npm start`.
 *
 * @throws for an unknown flag or an impossible value, naming it.
 */
export function readStartOptions(args: readonly string[]): StartOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      data: { type: 'string', default: '.herald' },
      workers: { type: 'string', default: '1' },
      'api-port': { type: 'string', default: '8080' },
      'temporal-port': { type: 'string', default: '7233' },
      'ui-port': { type: 'string', default: '8233' },
      'store-port': { type: 'string', default: '27018' },
      help: { type: 'boolean', default: false },
    },
  });
  const whole = (flag: 'workers' | `${keyof Ports}-port`, most: number) => {
    const text = values[flag];
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= 1 && value <= most) return value;
    throw new Error(`--${flag} ${text}: a whole number from 1 to ${most} is wanted.`);
  };
  return {
    help: values.help,
    dataFolder: values.data,
    workers: whole('workers', 64),
    ports: {
      api: whole('api-port', 65_535),
      temporal: whole('temporal-port', 65_535),
      ui: whole('ui-port', 65_535),
      store: whole('store-port', 65_535),
    },
  };
}

import { parseArgs } from 'node:util';
import type { Ports } from './ports.ts';

export interface StartOptions {
  readonly help: boolean;
  readonly dataFolder: string;
  readonly workers: number;
  readonly ports: Ports;
}

export const START_USAGE = `npm start -- [options]: runs Herald on this machine, with data that is kept between starts.

  --data FOLDER         folder for data, keys and logs (default: .herald)
  --workers N           number of worker processes (default: 1)
  --api-port PORT       (default: 8080)
  --temporal-port PORT  (default: 7233)
  --ui-port PORT        port of Temporal's Web UI (default: 8233)
  --store-port PORT     (default: 27018)
  --help

Set MONGODB_URL and TEMPORAL_ADDRESS to use existing servers. Set HERALD_SMTP_URL and HERALD_MAIL_FROM to the mail server
for alerts and their sender (docs/production.md).`;

/**
 * Reads the flags of `npm start`.
 *
 * @throws an error that names the flag when it is unknown or its value is invalid.
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

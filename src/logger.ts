import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/** What must never reach a log, wherever it stands in what is logged. */
const SECRET_FIELDS = [
  'authToken',
  'secret',
  'secrets',
  'secretKey',
  'apiKey',
  'authorization',
  'password',
  'phone',
  'number',
  'to',
  'text',
];
const paths = SECRET_FIELDS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

/**
 * A logger of JSON lines. `level` is LOG_LEVEL's; `name` says which process it is. Of an error its name, message and stack are
 * logged, not what it carries besides: clients' errors carry requests, and requests carry secrets.
 */
export function createLogger(options: { level: string; name: string }, destination?: DestinationStream): Logger {
  return pino(
    {
      level: options.level,
      name: options.name,
      redact: { paths, censor: '[not logged]' },
      serializers: { err: errorSummary, error: errorSummary },
      formatters: { level: (label) => ({ level: label }) },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    destination ?? pino.destination(1),
  );
}

interface ErrorSummary {
  readonly name: string;
  readonly message: string;
  readonly stack?: string | undefined;
  readonly cause?: ErrorSummary | undefined;
}

function errorSummary(error: unknown, depth = 0): ErrorSummary {
  if (!(error instanceof Error)) return { name: typeof error, message: 'something other than an error was thrown' };
  const cause = error.cause instanceof Error && depth < 3 ? errorSummary(error.cause, depth + 1) : undefined;
  return { name: error.name, message: maskNumbers(error.message), stack: maskNumbers(error.stack ?? ''), cause };
}

/** Digits in a row, as many as a phone number has. */
const maskNumbers = (text: string): string => text.replace(/\+?\d{8,}/g, '[number]');

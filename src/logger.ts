import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/** Fields that are never logged, at the top level and at the two levels below. */
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
 * A logger that writes JSON lines. `level` is LOG_LEVEL; `name` identifies the process. Only name, message and stack of errors are logged:
 * errors of clients have further fields with requests, and requests contain secrets.
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

/** Masks sequences of digits that are as long as a phone number. */
const maskNumbers = (text: string): string => text.replace(/\+?\d{8,}/g, '[number]');

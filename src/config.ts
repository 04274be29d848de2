import { z } from 'zod';
import { DEFAULT_TASK_QUEUE } from './domain/ids.ts';
import type { MailConfig } from './mail/mailer.ts';
import { readSmtpUrl } from './mail/smtpServer.ts';

const httpAddress = z.url({ protocol: /^https?$/ }).transform((address) => address.replace(/\/+$/, ''));

const environment = z
  .object({
    MONGODB_URL: z.string().regex(/^mongodb(\+srv)?:\/\//, 'wanted: a mongodb:// or mongodb+srv:// address'),
    MONGODB_DATABASE: z.string().min(1).max(63).default('herald'),
    TEMPORAL_ADDRESS: z.string().min(1).default('127.0.0.1:7233'),
    TEMPORAL_NAMESPACE: z.string().min(1).default('default'),
    /** For Temporal Cloud; without it the connection is plain. */
    TEMPORAL_API_KEY: z.string().min(1).optional(),
    /** Version of this worker's code, where the server has Worker Versioning: docs/architecture.md says how it is used. */
    HERALD_BUILD_ID: z.string().min(1).max(100).optional(),
    HERALD_TASK_QUEUE: z.string().min(1).default(DEFAULT_TASK_QUEUE),
    HERALD_SECRET_KEY: z.string().refine((value) => Buffer.from(value, 'base64').length === 32, {
      message: 'wanted: 32 random bytes as base64, for example from `openssl rand -base64 32`',
    }),
    HERALD_API_KEY: z.string().min(16, 'wanted: at least 16 characters').optional(),
    HERALD_HOST: z.string().min(1).default('127.0.0.1'),
    HERALD_PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
    HERALD_PUBLIC_URL: httpAddress.optional(),
    HERALD_API_URL: httpAddress.optional(),
    HERALD_TEMPORAL_UI_URL: httpAddress.optional(),
    HERALD_SMTP_URL: z
      .string()
      .refine((value) => readSmtpUrl(value) !== null, {
        message:
          'wanted: smtps://user:password@host or smtp://..., with user and password percent-encoded, and nothing after the host and port',
      })
      .optional(),
    HERALD_MAIL_FROM: z
      .string()
      .regex(/^(?:[^<>\r\n]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/, {
        message: 'wanted: an address, such as herald@example.com or Herald <herald@example.com>',
      })
      .optional(),
    HERALD_WORKFLOW_BUNDLE: z.string().min(1).optional(),
    LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace']).default('info'),
  })
  .superRefine(checkMail);

/** The two that mail needs. */
const MAIL = ['HERALD_SMTP_URL', 'HERALD_MAIL_FROM'] as const;

export interface Config {
  readonly mongo: { readonly url: string; readonly database: string };
  readonly temporal: {
    readonly address: string;
    readonly namespace: string;
    readonly apiKey: string | undefined;
    readonly taskQueue: string;
    /** Undefined: the worker is not versioned. */
    readonly buildId: string | undefined;
  };
  /** 32 bytes, base64: seals provider secrets and signs receipt addresses. */
  readonly secretKey: string;
  readonly bootstrapApiKey: string | undefined;
  readonly host: string;
  readonly port: number;
  /** Base of the addresses that providers call; undefined: no receipts are asked for. */
  readonly publicUrl: string | undefined;
  /** What mails link to: the API and the Temporal Web UI, as people reach them. Bases of addresses; undefined: no links. */
  readonly apiUrl: string | undefined;
  readonly temporalUiUrl: string | undefined;
  /** Undefined: no mail is sent. */
  readonly mail: MailConfig | undefined;
  readonly workflowBundle: string | undefined;
  readonly logLevel: string;
}

/** The environment doesn't say what a process of Herald needs. `message` names every variable at fault, never a value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Reads a process's configuration, all of it from `env`. Throws `ConfigError`. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  // An empty variable is how compose files and shells say 'not set'.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const read = environment.safeParse(given);
  if (!read.success) {
    const lines = read.error.issues.map((issue) => {
      const name = issue.path.join('.');
      return `  ${name}: ${given[name] === undefined && issue.code !== 'custom' ? 'is not set' : issue.message}`;
    });
    throw new ConfigError(`The configuration in the environment is not usable:\n${lines.join('\n')}`);
  }
  const value = read.data;
  return {
    mongo: { url: value.MONGODB_URL, database: value.MONGODB_DATABASE },
    temporal: {
      address: value.TEMPORAL_ADDRESS,
      namespace: value.TEMPORAL_NAMESPACE,
      apiKey: value.TEMPORAL_API_KEY,
      taskQueue: value.HERALD_TASK_QUEUE,
      buildId: value.HERALD_BUILD_ID,
    },
    secretKey: value.HERALD_SECRET_KEY,
    bootstrapApiKey: value.HERALD_API_KEY,
    host: value.HERALD_HOST,
    port: value.HERALD_PORT,
    publicUrl: value.HERALD_PUBLIC_URL,
    apiUrl: value.HERALD_API_URL,
    temporalUiUrl: value.HERALD_TEMPORAL_UI_URL,
    mail: mailOf(value),
    workflowBundle: value.HERALD_WORKFLOW_BUNDLE,
    logLevel: value.LOG_LEVEL,
  };
}

type Environment = z.infer<typeof environment>;

function checkMail(
  value: { readonly [name in (typeof MAIL)[number]]?: string | undefined },
  context: z.RefinementCtx,
): void {
  const missing = MAIL.filter((name) => value[name] === undefined);
  if (missing.length !== 1) return;
  const present = MAIL.filter((name) => !missing.includes(name));
  context.addIssue({
    code: 'custom',
    path: missing,
    message: `is not set, and mail needs it beside ${present.join()}`,
  });
}

const mailOf = ({ HERALD_SMTP_URL: smtpUrl, HERALD_MAIL_FROM: from }: Environment): MailConfig | undefined =>
  smtpUrl === undefined || from === undefined ? undefined : { smtpUrl, from };

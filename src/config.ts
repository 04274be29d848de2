import { z } from 'zod';
import { DEFAULT_TASK_QUEUE } from './domain/ids.ts';
import { isNetwork } from './egress/addresses.ts';
import type { MailConfig } from './mail/mailer.ts';
import { readSmtpUrl } from './mail/smtpServer.ts';
import { keysFor, saysRetirements } from './secretKeys.ts';
import {
  checkTemporalTls,
  type TemporalConnectionOptions,
  temporalConnectionOptions,
  temporalEnvironment,
} from './temporal/connection.ts';

const httpAddress = z.url({ protocol: /^https?$/ }).transform((address) => address.replace(/\/+$/, ''));

const networks = z
  .string()
  .default('')
  .transform((list) => list.split(/[\s,]+/).filter((network) => network !== ''))
  .refine((list) => list.every(isNetwork), {
    message: 'wanted: networks such as 10.20.0.0/16 or fd00:20::/64, separated by commas',
  });

const environment = z
  .object({
    MONGODB_URL: z.string().regex(/^mongodb(\+srv)?:\/\//, 'wanted: a mongodb:// or mongodb+srv:// address'),
    MONGODB_DATABASE: z.string().min(1).max(63).default('herald'),
    ...temporalEnvironment.shape,
    /** Version of this worker's code, where the server has Worker Versioning: docs/architecture.md says how it is used. */
    HERALD_BUILD_ID: z.string().min(1).max(100).optional(),
    HERALD_TASK_QUEUE: z.string().min(1).default(DEFAULT_TASK_QUEUE),
    HERALD_SECRET_KEY: z
      .string()
      .refine((value) => !/[:,]/.test(value) && areSecretKeys(value), {
        message: 'wanted: 32 random bytes as base64, for example from `openssl rand -base64 32`',
      })
      .optional(),
    HERALD_SECRET_KEYS: z
      .string()
      .refine(areSecretKeys, {
        message:
          'wanted: id:key,id:key@date with the current key first; each key 32 random bytes as base64, each id another one',
      })
      .refine(saysRetirements, {
        message:
          'wanted: behind each key but the first the date since which it is not the current one, such as @2027-01-15, or @next behind one that is not used yet',
      })
      .optional(),
    HERALD_API_KEY: z.string().min(16, 'wanted: at least 16 characters').optional(),
    HERALD_HOST: z.string().min(1).default('127.0.0.1'),
    HERALD_PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
    HERALD_PUBLIC_URL: httpAddress.optional(),
    HERALD_API_URL: httpAddress.optional(),
    HERALD_EGRESS_ALLOW: networks,
    HERALD_TRUSTED_PROXIES: networks,
    HERALD_TEMPORAL_UI_URL: httpAddress.optional(),
    HERALD_SMTP_URL: z
      .string()
      .refine((value) => readSmtpUrl(value) !== null, {
        message:
          'wanted: smtps://user:password@host or smtp://..., with user and password percent-encoded, and nothing after host and port',
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
  .superRefine(checkSecretKeys)
  .superRefine(checkMail)
  .superRefine(checkTemporalTls);

/** The variables that mail needs, both or neither. */
const MAIL = ['HERALD_SMTP_URL', 'HERALD_MAIL_FROM'] as const;

export interface Config {
  readonly mongo: { readonly url: string; readonly database: string };
  readonly temporal: {
    readonly connection: TemporalConnectionOptions;
    readonly namespace: string;
    readonly taskQueue: string;
    /** Undefined: the worker is not versioned. */
    readonly buildId: string | undefined;
  };
  /** One key, or several with ids: `keysFor` in secretKeys.ts reads them. They encrypt providers' secrets and sign receipt addresses. */
  readonly secretKey: string;
  readonly bootstrapApiKey: string | undefined;
  readonly host: string;
  readonly port: number;
  /** Base of the addresses that providers call. Undefined: no receipts are requested. */
  readonly publicUrl: string | undefined;
  /** Base addresses of the API and the Temporal Web UI for links in mails. Undefined: no links. */
  readonly apiUrl: string | undefined;
  readonly temporalUiUrl: string | undefined;
  /** Networks that providers may be in although their addresses aren't public. */
  readonly egressAllow: readonly string[];
  /** Networks of proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
  /** Undefined: no mail is sent. */
  readonly mail: MailConfig | undefined;
  readonly workflowBundle: string | undefined;
  readonly logLevel: string;
}

/** The environment is not a valid configuration. `message` names every variable that is wrong, but no values. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Reads the configuration from `env`. Throws `ConfigError`. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  // In compose files and shells an empty variable means that it is not set.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const read = environment.safeParse(given);
  if (!read.success) {
    const lines = read.error.issues.map((issue) => {
      const name = issue.path.join('.');
      return `  ${name}: ${given[name] === undefined && issue.code !== 'custom' ? 'is not set' : issue.message}`;
    });
    throw new ConfigError(`The configuration in the environment is invalid:\n${lines.join('\n')}`);
  }
  const value = read.data;
  return {
    mongo: { url: value.MONGODB_URL, database: value.MONGODB_DATABASE },
    temporal: {
      connection: temporalConnectionOptions(value),
      namespace: value.TEMPORAL_NAMESPACE,
      taskQueue: value.HERALD_TASK_QUEUE,
      buildId: value.HERALD_BUILD_ID,
    },
    secretKey: value.HERALD_SECRET_KEYS ?? value.HERALD_SECRET_KEY ?? '',
    bootstrapApiKey: value.HERALD_API_KEY,
    host: value.HERALD_HOST,
    port: value.HERALD_PORT,
    publicUrl: value.HERALD_PUBLIC_URL,
    apiUrl: value.HERALD_API_URL,
    temporalUiUrl: value.HERALD_TEMPORAL_UI_URL,
    egressAllow: value.HERALD_EGRESS_ALLOW,
    trustedProxies: value.HERALD_TRUSTED_PROXIES,
    mail: mailOf(value),
    workflowBundle: value.HERALD_WORKFLOW_BUNDLE,
    logLevel: value.LOG_LEVEL,
  };
}

/** Makes UTC the process's zone. liquidjs shows a time by way of that zone, and would be an hour off near its clock changes. */
export function useUtc(): void {
  process.env.TZ = 'UTC';
}

type Environment = z.infer<typeof environment>;

function areSecretKeys(value: string): boolean {
  try {
    return keysFor('sealing', value).length > 0;
  } catch {
    return false;
  }
}

function checkSecretKeys(
  value: { readonly HERALD_SECRET_KEY?: string | undefined; readonly HERALD_SECRET_KEYS?: string | undefined },
  context: z.RefinementCtx,
): void {
  const given = [value.HERALD_SECRET_KEY, value.HERALD_SECRET_KEYS].filter((keys) => keys !== undefined).length;
  if (given === 1) return;
  const message =
    given === 0 ? 'is not set, nor is HERALD_SECRET_KEYS' : 'is set besides HERALD_SECRET_KEYS; wanted: one of them';
  context.addIssue({ code: 'custom', path: ['HERALD_SECRET_KEY'], message });
}

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
    message: `is not set, but is required together with ${present.join()}`,
  });
}

const mailOf = ({ HERALD_SMTP_URL: smtpUrl, HERALD_MAIL_FROM: from }: Environment): MailConfig | undefined =>
  smtpUrl === undefined || from === undefined ? undefined : { smtpUrl, from };

import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import type { TLSConfig } from '@temporalio/client';
import { z } from 'zod';

const pemFile = z.string().transform((path, context) => {
  try {
    return readFileSync(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : 'unknown';
    context.addIssue({ code: 'custom', message: `the file can't be read (${code})` });
    return z.NEVER;
  }
});

/** How a process reaches Temporal. The variables are those of Temporal's own command line. */
export const temporalEnvironment = z.object({
  TEMPORAL_ADDRESS: z.string().min(1).default('127.0.0.1:7233'),
  TEMPORAL_NAMESPACE: z.string().min(1).default('default'),
  TEMPORAL_API_KEY: z.string().min(1).optional(),
  TEMPORAL_TLS: z.stringbool('wanted: true or false').optional(),
  TEMPORAL_TLS_SERVER_CA_CERT_PATH: pemFile.optional(),
  TEMPORAL_TLS_SERVER_NAME: z.string().min(1).optional(),
  TEMPORAL_TLS_CLIENT_CERT_PATH: pemFile.optional(),
  TEMPORAL_TLS_CLIENT_KEY_PATH: pemFile.optional(),
});

type TemporalEnvironment = z.infer<typeof temporalEnvironment>;
type Variable = keyof TemporalEnvironment;

/** Each of them makes the connection one with TLS. */
const NEED_TLS = [
  'TEMPORAL_API_KEY',
  'TEMPORAL_TLS_SERVER_CA_CERT_PATH',
  'TEMPORAL_TLS_SERVER_NAME',
  'TEMPORAL_TLS_CLIENT_CERT_PATH',
  'TEMPORAL_TLS_CLIENT_KEY_PATH',
] as const satisfies readonly Variable[];
const CLIENT_PAIR = ['TEMPORAL_TLS_CLIENT_CERT_PATH', 'TEMPORAL_TLS_CLIENT_KEY_PATH'] as const;

/** For `Connection` and `NativeConnection` alike. */
export interface TemporalConnectionOptions {
  readonly address: string;
  readonly apiKey?: string;
  readonly tls?: TLSConfig;
}

/** Adds an issue for settings that contradict one another, and for files that hold something else. */
export function checkTemporalTls(value: TemporalEnvironment, context: z.RefinementCtx): void {
  const issue = (name: Variable, message: string) => context.addIssue({ code: 'custom', path: [name], message });
  const given = NEED_TLS.filter((name) => value[name] !== undefined);
  if (value.TEMPORAL_TLS === false && given.length > 0) issue('TEMPORAL_TLS', `is false, and ${given[0]} needs TLS`);
  const missing = CLIENT_PAIR.filter((name) => value[name] === undefined);
  if (missing[0] && missing.length === 1) issue(missing[0], 'is not set, and a client certificate needs its key');
  const [cert, key] = CLIENT_PAIR.map((name) => value[name]);
  if (cert && key && throws(() => createSecureContext({ cert, key }))) {
    issue(CLIENT_PAIR[0], `is not a certificate in PEM with its key in ${CLIENT_PAIR[1]}`);
  }
  const ca = value.TEMPORAL_TLS_SERVER_CA_CERT_PATH;
  if (ca && throws(() => new X509Certificate(ca))) {
    issue('TEMPORAL_TLS_SERVER_CA_CERT_PATH', 'is not a certificate in PEM');
  }
}

export function temporalConnectionOptions(value: TemporalEnvironment): TemporalConnectionOptions {
  const { TEMPORAL_ADDRESS: address, TEMPORAL_API_KEY: apiKey, TEMPORAL_TLS: tls } = value;
  return {
    address,
    ...(apiKey !== undefined && { apiKey }),
    ...((tls || NEED_TLS.some((name) => value[name] !== undefined)) && { tls: tlsOf(value) }),
  };
}

function tlsOf(value: TemporalEnvironment): TLSConfig {
  const ca = value.TEMPORAL_TLS_SERVER_CA_CERT_PATH;
  const name = value.TEMPORAL_TLS_SERVER_NAME;
  const crt = value.TEMPORAL_TLS_CLIENT_CERT_PATH;
  const key = value.TEMPORAL_TLS_CLIENT_KEY_PATH;
  return {
    ...(ca && { serverRootCACertificate: ca }),
    ...(name !== undefined && { serverNameOverride: name }),
    ...(crt && key && { clientCertPair: { crt, key } }),
  };
}

function throws(act: () => unknown): boolean {
  try {
    act();
    return false;
  } catch {
    return true;
  }
}

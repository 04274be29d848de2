import { randomBytes, randomUUID } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface StackSecrets {
  /** 32 bytes as base64. */
  readonly secretKey: string;
  readonly apiKey: string;
}

export function newSecrets(): StackSecrets {
  return { secretKey: newSecretKey(), apiKey: newApiKey() };
}

/** The secrets kept in `folder`, made at the first time; files that only their owner can read. */
export function keptSecrets(folder: string): StackSecrets {
  return {
    secretKey: kept(join(folder, 'secret-key'), newSecretKey),
    apiKey: kept(apiKeyFile(folder), newApiKey),
  };
}

export const apiKeyFile = (folder: string): string => join(folder, 'api-key');

const newSecretKey = () => randomBytes(32).toString('base64');
const newApiKey = () => `herald_${randomBytes(24).toString('base64url')}`;

function kept(file: string, make: () => string): string {
  const draft = `${file}.${randomUUID()}`;
  try {
    writeFileSync(draft, `${make()}\n`, { mode: 0o600 });
    // Whole or not at all: half a key would lock everybody out of what was sealed with the other half.
    linkSync(draft, file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return readFileSync(file, 'utf8').trim();
}

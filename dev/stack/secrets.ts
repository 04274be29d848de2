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

/** The secrets in `folder`, created the first time, in files that only their owner can read. */
export function storedSecrets(folder: string): StackSecrets {
  return {
    secretKey: readOrCreate(join(folder, 'secret-key'), newSecretKey),
    apiKey: readOrCreate(apiKeyFile(folder), newApiKey),
  };
}

export const apiKeyFile = (folder: string): string => join(folder, 'api-key');

const newSecretKey = () => randomBytes(32).toString('base64');
const newApiKey = () => `herald_${randomBytes(24).toString('base64url')}`;

function readOrCreate(file: string, make: () => string): string {
  const draft = `${file}.${randomUUID()}`;
  try {
    writeFileSync(draft, `${make()}\n`, { mode: 0o600 });
    // Atomic: nothing that was encrypted with the whole key could be decrypted with half of it.
    linkSync(draft, file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return readFileSync(file, 'utf8').trim();
}

import { ConfigError, readConfig } from './config.ts';
import { openStore } from './store/store.ts';

/** Encrypts the providers' secrets with the current key: docs/production.md says when. */
async function main(): Promise<void> {
  const config = readConfig();
  const { store, close } = await openStore({ ...config.mongo, secretKey: config.secretKey });
  try {
    process.stdout.write(
      `The secrets of ${await store.providers.reseal()} providers are encrypted with the current key.\n`,
    );
  } finally {
    await close();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exitCode = 1;
});

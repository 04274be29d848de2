import { onTestFinished, vi } from 'vitest';

/** Sets variables of the environment until the end of the test. Call it inside a test. */
export function environment(variables: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
}

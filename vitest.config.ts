import { defineConfig } from 'vitest/config';

const projects = ['fast', 'workflows', 'system'] as const;

const include: Record<(typeof projects)[number], string[]> = {
  fast: ['test/{domain,content,providers,store,api,mail,activities,dev}/**/*.test.ts'],
  workflows: ['test/workflows/**/*.test.ts'],
  system: ['test/system/**/*.test.ts'],
};

export default defineConfig({
  test: {
    pool: 'forks',
    projects: [
      {
        extends: true,
        test: {
          name: 'fast',
          include: include.fast,
          globalSetup: ['test/support/storeSetup.ts'],
          testTimeout: 10_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'workflows',
          include: include.workflows,
          globalSetup: ['test/support/storeSetup.ts', 'test/support/timeSkippingSetup.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'system',
          include: include.system,
          globalSetup: ['test/support/buildSetup.ts', 'test/support/storeSetup.ts', 'test/support/temporalSetup.ts'],
          // Each file starts processes of its own and measures them: side by side they would starve each other.
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});

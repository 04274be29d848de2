import { defineConfig } from 'vitest/config';

/** Properties, races and crashes take longer than an inner loop should: `npm test` has them, `npm run check` leaves them out. */
const thorough = [
  'test/**/*.{properties,concurrency}.test.ts',
  'test/activities/sending/*/{countries,crash,dnd,failingSlice,limits,midnight,profileLimits,takeover}.test.ts',
  'test/activities/audience/freezeCrash.test.ts',
  'test/api/http/fuzz.test.ts',
  'test/dev/components/givenServer.test.ts',
  'test/domain/schedule/plan.test.ts',
  'test/providers/simulator.test.ts',
];

/** Tests of one part, which wait more than they compute. */
const parts = {
  globalSetup: ['test/support/storeSetup.ts'],
  testTimeout: 10_000,
  maxWorkers: 3,
  // No module keeps a state, so files share what they import: loading it anew for each takes longer than most of them do.
  isolate: false,
};

export default defineConfig({
  test: {
    pool: 'forks',
    projects: [
      {
        extends: true,
        test: {
          name: 'fast',
          include: ['test/{architecture,domain,content,providers,store,api,mail,activities,dev}/**/*.test.ts'],
          exclude: thorough,
          ...parts,
        },
      },
      {
        extends: true,
        test: { name: 'thorough', include: thorough, ...parts },
      },
      {
        extends: true,
        test: {
          name: 'workflows',
          include: ['test/workflows/**/*.test.ts'],
          globalSetup: ['test/support/storeSetup.ts', 'test/support/timeSkippingSetup.ts'],
          maxWorkers: 2,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'system',
          include: ['test/system/**/*.test.ts'],
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

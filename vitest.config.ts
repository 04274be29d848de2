import { defineConfig } from 'vitest/config';

/** Properties, races, crashes and time-outs take too long for an inner loop: `npm test` runs them, `npm run check` does not. */
const thorough = [
  'test/**/*.{properties,concurrency}.test.ts',
  'test/activities/sending/*/{countries,crash,dnd,failingSlice,limits,midnight,offered,plannedSkips,profileLimits,recheck,retired,storeHiccups,takeover}.test.ts',
  'test/activities/{audience/freezeCrash,cutConnections,erasureCrash,importFile}.test.ts',
  'test/api/{http/fuzz,audience/importCut,audience/importJobs}.test.ts',
  'test/dev/components/givenServer.test.ts',
  'test/domain/audience/plan.test.ts',
  'test/providers/{connection,simulator}.test.ts',
];

/** System tests that measure times and memory, or send as fast as they can: other tests beside them would spoil that. */
const measured = ['test/system/{steering,millionAudience}.test.ts'];

const systemSetup = ['test/support/buildSetup.ts', 'test/support/storeSetup.ts', 'test/support/temporalSetup.ts'];
const whole = { globalSetup: systemSetup, testTimeout: 300_000, hookTimeout: 120_000 };

/** Tests of single parts, which wait more than they compute. */
const parts = {
  globalSetup: ['test/support/storeSetup.ts'],
  // They end a test that hangs; a busy machine must not.
  testTimeout: 30_000,
  hookTimeout: 30_000,
  maxWorkers: 3,
  // Modules have no state, so test files share them: loading them for each file would take longer than most tests.
  isolate: false,
};

export default defineConfig({
  test: {
    pool: 'forks',
    // What is polled for comes, but late on a busy machine.
    expect: { poll: { timeout: 10_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'fast',
          include: [
            'test/{architecture,domain,content,egress,providers,store,api,client,mail,temporal,activities,dev}/**/*.test.ts',
          ],
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
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'system',
          include: ['test/system/**/*.test.ts'],
          exclude: measured,
          ...whole,
          // They wait more than they compute.
          maxWorkers: 2,
        },
      },
      {
        extends: true,
        test: { name: 'measured', include: measured, ...whole, fileParallelism: false },
      },
    ],
  },
});

// Downloads the Temporal CLI or the time-skipping server into a folder: node temporal.mjs (cli | time-skipping) FOLDER.
// The library downloads a server only when it starts one. Exits with code 1 when that is not possible.

import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Runtime } from '@temporalio/worker';

const [what, downloadDir] = process.argv.slice(2);
const executable = { type: 'cached-download', downloadDir };
Runtime.install({ telemetryOptions: { logging: { forward: {}, filter: 'OFF' } } });
const environment =
  what === 'cli'
    ? await TestWorkflowEnvironment.createLocal({ server: { executable } })
    : await TestWorkflowEnvironment.createTimeSkipping({ server: { executable } });
await environment.teardown();

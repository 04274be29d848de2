import type { Installation } from './cache.ts';
import { run } from './command.ts';
import type { Log } from './log.ts';
import { requireTools } from './onPath.ts';

/** The last version of the CLI whose go.mod has no `replace`, which `go install` refuses. Includes server 1.29 and Web UI 2.42. */
const CLI_VERSION = 'v1.5.1';

/** The Temporal CLI, which includes server and Web UI, compiled from the Go modules. */
export function temporalBuild(log: Log): Installation {
  return {
    key: `temporal-${CLI_VERSION}`,
    onWait: () => log('Another process is building Temporal; waiting for it ...'),
    async install(folder) {
      requireTools(['go'], {
        missing: 'There is no Temporal server to use, and it could not be downloaded',
        remedy: 'set TEMPORAL_ADDRESS, or install the Temporal CLI, or Go (1.25 or later) to build it',
      });
      log(
        `Building Temporal ${CLI_VERSION} and its Web UI from source: usually under 4 minutes, only this once (then cached) ...`,
      );
      await run({
        name: 'go install',
        command: 'go',
        args: ['install', '-v', '-ldflags', '-s -w', `github.com/temporalio/cli/cmd/temporal@${CLI_VERSION}`],
        env: { ...process.env, CGO_ENABLED: '0', GOBIN: folder },
        onProgress: (progress) => log(describeProgress(progress)),
      });
    },
  };
}

const USUAL_SECONDS = 240;

/** Shows the user that the build is not stuck. */
export function describeProgress({ seconds, lines }: { readonly seconds: number; readonly lines: number }): string {
  const slow = seconds > USUAL_SECONDS ? ' (this machine is slower than expected, but the build continues)' : '';
  return `  building Temporal: ${seconds} s, ${lines} packages done${slow}`;
}

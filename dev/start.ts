import { onInterrupt } from './stack/onInterrupt.ts';
import { apiKeyFile } from './stack/secrets.ts';
import { readStartOptions, START_USAGE, type StartOptions } from './stack/startOptions.ts';
import { type Stack, startStack } from './stack.ts';

/** `npm start`: runs the stack until Ctrl-C. */
try {
  const options = readStartOptions(process.argv.slice(2));
  if (options.help) say(START_USAGE);
  else await serve(options);
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

async function serve(options: StartOptions): Promise<void> {
  let stack: Stack | null = null;
  const stopped = new Promise<void>((resolve, reject) => {
    onInterrupt({
      first() {
        say('Stopping (Ctrl-C again to end at once) ...');
        // A stack that is still starting has nothing to finish, and its processes end with this one (see the watchdog in childProcess.ts).
        if (stack === null) process.exit(130);
        stack.stop().then(resolve, reject);
      },
      second() {
        stack?.abandon();
        process.exit(130);
      },
    });
  });
  stack = await startStack({ ...options, log: say });
  say(describe(stack));
  await stopped;
  say('Stopped.');
  process.exit(0);
}

function describe(stack: Stack): string {
  return `
Herald is running.

  API                 ${stack.apiUrl}
  API documentation   ${stack.apiUrl}/docs
  API key             in ${apiKeyFile(stack.folder)}
  Temporal Web UI     ${stack.temporalUiUrl ?? '(of the server at TEMPORAL_ADDRESS)'}
  Store               ${withoutCredentials(stack.mongoUrl)} (database ${stack.database})
  Logs                ${stack.folder}/logs

Ctrl-C stops everything; the data remains in ${stack.folder}.
`;
}

function withoutCredentials(url: string): string {
  return url.replace(/\/\/[^/@]*@/, '//');
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

import { DEMO_USAGE, readDemoOptions } from './demo/options.ts';
import { cdnow, synthetic } from './demo/scenarios.ts';
import { showcase } from './demo/showcase.ts';
import { onInterrupt } from './stack/onInterrupt.ts';
import { type Stack, startStack } from './stack.ts';

/** `npm run demo`: one campaign to real customers' data, through a provider that dies half way; then live campaigns to the same customers. */
try {
  const options = readDemoOptions(process.argv.slice(2), process.stdout.isTTY === true);
  if (options.help) say(DEMO_USAGE);
  else await run(options);
} catch (error) {
  say(`\n${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}

async function run({ users, keep }: { users: number | null; keep: boolean }): Promise<void> {
  let stack: Stack | null = null;
  const interrupted = new Promise<void>((resolve) => {
    onInterrupt({
      first() {
        say('\nStopping ...');
        if (stack === null) process.exit(130);
        resolve();
      },
      second() {
        stack?.abandon();
        process.exit(130);
      },
    });
  });
  say('Starting Herald: Temporal, a store, a worker, the API. All of it is on this machine and in memory.');
  stack = await startStack({ log: (line) => say(`    ${line}`) });
  try {
    const shown = showcase({ stack, scenario: users === null ? cdnow : synthetic(users), say });
    await Promise.race([shown, interrupted]);
    say(`
  To look at         Temporal Web UI     ${stack.temporalUiUrl ?? '(of the server at TEMPORAL_ADDRESS)'}
                     API documentation   ${stack.apiUrl}/docs
                     API key             ${stack.apiKey}`);
    if (keep) {
      say('\nEverything is still running; Ctrl-C stops it.');
      await interrupted;
    } else {
      say('\nThey are gone now: `npm run demo -- --keep` leaves them running, `npm start` is Herald to work with.');
    }
  } finally {
    await stack.stop();
  }
  process.exit(0);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

import { parseArgs } from 'node:util';
import { startSimulator } from './simulator.ts';

/**
 * The simulator as a process of its own: `node dist/dev/simulator/main.js --port 0`. Prints one line of JSON with its port when it is ready;
 * ends on SIGTERM or SIGINT.
 */
const { values } = parseArgs({ options: { port: { type: 'string', default: '0' } } });
const port = Number(values.port);
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  console.error(`--port: wanted a port number, got ${values.port}`);
  process.exit(2);
}

const simulator = await startSimulator({ port });
process.stdout.write(`${JSON.stringify({ msg: 'ready', port: simulator.port, pid: process.pid })}\n`);
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    void simulator.close().finally(() => process.exit(0));
  });
}

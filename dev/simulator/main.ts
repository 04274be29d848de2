import { parseArgs } from 'node:util';
import { startSimulator } from './simulator.ts';

const USAGE = `npm run simulator -- [options]: SMS providers that only this machine has. Nothing is sent to a phone.

  --port PORT   (default: 9100; 0: any free port)
  --help

It prints one line of JSON when it is ready, and ends on Ctrl-C. Its control API:

  POST /_sim/providers                   adds a provider: {"kind": "twilio" or "http", "name": "sim"}; answers with its address
  GET  /_sim/providers/sim/settings      the provider as Herald's POST /v1/providers wants it
  POST /_sim/providers/sim/behaviour     what it does from now on: {"mode": "ok" | "die" | "hang" | "slow" | "throttle" |
                                         "unavailable" | "error" | "dropAnswers" | "refuseRecipients" | "badCredentials"}
  POST /_sim/providers/sim/inbound       where it passes on what people send: {"url": the provider's inboundUrl in Herald}
  POST /_sim/phones/+447700900123/texts  a text from a phone to the provider of its last message: {"text": "STOP"}; with "provider" to
                                         another one, with "id" the same text again. Answers with what Herald said
  GET  /_sim/ledger                      the messages that it has accepted, one line of JSON each; ?provider=sim
  GET  /_sim/stats                       counts

dev/simulator/config.ts lists all settings: receipts, latency, refused numbers.`;

const { values } = parseArgs({
  options: { port: { type: 'string', default: '9100' }, help: { type: 'boolean', default: false } },
});
if (values.help) {
  process.stdout.write(`${USAGE}\n`);
  process.exit(0);
}
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

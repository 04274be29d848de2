import process from 'node:process';
import { type Dispatcher, Pool } from 'undici';
import type { BareLoopInput, BareLoopResult } from './bareLoopProcess.ts';
import { personAt, textRenderer } from './people.ts';

/**
 * What Herald is compared with: renders each person's text and posts it, and does nothing else. A process of its own:
 * `node dist/bench/bareLoop.js '<BareLoopInput as JSON>'`; prints a BareLoopResult.
 */
const input = JSON.parse(process.argv[2] ?? '') as BareLoopInput;
process.stdout.write(`${JSON.stringify(await sendAll(input))}\n`);

async function sendAll({ url, accountSid, authToken, users, connections }: BareLoopInput): Promise<BareLoopResult> {
  const pool = new Pool(url, { connections, pipelining: 1 });
  const textOf = textRenderer();
  const request = {
    method: 'POST',
    path: `/2010-04-01/Accounts/${accountSid}/Messages.json`,
    headers: {
      authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`,
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
    },
  } as const;
  const sender = `From=${encodeURIComponent('+12025550190')}`;
  let next = 0;
  const sendOn = async (): Promise<void> => {
    while (next < users) {
      const person = personAt(next++);
      const to = encodeURIComponent(person.phone);
      const callback = encodeURIComponent(receiptAddress(person.id));
      const body = `${sender}&To=${to}&Body=${encodeURIComponent(textOf(person))}&StatusCallback=${callback}`;
      const status = await post(pool, { ...request, body });
      if (status !== 201) throw new Error(`the simulator answered with ${status}`);
    }
  };
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: connections }, sendOn));
  const elapsedMs = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpuBefore);
  await pool.close();
  return { elapsedMs, cpuSeconds: (user + system) / 1e6, peakMb: process.resourceUsage().maxRSS / 1024 };
}

/** As long as Herald's, so that the simulator has the same bytes to read; without the signature. */
function receiptAddress(id: string): string {
  return `http://127.0.0.1:40000/v1/receipts/${'p'.repeat(24)}/${'s'.repeat(64)}${id}`;
}

/** Undici's `dispatch`, which is quicker than its `request`: the bar is not to be too low. */
function post(pool: Pool, options: Dispatcher.DispatchOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    let status = 0;
    pool.dispatch(options, {
      onRequestStart() {},
      onResponseStart(_controller, statusCode) {
        status = statusCode;
      },
      onResponseData() {},
      onResponseEnd: () => resolve(status),
      onResponseError: (_controller, error) => reject(error),
    });
  });
}

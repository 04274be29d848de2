import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { LedgerLine } from '../dev/simulator/message.ts';
import { personAt, textRenderer } from './people.ts';

/** When a simulated provider accepted the first and the last message; epoch milliseconds. */
export interface Span {
  readonly firstAt: number;
  readonly lastAt: number;
}

/**
 * Reads what one simulated provider accepted, and makes sure that it is each of the first `users` people once, with
 * their own text.
 *
 * @throws when it is anything else.
 */
export async function everybodyOnce(simulatorUrl: string, provider: string, users: number): Promise<Span> {
  const textOf = textRenderer();
  const missing = new Map<string, string>();
  for (let index = 0; index < users; index += 1) {
    const person = personAt(index);
    missing.set(person.phone, textOf(person));
  }
  let [firstAt, lastAt] = [Number.POSITIVE_INFINITY, 0];
  let strange = 0;
  for await (const { to, body, at } of linesOf(simulatorUrl, provider)) {
    if (missing.get(to) !== body) strange += 1;
    else missing.delete(to);
    const instant = Date.parse(at);
    firstAt = Math.min(firstAt, instant);
    lastAt = Math.max(lastAt, instant);
  }
  if (strange > 0 || missing.size > 0) {
    throw new Error(`${provider}: ${missing.size} people without their message, ${strange} messages too many or wrong`);
  }
  return { firstAt, lastAt };
}

/** What one simulated provider accepted, in order. */
export async function* linesOf(simulatorUrl: string, provider: string): AsyncGenerator<LedgerLine> {
  const response = await fetch(`${simulatorUrl}/_sim/ledger?provider=${encodeURIComponent(provider)}`);
  if (!response.ok || !response.body) throw new Error(`the simulator's ledger: ${response.status}`);
  const input = Readable.fromWeb(response.body as ReadableStream<Uint8Array>);
  for await (const line of createInterface({ input })) if (line !== '') yield JSON.parse(line) as LedgerLine;
}

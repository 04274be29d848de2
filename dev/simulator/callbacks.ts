import { createHmac } from 'node:crypto';
import { Agent, request } from 'undici';
import { sequence, shareOf, shuffled } from './chance.ts';
import type { CallbackConfig } from './config.ts';
import type { SimulatedMessage } from './message.ts';
import type { SimulatedProvider } from './simulatedProvider.ts';

/** How often a receipt is sent when it isn't accepted (no connection, or 5xx), and the delay between attempts. */
const ATTEMPTS = 3;
const RETRY_MS = 250;

interface Job {
  readonly message: SimulatedMessage;
  readonly statuses: readonly string[];
  readonly dueAt: number;
}

export interface CallbackSender {
  /** Sends the receipts of the message when they are due. */
  add(message: SimulatedMessage): void;
  readonly pending: number;
  close(): Promise<void>;
}

/** Sends one provider's receipts, for a bounded number of messages at once. The receipts of each message are sent one after the other. */
export function callbackSender(provider: SimulatedProvider, config: CallbackConfig): CallbackSender {
  const agent = new Agent({ connections: config.concurrency });
  const random = sequence(provider.config.seed + 1);
  const queue: Job[] = [];
  let head = 0;
  let active = 0;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  return {
    add(message) {
      if (message.callbackUrl === null || closed) return;
      queue.push({ message, statuses: statusesOf(message), dueAt: message.at + config.delayMs });
      pump();
    },
    get pending() {
      return queue.length - head + active;
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await agent.destroy();
    },
  };

  /** The delay is the same for all messages, so the queue is in the order of due times. */
  function pump(): void {
    clearTimeout(timer);
    while (!closed && active < config.concurrency) {
      const job = queue[head];
      if (!job) break;
      const wait = job.dueAt - Date.now();
      if (wait > 0) {
        timer = setTimeout(pump, wait).unref();
        break;
      }
      head++;
      active++;
      void run(job).finally(() => {
        active--;
        pump();
      });
    }
    if (head > 10_000) {
      queue.splice(0, head);
      head = 0;
    }
  }

  function statusesOf(message: SimulatedMessage): readonly string[] {
    const { undelivered, doubled, order } = config;
    const fails = undelivered !== undefined && shareOf(provider.config.seed, message.to) < undelivered.share;
    const once = fails ? [...config.statuses.slice(0, -1), 'undelivered'] : config.statuses;
    const all = doubled ? once.flatMap((status) => [status, status]) : once;
    return order === 'shuffled' ? shuffled(all, random) : all;
  }

  async function run({ message, statuses }: Job): Promise<void> {
    const final = config.statuses.at(-1);
    for (const status of statuses) {
      if (closed) return;
      if (status === 'undelivered') message.errorCode = config.undelivered?.code ?? null;
      // Receipts may arrive out of order, but the status that the service itself shows doesn't go back.
      if (message.status !== final && message.status !== 'undelivered') message.status = status;
      await report(message, status);
    }
  }

  async function report(message: SimulatedMessage, status: string): Promise<void> {
    const { headers, body } = receiptOf(provider, message, status);
    for (let attempt = 1; attempt <= ATTEMPTS && !closed; attempt++) {
      try {
        const answer = await request(message.callbackUrl ?? '', { method: 'POST', headers, body, dispatcher: agent });
        await answer.body.dump();
        if (answer.statusCode < 500) {
          provider.counts.callbacksSent++;
          return;
        }
      } catch {
        // No connection: retried like a 5xx.
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS).unref());
    }
    provider.counts.callbacksFailed++;
  }
}

/** A receipt in its dialect: Twilio's signed form, or JSON. */
function receiptOf(provider: SimulatedProvider, message: SimulatedMessage, status: string) {
  const code = status === 'undelivered' ? message.errorCode : null;
  if (provider.config.kind === 'http') {
    const { id, reference, to } = message;
    const body = JSON.stringify({ id, reference, to, status, ...(code !== null && { code: String(code) }) });
    return { headers: { 'content-type': 'application/json' }, body };
  }
  const form = new URLSearchParams({
    SmsSid: message.id,
    SmsStatus: status,
    MessageStatus: status,
    To: message.to,
    MessageSid: message.id,
    AccountSid: provider.accountSid,
    From: message.from ?? '',
    ApiVersion: '2010-04-01',
    ...(message.messagingServiceSid !== null && { MessagingServiceSid: message.messagingServiceSid }),
    ...(code !== null && { ErrorCode: String(code) }),
  });
  return {
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': signature(provider.authToken, message.callbackUrl ?? '', form),
    },
    body: form.toString(),
  };
}

/** Twilio's signature, implemented independently of Herald's check, so that a mistake can't be in both. */
export function signature(authToken: string, url: string, form: URLSearchParams): string {
  const parameters = [...form].sort(([a], [b]) => (a < b ? -1 : 1));
  const signed = parameters.reduce((text, [name, value]) => text + name + value, url);
  return createHmac('sha1', authToken).update(signed).digest('base64');
}

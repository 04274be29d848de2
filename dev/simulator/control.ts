import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { providerDefinition } from '../simulatedProvider.ts';
import { behaviour, providerConfig } from './config.ts';
import { sendJson } from './create.ts';
import { inboundInput, phoneText } from './inbound.ts';
import { ledgerLine } from './message.ts';
import type { Simulator } from './simulator.ts';

const LINES_AT_A_TIME = 1_000;

/** The control API under `/_sim`: providers, their behaviour, the ledger and counts. */
export async function answerControl(
  simulator: Simulator,
  req: IncomingMessage,
  res: ServerResponse,
  body: string,
): Promise<void> {
  const url = new URL(req.url ?? '/', 'http://simulator');
  const [, , resource, name, part] = url.pathname.split('/');
  const operation = `${req.method} ${[resource, name && ':name', part].filter(Boolean).join('/')}`;
  switch (operation) {
    case 'GET providers':
      send(res, 200, { providers: simulator.providers() });
      return;
    case 'POST providers':
      send(res, 201, await simulator.addProvider(parse(providerConfig, body)));
      return;
    case 'GET providers/:name/settings': {
      const address = simulator.providers().find((one) => one.name === name);
      if (!address) throw new ControlError(`there is no provider ${JSON.stringify(name)}`);
      send(res, 200, providerDefinition(address));
      return;
    }
    case 'POST providers/:name/behaviour': {
      const wanted = parse(behaviour, body);
      await simulator.behave(name ?? '', wanted);
      send(res, 200, wanted);
      return;
    }
    case 'POST providers/:name/inbound': {
      const { url: inboundUrl } = parse(inboundInput, body);
      simulator.passTextsOn(name ?? '', inboundUrl);
      send(res, 200, { url: inboundUrl });
      return;
    }
    case 'POST phones/:name/texts':
      send(res, 200, await simulator.sendText(decodeURIComponent(name ?? ''), parse(phoneText, body)));
      return;
    case 'GET stats':
      send(res, 200, simulator.stats());
      return;
    case 'GET ledger':
      await streamLedger(simulator, res, url.searchParams.get('provider'));
      return;
    default:
      send(res, 404, { error: `there is no operation ${operation}` });
  }
}

/** A control request that can't be carried out. */
export class ControlError extends Error {}

function parse<T>(schema: z.ZodType<T>, body: string): T {
  try {
    return schema.parse(JSON.parse(body));
  } catch (error) {
    throw new ControlError(error instanceof z.ZodError ? z.prettifyError(error) : 'wanted: JSON');
  }
}

const send = (res: ServerResponse, status: number, value: unknown): void =>
  sendJson(res, status, JSON.stringify(value));

/** Sends the messages accepted so far as NDJSON, in the order of acceptance. */
async function streamLedger(simulator: Simulator, res: ServerResponse, provider: string | null): Promise<void> {
  res.writeHead(200, { 'content-type': 'application/x-ndjson' });
  const { messages } = simulator;
  const end = messages.length;
  for (let start = 0; start < end && !res.destroyed; start += LINES_AT_A_TIME) {
    const lines = messages
      .slice(start, Math.min(end, start + LINES_AT_A_TIME))
      .filter((message) => provider === null || message.provider === provider)
      .map((message) => `${JSON.stringify(ledgerLine(message))}\n`);
    if (!res.write(lines.join(''))) await new Promise((resolve) => res.once('drain', resolve).once('close', resolve));
  }
  res.end();
}

import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { type CallbackSender, callbackSender } from './callbacks.ts';
import {
  type BehaviourInput,
  behaviour as behaviourSchema,
  type ProviderConfigInput,
  providerConfig,
} from './config.ts';
import { answerControl, ControlError } from './control.ts';
import { sendJson } from './create.ts';
import { answerHttp } from './httpDialect.ts';
import { deliverText, type InboundResult, type PhoneText } from './inbound.ts';
import { type Listener, openListener } from './listener.ts';
import { type LedgerLine, ledgerLine, type SimulatedMessage } from './message.ts';
import { SimulatedProvider } from './simulatedProvider.ts';
import { accountOf, answerTwilio } from './twilioDialect.ts';

/** Address and credentials of a simulated provider. */
export interface ProviderAddress {
  readonly name: string;
  readonly kind: 'twilio' | 'http';
  /** The provider's own address, at which it doesn't answer while it is dead: `baseUrl` for Twilio's API, `.../http/<name>` for the other kind. */
  readonly url: string;
  readonly port: number;
  readonly accountSid: string;
  readonly authToken: string;
}

export type SimulatorStats = ReturnType<Simulator['stats']>;

interface Hosted {
  readonly provider: SimulatedProvider;
  readonly listener: Listener;
  readonly callbacks: CallbackSender | null;
}

/** Any number of simulated providers, and the ledger of the messages that they accepted, which tests rely on. */
export class Simulator {
  /** All accepted messages, in the order of acceptance. */
  readonly messages: SimulatedMessage[] = [];
  readonly #hosted = new Map<string, Hosted>();
  readonly #byAccount = new Map<string, Hosted>();
  readonly #numbers = new Set<string>();
  readonly #texts = new Set<string>();
  #counted = 0;
  #main: Listener | null = null;

  /** The common port, with the control API under `/_sim` and every provider. */
  get port(): number {
    return this.#main?.port ?? 0;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async listen(port: number): Promise<void> {
    this.#main = await openListener({ port, handler: readBody((req, res, body) => this.#answer(req, res, body)) });
  }

  async addProvider(input: ProviderConfigInput): Promise<ProviderAddress> {
    const config = providerConfig.parse(input);
    const provider = new SimulatedProvider(config);
    if (this.#hosted.has(config.name)) throw new ControlError('there already is a provider of this name');
    if (this.#byAccount.has(provider.accountSid))
      throw new ControlError('there already is a provider with this account');
    const callbacks = config.callbacks ? callbackSender(provider, config.callbacks) : null;
    provider.onAccepted = (message) => {
      this.messages.push(message);
      callbacks?.add(message);
    };
    const answer = config.kind === 'twilio' ? answerTwilio : answerHttp;
    const handler = readBody((req, res, body) => answer(provider, req, res, body));
    const listener = await openListener({ port: config.port, handler });
    provider.onBehaviour = (behaviour) => {
      if (behaviour.mode !== 'die') return;
      // After the answer to the last message.
      setImmediate(() => void listener.stop({ graceful: behaviour.graceful }));
    };
    const hosted = { provider, listener, callbacks };
    this.#hosted.set(config.name, hosted);
    this.#byAccount.set(provider.accountSid, hosted);
    return addressOf(hosted);
  }

  providers(): ProviderAddress[] {
    return [...this.#hosted.values()].map(addressOf);
  }

  /** Resolves when the behaviour applies or, with `afterMessages`, is scheduled, and a port that should be open is open. */
  async behave(name: string, input: BehaviourInput): Promise<void> {
    const hosted = this.#hosted.get(name);
    if (!hosted) throw new ControlError('there is no provider of this name');
    const behaviour = behaviourSchema.parse(input);
    if (behaviour.mode !== 'die' && behaviour.afterMessages <= hosted.provider.messages.length) {
      await hosted.listener.start();
    }
    hosted.provider.behave(behaviour);
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** Sets the address to which a provider passes on the texts that people send. */
  passTextsOn(name: string, url: string): void {
    const hosted = this.#hosted.get(name);
    if (!hosted) throw new ControlError('there is no provider of this name');
    hosted.provider.inboundUrl = url;
  }

  /** Sends a text from a phone, and returns what was answered to its provider. */
  async sendText(from: string, text: PhoneText): Promise<InboundResult> {
    const latest = this.messages.findLast(({ to }) => to === from)?.provider;
    const name = text.provider ?? latest;
    if (name === undefined) {
      throw new ControlError(`no provider has sent ${from} a message: name one as "provider"`);
    }
    const provider = this.#hosted.get(name)?.provider;
    if (!provider) throw new ControlError('there is no provider of this name');
    const { inboundUrl } = provider;
    if (inboundUrl === null) {
      throw new ControlError(
        `${name} has no inbound address: POST /_sim/providers/${name}/inbound {"url": its inboundUrl}`,
      );
    }
    return await deliverText(provider, inboundUrl, { ...text, from });
  }

  ledger(): LedgerLine[] {
    return this.messages.map(ledgerLine);
  }

  /** Counts since the start. `distinctTexts` counts pairs of number and text: fewer than accepted means duplicates. */
  stats() {
    this.#countDistinct();
    return {
      accepted: this.messages.length,
      distinctTo: this.#numbers.size,
      distinctTexts: this.#texts.size,
      providers: Object.fromEntries(
        [...this.#hosted].map(([name, { provider, listener, callbacks }]) => [
          name,
          {
            kind: provider.config.kind,
            port: listener.port,
            open: listener.open,
            mode: provider.behaviour.mode,
            accepted: provider.messages.length,
            distinctTo: provider.distinctTo,
            callbacksPending: callbacks?.pending ?? 0,
            ...provider.counts,
          },
        ]),
      ),
    };
  }

  async close(): Promise<void> {
    const hosted = [...this.#hosted.values()];
    await Promise.all(hosted.map(({ callbacks }) => callbacks?.close()));
    await Promise.all(
      [this.#main, ...hosted.map(({ listener }) => listener)].map((one) => one?.stop({ graceful: false })),
    );
  }

  /** Counts only messages that are new since the last call, so that progress can be queried often. */
  #countDistinct(): void {
    for (const { to, body } of this.messages.slice(this.#counted)) {
      this.#numbers.add(to);
      this.#texts.add(`${to}\n${body}`);
    }
    this.#counted = this.messages.length;
  }

  #answer(req: IncomingMessage, res: ServerResponse, body: string): void {
    const path = req.url ?? '/';
    if (path.startsWith('/_sim/')) {
      answerControl(this, req, res, body).catch((error: unknown) => {
        const status = error instanceof ControlError ? 400 : 500;
        sendJson(res, status, JSON.stringify({ error: error instanceof Error ? error.message : String(error) }));
      });
      return;
    }
    const account = accountOf(path);
    const hosted = account === null ? this.#hosted.get(path.split('/')[2] ?? '') : this.#byAccount.get(account);
    const provider = hosted?.provider;
    if (!provider) sendJson(res, 404, JSON.stringify({ code: 20_404, status: 404 }));
    else if (provider.config.kind === 'twilio') answerTwilio(provider, req, res, body);
    else answerHttp(provider, req, res, body);
  }
}

/** Starts a simulator in this process. */
export async function startSimulator(options: { readonly port?: number } = {}): Promise<Simulator> {
  const simulator = new Simulator();
  await simulator.listen(options.port ?? 0);
  return simulator;
}

function addressOf({ provider, listener }: Hosted): ProviderAddress {
  const { name, kind } = provider.config;
  const origin = `http://127.0.0.1:${listener.port}`;
  return {
    name,
    kind,
    url: kind === 'twilio' ? origin : `${origin}/http/${name}`,
    port: listener.port,
    accountSid: provider.accountSid,
    authToken: provider.authToken,
  };
}

/** Reads the whole body, which usually arrives in one chunk. */
function readBody(handle: (req: IncomingMessage, res: ServerResponse, body: string) => void): RequestListener {
  return (req, res) => {
    let chunks: Buffer[] | null = null;
    req.on('data', (chunk: Buffer) => {
      if (chunks) chunks.push(chunk);
      else chunks = [chunk];
    });
    req.on('end', () => {
      const body = chunks === null ? '' : chunks.length === 1 ? String(chunks[0]) : Buffer.concat(chunks).toString();
      handle(req, res, body);
    });
  };
}

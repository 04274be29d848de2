import { createHash } from 'node:crypto';
import { sequence, shareOf } from './chance.ts';
import type { Behaviour, ProviderConfig } from './config.ts';
import { GRACE_MS } from './listener.ts';
import type { SimulatedMessage } from './message.ts';

/** The provider's reaction to a create request according to its behaviour, before the request is validated. */
export type Reaction =
  | { readonly kind: 'accept'; readonly answer: boolean }
  | { readonly kind: 'later'; readonly ms: number }
  | { readonly kind: 'error'; readonly status: number; readonly retryAfter?: number; readonly closing?: boolean }
  | { readonly kind: 'hang' }
  | { readonly kind: 'cut' };

/** A create request, independent of the dialect. */
export interface CreateRequest {
  readonly to: string;
  readonly from: string | null;
  readonly messagingServiceSid: string | null;
  readonly body: string;
  readonly callbackUrl: string | null;
  readonly reference: string | null;
}

const ACCEPT: Reaction = { kind: 'accept', answer: true };
const DROP: Reaction = { kind: 'accept', answer: false };

/** One simulated provider: its accepted messages, its current behaviour and its counts. */
export class SimulatedProvider {
  readonly config: ProviderConfig;
  readonly accountSid: string;
  readonly authToken: string;
  /** The `Authorization` of Twilio's API. */
  readonly authorization: string;
  readonly messages: SimulatedMessage[] = [];
  /** Where texts that people send are passed on to; null: nowhere. */
  inboundUrl: string | null = null;
  readonly byIdempotencyKey = new Map<string, SimulatedMessage>();
  readonly byReference = new Map<string, SimulatedMessage>();
  readonly counts = {
    requests: 0,
    answered: 0,
    dropped: 0,
    refused: 0,
    errors: 0,
    hung: 0,
    lookups: 0,
    callbacksSent: 0,
    callbacksFailed: 0,
  };
  /** Called with each message as it is accepted. */
  onAccepted: (message: SimulatedMessage) => void = () => {};
  /** Called when another behaviour begins. */
  onBehaviour: (behaviour: Behaviour) => void = () => {};

  #behaviour: Behaviour = { mode: 'ok', afterMessages: 0 };
  #next: Behaviour | null = null;
  #deaths = 0;
  #diedAt = 0;
  readonly #idPrefix: string;
  readonly #random: () => number;
  readonly #refusals: readonly { pattern: RegExp; code: number }[];
  readonly #byNumber = new Map<string, SimulatedMessage[]>();
  #indexed = 0;
  #second = 0;
  #inSecond = 0;

  constructor(config: ProviderConfig) {
    const hash = createHash('sha256').update(config.name).digest('hex');
    this.config = config;
    this.accountSid = (config.kind === 'twilio' && config.accountSid) || `AC${hash.slice(0, 32)}`;
    this.authToken = (config.kind === 'twilio' && config.authToken) || `token-${hash.slice(32, 58)}`;
    this.authorization = `Basic ${Buffer.from(`${this.accountSid}:${this.authToken}`).toString('base64')}`;
    this.#idPrefix = `SM${hash.slice(0, 20)}`;
    this.#random = sequence(config.seed);
    this.#refusals = config.refuse.map(({ pattern, code }) => ({ pattern: new RegExp(pattern), code }));
  }

  /** How often the provider has died; requests from before its last death are lost. */
  get deaths(): number {
    return this.#deaths;
  }

  get behaviour(): Behaviour {
    return this.#behaviour;
  }

  /** Changes the behaviour now, or once `afterMessages` have been accepted. A later call replaces an earlier one. */
  behave(behaviour: Behaviour): void {
    if (this.messages.length < behaviour.afterMessages) {
      this.#next = behaviour;
      return;
    }
    this.#next = null;
    this.#behaviour = behaviour;
    if (behaviour.mode === 'die') {
      this.#deaths++;
      this.#diedAt = Date.now();
    }
    this.onBehaviour(behaviour);
  }

  /** The reaction of the current behaviour to a create request. */
  reactionAt(now: number): Reaction {
    const behaviour = this.#behaviour;
    switch (behaviour.mode) {
      case 'ok':
      case 'refuseRecipients':
        return ACCEPT;
      case 'dropAnswers':
        return this.#random() < behaviour.share ? DROP : ACCEPT;
      case 'slow':
        return { kind: 'later', ms: behaviour.ms };
      case 'hang':
        return { kind: 'hang' };
      case 'die':
        return behaviour.graceful
          ? { kind: 'error', status: 503, closing: now > this.#diedAt + GRACE_MS }
          : { kind: 'cut' };
      case 'throttle':
        return this.#withinRate(behaviour.perSecond, now) ? ACCEPT : { kind: 'error', status: 429, retryAfter: 1 };
      case 'unavailable':
        return { kind: 'error', status: 503 };
      case 'error':
        return { kind: 'error', status: 500 };
      case 'badCredentials':
        return { kind: 'error', status: 401 };
    }
  }

  /** The code with which this number is refused; null when it isn't. */
  refusalOf(to: string): number | null {
    const behaviour = this.#behaviour;
    if (behaviour.mode === 'refuseRecipients') {
      const { numbers, share = 0, code } = behaviour;
      if (numbers?.includes(to) || shareOf(this.config.seed, to) < share) return code;
    }
    return this.#refusals.find(({ pattern }) => pattern.test(to))?.code ?? null;
  }

  accept(request: CreateRequest, now: number): SimulatedMessage {
    const message: SimulatedMessage = {
      provider: this.config.name,
      id: this.#idPrefix + this.messages.length.toString(16).padStart(12, '0'),
      ...request,
      at: now,
      status: null,
      errorCode: null,
    };
    this.messages.push(message);
    this.onAccepted(message);
    if (this.#next && this.messages.length >= this.#next.afterMessages) this.behave(this.#next);
    return message;
  }

  /** A message by its id. */
  message(id: string): SimulatedMessage | undefined {
    return id.startsWith(this.#idPrefix)
      ? this.messages[Number.parseInt(id.slice(this.#idPrefix.length), 16)]
      : undefined;
  }

  /** The messages to a number, oldest first. */
  messagesTo(to: string): readonly SimulatedMessage[] {
    return this.#index().get(to) ?? [];
  }

  get distinctTo(): number {
    return this.#index().size;
  }

  /** Built on demand, because sending doesn't need it. */
  #index(): ReadonlyMap<string, SimulatedMessage[]> {
    for (; this.#indexed < this.messages.length; this.#indexed++) {
      const message = this.messages[this.#indexed];
      if (!message) break;
      const same = this.#byNumber.get(message.to);
      if (same) same.push(message);
      else this.#byNumber.set(message.to, [message]);
    }
    return this.#byNumber;
  }

  #withinRate(perSecond: number, now: number): boolean {
    const second = Math.floor(now / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#inSecond = 0;
    }
    return this.#inSecond++ < perSecond;
  }
}

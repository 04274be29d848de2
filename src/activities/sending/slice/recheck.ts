import { setTimeout as sleep } from 'node:timers/promises';
import { type BarredNumbers, reachabilityAmong } from '../../../domain/audience/profile.ts';
import type { Dispatch } from '../../../domain/message/dispatch.ts';
import type { SkipReason } from '../../../domain/message/message.ts';
import { barredAmong } from '../../../store/barredNumbers.ts';
import type { Store } from '../../../store/store.ts';
import { isStoreUnavailable } from '../../../store/unavailable.ts';
import type { Gate } from '../gate.ts';
import { reachabilityOfRequest } from './readRequested.ts';
import type { Content, Recipient } from './recipient.ts';

/** How old what was read of a person may be when a request begins. */
const MAX_AGE_MS = 1000;
/** What is older than this is read again before a request is passed on, which takes a moment to begin. */
const REREAD_AFTER_MS = 800;
/** Where requests wait for long for a connection, so often. */
const KEEP_EVERY_MS = 500;
const WAIT_FOR_STORE_MS = 100;

/** Why a recipient is sent nothing any more. `number_changed`: not to this number; the next attempt at its slice reads the new one. */
export type Refusal = SkipReason | 'number_changed';

type Stores = Pick<Store, 'profiles' | 'suppressions' | 'subscriptions'>;

/**
 * Opt-outs, suppressions, unsubscriptions, deletions and changed numbers since the recipients of a slice were read. A slice that is sent within a moment is not read
 * again. One that waits, for its provider's rate or a connection, is: together for all of its recipients that no provider has accepted.
 */
export class Recheck {
  readonly #store: Stores;
  readonly #dispatch: Pick<Dispatch, 'topic' | 'request'>;
  readonly #recipients: readonly Recipient[];
  readonly #refusals = new Map<Recipient, Refusal>();
  #readAt: number;
  #reading: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: {
    store: Stores;
    dispatch: Pick<Dispatch, 'topic' | 'request'>;
    recipients: readonly Recipient[];
    /** When the reading of the recipients began. */
    readAt: number;
  }) {
    this.#store = options.store;
    this.#dispatch = options.dispatch;
    this.#recipients = options.recipients;
    this.#readAt = options.readAt;
  }

  /** The gate of one recipient: closed once it is refused. */
  gateOf(recipient: Recipient, gate: Gate): Gate {
    const isOpen = (): boolean => gate.isOpen() && !this.#refusals.has(recipient);
    return { isOpen, secondsLeft: gate.secondsLeft, recheck: this };
  }

  refusalOf(recipient: Recipient): Refusal | undefined {
    return this.#refusals.get(recipient);
  }

  /** Whether a request may be passed on without `refresh`. */
  isRecent(): boolean {
    return Date.now() - this.#readAt <= REREAD_AFTER_MS;
  }

  /** Resolves when what was read is recent, or the gate is closed. */
  async refresh(gate: Gate): Promise<void> {
    while (!this.isRecent() && gate.isOpen()) await this.#readOnce();
  }

  /**
   * Whether a request may begin. Where one has waited too long for its connection, others will: from then on everything is kept recent, so that they
   * need not wait again.
   */
  mayBegin(): boolean {
    if (Date.now() - this.#readAt <= MAX_AGE_MS) return true;
    this.#timer ??= setInterval(() => void this.#readOnce().catch(() => undefined), KEEP_EVERY_MS);
    return false;
  }

  close(): void {
    if (this.#timer) clearInterval(this.#timer);
  }

  #readOnce(): Promise<void> {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  /** Leaves everything as it is when the store is away: what is old stays old. */
  async #read(): Promise<void> {
    const at = Date.now();
    const { topic, request } = this.#dispatch;
    const waiting = this.#recipients.flatMap((recipient) => {
      const { content, profileId } = recipient;
      return content.kind === 'text' && this.#waits(recipient) ? { recipient, profileId, to: content.to } : [];
    });
    try {
      const [contacts, barred] = await Promise.all([
        request ? NO_CONTACTS : this.#store.profiles.contacts(waiting.map(({ profileId }) => profileId)),
        barredAmong(
          this.#store,
          topic,
          waiting.map(({ to }) => to),
        ),
      ]);
      for (const { recipient, profileId, to } of waiting) {
        const contact = contacts.get(profileId);
        const refusal = request ? reachabilityOfRequest(request, barred) : refusalOf(contact, to, barred);
        if (refusal !== 'reachable') this.#refusals.set(recipient, refusal);
      }
      this.#readAt = at;
    } catch (error) {
      if (!isStoreUnavailable(error)) throw error;
      await sleep(WAIT_FOR_STORE_MS);
    }
  }

  #waits(recipient: Recipient): boolean {
    return recipient.attempts.at(-1)?.outcome !== 'accepted' && !this.#refusals.has(recipient);
  }
}

type Contacts = Awaited<ReturnType<Store['profiles']['contacts']>>;

const NO_CONTACTS: Contacts = new Map();

function refusalOf(
  contact: ReturnType<Contacts['get']>,
  to: Extract<Content, { kind: 'text' }>['to'],
  barred: BarredNumbers,
): Refusal | 'reachable' {
  if (!contact) return 'profile_deleted';
  const reach = reachabilityAmong(contact, barred);
  if (reach !== 'reachable') return reach;
  return contact.number === to ? 'reachable' : 'number_changed';
}

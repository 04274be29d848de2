import type { ProviderInput } from '../../../domain/provider/provider.ts';
import { SANDBOX_PROVIDER_ID } from '../../../domain/provider/sandbox.ts';
import type { LookupOutcome, LookupQuery, OutboundSms, SendOutcome, SmsProvider } from '../../../providers/provider.ts';
import { SANDBOX_SETTINGS } from '../../../providers/sandbox/sandboxProvider.ts';
import type { ProviderRecord, ProviderStore } from '../../../store/providers.ts';
import type { RateStore } from '../../../store/rates.ts';
import { revisionCache } from '../../../store/revisionCache.ts';
import type { Gate } from '../gate.ts';
import type { SendPolicy } from '../policy.ts';
import { Breaker } from './breaker.ts';
import { Pacer } from './pacer.ts';

/** Nothing was sent: the provider's circuit breaker is open (`resting`), or nothing may be sent any more (`closed`). */
export type NotSent = { readonly kind: 'resting' } | { readonly kind: 'closed' };

/** A provider as the send path uses it: with its rate and its circuit breaker. */
export interface PooledProvider {
  readonly id: string;
  readonly settings: Pick<ProviderInput, 'requestTimeoutMs' | 'consistencyDelayMs' | 'ratePerSecond'>;
  /** It is sent no new messages, and only asked about earlier ones. */
  readonly isRetired: boolean;
  /** When it last began to send elsewhere (`ProviderRecord`); null: never. */
  readonly redirectedAt: Date | null;
  readonly idempotent: boolean;
  send(sms: OutboundSms, gate: Gate): Promise<SendOutcome | NotSent>;
  readonly lookup: ((query: LookupQuery) => Promise<LookupOutcome>) | undefined;
}

/** A change of a provider's circuit breaker on this worker. */
export interface ProviderHealthChange {
  readonly providerId: string;
  readonly state: 'down' | 'up';
  /** The code of the last failure. */
  readonly code: string | null;
  readonly at: Date;
}

export interface ProviderPool {
  /** The provider with its settings, at most a few seconds old; null if it doesn't exist. */
  get(id: string): Promise<PooledProvider | null>;
  close(): Promise<void>;
}

/** How old a provider's settings may be before the store is asked whether they have changed. */
export const FRESH_MS = 5000;

/** One worker's providers: all that it sends shares their connections, circuit breakers and rates. */
export function providerPool(options: {
  providers: Pick<ProviderStore, 'get' | 'revision'>;
  rates: RateStore;
  policy: SendPolicy;
  createProvider: (input: ProviderInput) => SmsProvider;
  /** The built-in provider of sandbox campaigns, which the pool closes. Left out: there is none. */
  sandbox?: SmsProvider;
  /** How much of a provider's rate is reserved at a time, in milliseconds. Default: as much as campaigns need. */
  paceBlockMs?: number;
  /** Called when a circuit breaker opens, also again, and when it closes. */
  onHealth?: (health: ProviderHealthChange) => void;
}): ProviderPool {
  const { providers, rates, policy, createProvider, sandbox, paceBlockMs: blockMs, onHealth } = options;
  // Requests may still be in flight on replaced connections: the cache closes those with the others.
  const cache = revisionCache({
    source: providers,
    create({ _id, input, retiredAt, redirectedAt }: ProviderRecord) {
      const api = createProvider(input);
      return { api, pooled: { ...pooledProvider(_id, input, api), isRetired: retiredAt !== null, redirectedAt } };
    },
    close: ({ api }) => api.close(),
    freshMs: FRESH_MS,
    now: () => new Date(),
  });

  const pooledSandbox = sandbox && {
    ...pooledProvider(SANDBOX_PROVIDER_ID, SANDBOX_SETTINGS, sandbox),
    isRetired: false,
    redirectedAt: null,
  };

  return {
    get: async (id) => (id === SANDBOX_PROVIDER_ID ? pooledSandbox : (await cache.get(id))?.pooled) ?? null,
    async close() {
      await cache.close();
      await sandbox?.close();
    },
  };

  function pooledProvider(
    id: string,
    settings: PooledProvider['settings'],
    api: SmsProvider,
  ): Omit<PooledProvider, 'isRetired' | 'redirectedAt'> {
    const { ratePerSecond } = settings;
    const pacer = ratePerSecond === undefined ? null : new Pacer({ rates, providerId: id, ratePerSecond, blockMs });
    const breaker = new Breaker({
      ...policy.breaker,
      // What its numbers stand for says nothing of its health.
      ...(id === SANDBOX_PROVIDER_ID && { failures: Number.POSITIVE_INFINITY }),
      onOpen: (code) => onHealth?.({ providerId: id, state: 'down', code, at: new Date() }),
      onClose: () => onHealth?.({ providerId: id, state: 'up', code: null, at: new Date() }),
    });
    return {
      id,
      settings,
      idempotent: api.idempotent,
      lookup: api.lookup,
      async send(sms, gate) {
        if (breaker.isResting) return RESTING;
        if (pacer) {
          // Before the breaker: if no instant is reached, that says nothing about the provider.
          const hasTurn = await pacer.turn({ isOpen: () => gate.isOpen() && !breaker.isResting }).catch(() => false);
          if (!hasTurn) return breaker.isResting && gate.isOpen() ? RESTING : CLOSED;
        }
        const { recheck } = gate;
        for (;;) {
          // After its turn, which may have been long in coming.
          if (recheck && !recheck.isRecent()) await recheck.refresh(gate);
          if (!gate.isOpen()) return CLOSED;
          const entered = breaker.isClosed ? 'closed' : await breaker.enter();
          if (entered === 'resting') return RESTING;
          const isTrial = entered === 'trial';
          try {
            // Looked at once more when the request is written: its connection may have been long in coming.
            let isClosed = false;
            let isOutdated = false;
            const outcome = await api.send(withinHours(sms, gate), () => {
              isClosed = !gate.isOpen();
              isOutdated = recheck !== undefined && !recheck.mayBegin();
              return !isClosed && !isOutdated;
            });
            if (isClosed) return CLOSED;
            if (isOutdated) continue;
            if (outcome.kind === 'trouble' || outcome.kind === 'unknown') breaker.fail(outcome.code, isTrial);
            // Refusals of a recipient or a text are proper answers.
            else breaker.succeed();
            return outcome;
          } finally {
            if (isTrial) breaker.endTrial();
          }
        }
      },
    };
  }
}

const RESTING: NotSent = { kind: 'resting' };
const CLOSED: NotSent = { kind: 'closed' };

/** A message must not arrive after the beginning of a DND window. */
function withinHours(sms: OutboundSms, gate: Gate): OutboundSms {
  const left = gate.secondsLeft?.() ?? null;
  return left === null ? sms : { ...sms, validitySeconds: Math.min(left, sms.validitySeconds ?? left) };
}

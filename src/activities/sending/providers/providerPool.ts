import type { ProviderInput } from '../../../domain/provider/provider.ts';
import type { LookupOutcome, LookupQuery, OutboundSms, SendOutcome, SmsProvider } from '../../../providers/provider.ts';
import type { ProviderStore } from '../../../store/providers.ts';
import type { RateStore } from '../../../store/rates.ts';
import type { Gate } from '../gate.ts';
import type { SendPolicy } from '../policy.ts';
import { Breaker } from './breaker.ts';
import { Pacer } from './pacer.ts';

/** Nothing was sent: the provider is being left alone (`resting`), or nothing may be sent any more (`closed`). */
export type NotSent = { readonly kind: 'resting' } | { readonly kind: 'closed' };

/** A provider as the send path uses it: paced, and left alone while it is in trouble. */
export interface PooledProvider {
  readonly id: string;
  readonly settings: ProviderInput;
  readonly idempotent: boolean;
  send(sms: OutboundSms, gate: Gate): Promise<SendOutcome | NotSent>;
  readonly lookup: ((query: LookupQuery) => Promise<LookupOutcome>) | undefined;
}

/** What this worker's breaker says of a provider. */
export interface ProviderHealthChange {
  readonly providerId: string;
  readonly state: 'down' | 'up';
  /** With which the provider failed last. */
  readonly code: string | null;
  readonly at: Date;
}

export interface ProviderPool {
  /** The provider with its settings of at most a few seconds ago; null when there is none of this id. */
  get(id: string): Promise<PooledProvider | null>;
  close(): Promise<void>;
}

/** How old a provider's settings may be before the store is asked whether they have changed. */
const FRESH_MS = 5000;

interface Entry {
  readonly revision: number;
  readonly api: SmsProvider;
  readonly pooled: PooledProvider;
  readonly checkedAt: number;
}

/** One worker's providers: connections, breakers and pacing are shared by all that it sends. */
export function providerPool(options: {
  providers: Pick<ProviderStore, 'get' | 'revision'>;
  rates: RateStore;
  policy: SendPolicy;
  createProvider: (input: ProviderInput) => SmsProvider;
  /** Is told when a provider is left alone, also anew, and when it takes messages again. */
  onHealth?: (health: ProviderHealthChange) => void;
}): ProviderPool {
  const { providers, rates, policy, createProvider, onHealth } = options;
  const entries = new Map<string, Promise<Entry | null>>();
  const retired: SmsProvider[] = [];

  return {
    async get(id) {
      const current = entries.get(id);
      const known = await current;
      const newer = entries.get(id);
      if (newer !== current) return (await newer)?.pooled ?? null;
      if (known && Date.now() - known.checkedAt < FRESH_MS) return known.pooled;
      const next = refresh(id, known ?? null);
      entries.set(id, next);
      // A failure is this caller's to hear of, and not to be remembered.
      next.catch(() => (current ? entries.set(id, current) : entries.delete(id)));
      return (await next)?.pooled ?? null;
    },
    async close() {
      const open = await Promise.all([...entries.values()].map((entry) => entry.catch(() => null)));
      await Promise.all([...retired, ...open.flatMap((entry) => entry?.api ?? [])].map((api) => api.close()));
      entries.clear();
    },
  };

  async function refresh(id: string, known: Entry | null): Promise<Entry | null> {
    const checkedAt = Date.now();
    if (known && (await providers.revision(id)) === known.revision) return { ...known, checkedAt };
    const record = await providers.get(id);
    // Requests may still be under way on the old connections: they are closed with the pool.
    if (known) retired.push(known.api);
    if (!record) return null;
    const api = createProvider(record.input);
    return { revision: record.revision, api, checkedAt, pooled: pooledProvider(id, record.input, api) };
  }

  function pooledProvider(id: string, settings: ProviderInput, api: SmsProvider): PooledProvider {
    const { ratePerSecond } = settings;
    const pacer = ratePerSecond === undefined ? null : new Pacer({ rates, providerId: id, ratePerSecond });
    const breaker = new Breaker({
      ...policy.breaker,
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
          // Before the breaker: a turn that never came says nothing of the provider.
          const hasTurn = await pacer.turn({ isOpen: () => gate.isOpen() && !breaker.isResting }).catch(() => false);
          if (!hasTurn) return breaker.isResting && gate.isOpen() ? RESTING : CLOSED;
        } else if (!gate.isOpen()) return CLOSED;
        const entered = breaker.isClosed ? 'closed' : await breaker.enter();
        if (entered === 'resting') return RESTING;
        const isTrial = entered === 'trial';
        try {
          // The gate is looked at once more when the request is written: its turn may have been long in coming.
          let isClosed = false;
          const outcome = await api.send(withinHours(sms, gate), () => {
            isClosed = !gate.isOpen();
            return !isClosed;
          });
          if (isClosed) return CLOSED;
          if (outcome.kind === 'trouble' || outcome.kind === 'unknown') breaker.fail(outcome.code, isTrial);
          // Refusals of a recipient or a text are proper answers.
          else breaker.succeed();
          return outcome;
        } finally {
          if (isTrial) breaker.endTrial();
        }
      },
    };
  }
}

const RESTING: NotSent = { kind: 'resting' };
const CLOSED: NotSent = { kind: 'closed' };

/** What hasn't arrived when a DND window begins must not arrive in it. */
function withinHours(sms: OutboundSms, gate: Gate): OutboundSms {
  const left = gate.secondsLeft?.() ?? null;
  return left === null ? sms : { ...sms, validitySeconds: Math.min(left, sms.validitySeconds ?? left) };
}

import type { LookupOutcome, OutboundSms, SendOutcome, SmsProvider } from '../../src/providers/provider.ts';

/** The provider's reaction to one request: `accepted` adds it to the ledger, regardless of the answer. */
export interface Reaction {
  readonly accepted: boolean;
  readonly answer: SendOutcome;
}

export const ACCEPT: Reaction = { accepted: true, answer: { kind: 'accepted', providerMessageId: null } };
export const TROUBLE: Reaction = {
  accepted: false,
  answer: { kind: 'trouble', code: '503', account: false, retryAfterMs: null },
};
export const LOST_AFTER_ACCEPTING: Reaction = { accepted: true, answer: { kind: 'unknown', code: 'reset' } };
export const LOST_BEFORE_ACCEPTING: Reaction = { accepted: false, answer: { kind: 'unknown', code: 'timeout' } };
export const REFUSE_RECIPIENT: Reaction = {
  accepted: false,
  answer: { kind: 'refused', scope: 'recipient', optedOut: false, code: '21211' },
};
export const REFUSE_OPTED_OUT: Reaction = {
  accepted: false,
  answer: { kind: 'refused', scope: 'recipient', optedOut: true, code: '21610' },
};

/** The outcome when `mayStart` returns false. */
const NOT_ALLOWED: SendOutcome = { kind: 'trouble', code: 'not_allowed', account: false, retryAfterMs: null };

export interface ScriptedProvider extends SmsProvider {
  /** Accepted messages, in order. */
  readonly ledger: readonly OutboundSms[];
  /** All requests, accepted or not. */
  readonly requests: readonly OutboundSms[];
}

/** A provider whose behaviour the test defines, with a ledger of its own. */
export function scriptedProvider(script: {
  react: (sms: OutboundSms, requestNumber: number) => Reaction | Promise<Reaction>;
  /** Whether it has a lookup; a function gives the answer, or undefined for that of the ledger. */
  lookup?: boolean | (() => LookupOutcome | undefined);
  /** The key of lookups: the reference, unless the service only knows numbers. */
  lookupBy?: 'reference' | 'to';
  idempotent?: boolean;
}): ScriptedProvider {
  const ledger: OutboundSms[] = [];
  const requests: OutboundSms[] = [];
  const { lookupBy = 'reference' } = script;
  const idOf = (sms: OutboundSms): string => `id-of-${sms.reference}`;
  return {
    ledger,
    requests,
    idempotent: script.idempotent ?? false,
    async send(sms, mayStart = () => true) {
      if (!mayStart()) return NOT_ALLOWED;
      requests.push(sms);
      const { accepted, answer } = await script.react(sms, requests.length);
      const known = script.idempotent && ledger.some((one) => one.reference === sms.reference);
      if (accepted && !known) ledger.push(sms);
      return answer.kind === 'accepted' ? { kind: 'accepted', providerMessageId: idOf(sms) } : answer;
    },
    lookup: script.lookup
      ? async (query) => {
          const scripted = typeof script.lookup === 'function' ? script.lookup() : undefined;
          if (scripted) return scripted;
          const candidates = ledger.filter((sms) => sms[lookupBy] === query[lookupBy]).map(idOf);
          const claimed = await query.claimed(candidates, null);
          const providerMessageId = candidates.find((id) => !claimed.has(id));
          return providerMessageId ? { kind: 'found', providerMessageId } : { kind: 'not_found' };
        }
      : undefined,
    verify: async () => [],
    readReceipt: () => ({ kind: 'ignored' }),
    readInbound: undefined,
    close: async () => undefined,
  };
}

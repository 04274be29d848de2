import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { ReceiptEntry } from '../../domain/message/message.ts';
import { behaviourOf, SANDBOX_PROVIDER_ID } from '../../domain/provider/sandbox.ts';
import type { OutboundSms, SendOutcome, SmsProvider } from '../provider.ts';

export interface SandboxOptions {
  /** Takes a receipt, as the API does with those of other providers. */
  readonly report: (receipt: { readonly messageId: string; readonly entry: ReceiptEntry }) => Promise<void>;
  /** How long after its acceptance the receipt of a message comes, in milliseconds. */
  readonly receiptMs?: number;
  /** How long a slow answer takes, in milliseconds. */
  readonly slowMs?: number;
}

/** How the sandbox is used by the send path. */
export const SANDBOX_SETTINGS = { requestTimeoutMs: 10_000, consistencyDelayMs: 0, ratePerSecond: undefined } as const;

const RECEIPT_MS = 1000;
const SLOW_MS = 3000;

const REFUSED: SendOutcome = { kind: 'refused', scope: 'recipient', optedOut: false, code: 'sandbox_invalid_number' };
const OPTED_OUT: SendOutcome = { kind: 'refused', scope: 'recipient', optedOut: true, code: 'sandbox_opted_out' };
const LOST: SendOutcome = { kind: 'unknown', code: 'timeout' };
const TROUBLE: SendOutcome = { kind: 'trouble', code: 'sandbox_unavailable', account: false, retryAfterMs: null };
const NOT_ALLOWED: SendOutcome = { ...TROUBLE, code: 'not_allowed' };

/**
 * The built-in provider of sandbox keys: it behaves as the number says (`MAGIC_NUMBERS`), within this process. What a lookup finds follows from the number,
 * and so does what another process answers. Receipts that are still to come are reported when it is closed.
 */
export function sandboxProvider({ report, receiptMs = RECEIPT_MS, slowMs = SLOW_MS }: SandboxOptions): SmsProvider {
  const inTrouble = new Set<string>();
  const pending = new Map<NodeJS.Timeout, () => void>();
  const reporting = new Set<Promise<void>>();

  function accept({ reference, to }: OutboundSms): SendOutcome {
    const providerMessageId = idOf(reference);
    const isDelivered = behaviourOf(to) !== 'undelivered';
    const status = isDelivered ? ('delivered' as const) : ('undelivered' as const);
    const code = isDelivered ? null : 'sandbox_undelivered';
    const tell = (): void => {
      const entry = { providerId: SANDBOX_PROVIDER_ID, providerMessageId, status, code, at: new Date() };
      // As with other providers, a receipt may not arrive: then the message stays accepted.
      const told = report({ messageId: reference, entry }).catch(() => undefined);
      reporting.add(told);
      void told.finally(() => reporting.delete(told));
    };
    const timer = setTimeout(() => {
      pending.delete(timer);
      tell();
    }, receiptMs);
    pending.set(timer, tell);
    return { kind: 'accepted', providerMessageId };
  }

  return {
    idempotent: false,
    async send(sms, mayStart = () => true) {
      if (!mayStart()) return NOT_ALLOWED;
      switch (behaviourOf(sms.to)) {
        case 'invalid_number':
          return REFUSED;
        case 'opted_out':
          return OPTED_OUT;
        case 'lost':
          return LOST;
        case 'lost_found':
          accept(sms);
          return LOST;
        case 'trouble_once':
          if (!inTrouble.delete(sms.reference)) {
            inTrouble.add(sms.reference);
            return TROUBLE;
          }
          return accept(sms);
        case 'slow':
          await delay(slowMs);
          return accept(sms);
        case 'delivered':
        case 'undelivered':
          return accept(sms);
      }
    },
    async lookup({ reference, to }) {
      // Also of a message whose process died: nobody can say whether it had been accepted.
      if (behaviourOf(to) === 'lost') return { kind: 'cannot_tell' };
      return behaviourOf(to) === 'lost_found'
        ? { kind: 'found', providerMessageId: idOf(reference) }
        : { kind: 'not_found' };
    },
    verify: async () => [{ name: 'sandbox', ok: true, detail: 'it sends nothing to anybody' }],
    readReceipt: () => ({ kind: 'refused', why: 'the sandbox reports by itself' }),
    readInbound: undefined,
    async close() {
      for (const [timer, tell] of pending) {
        clearTimeout(timer);
        tell();
      }
      pending.clear();
      await Promise.all(reporting);
    },
  };
}

const idOf = (reference: string): string =>
  `sandbox-${createHash('sha256').update(reference).digest('hex').slice(0, 24)}`;

import type { Attempt, FailReason, Settlement } from '../../domain/message/message.ts';
import type { OutboundSms, SendOutcome } from '../../providers/provider.ts';
import type { Doubt } from '../../store/intents.ts';
import { type Gate, waitWhileOpen } from './gate.ts';
import type { SendPolicy } from './policy.ts';
import type { PooledProvider } from './providerPool.ts';
import type { Verdict } from './settle.ts';

/** What has been tried for one message so far. */
export interface Trail {
  readonly attempts: readonly Attempt[];
  readonly settled: Settlement | null;
}

/** What came of one message. `unsent`: surely not with any provider. `open`: in doubt, to be settled later. */
export type Delivery = Trail &
  (
    | { readonly kind: 'accepted'; readonly providerId: string; readonly providerMessageId: string | null }
    | { readonly kind: 'refused'; readonly reason: FailReason }
    | { readonly kind: 'unsent'; readonly why: 'unavailable' | 'closed' }
    | { readonly kind: 'uncertain'; readonly providerId: string }
    | { readonly kind: 'open'; readonly doubt: Doubt }
  );

export interface DeliverOptions {
  /** Those that may serve the recipient, in order. */
  readonly providers: readonly PooledProvider[];
  readonly trail: Trail;
  readonly gate: Gate;
  readonly policy: SendPolicy;
  readonly receiptUrl: (providerId: string) => string | null;
  readonly settle: (sms: OutboundSms, doubt: Doubt) => Promise<Verdict>;
  /** Looked at before each request but the first: a number may have been suppressed while others were tried. */
  readonly isSuppressed: () => Promise<boolean>;
  /** The recipient has opted out at this provider's side: remembered for all the others. */
  readonly suppress: (providerId: string) => Promise<void>;
}

/** Offers a message to one provider after the other until it has an end. Never goes on while a request may have been taken. */
export async function deliver(sms: Omit<OutboundSms, 'receiptUrl'>, options: DeliverOptions): Promise<Delivery> {
  const { gate, policy } = options;
  const attempts = [...options.trail.attempts];
  let { settled } = options.trail;
  const ended = <T extends object>(end: T): T & Trail => ({ ...end, attempts, settled });

  for (const provider of options.providers) {
    const addressed = { ...sms, receiptUrl: options.receiptUrl(provider.id) };
    for (let tries = 1; tries <= policy.triesPerProvider; tries += 1) {
      if (attempts.length > 0 && (await options.isSuppressed())) {
        return ended({ kind: 'refused', reason: 'recipient_opted_out_at_carrier' });
      }
      const at = new Date();
      const outcome = await provider.send(addressed, gate);
      if (outcome.kind === 'closed') return ended({ kind: 'unsent', why: 'closed' });
      if (outcome.kind === 'resting') break;
      attempts.push(attemptOf(provider.id, at, outcome));

      if (outcome.kind === 'accepted') {
        const { providerMessageId } = outcome;
        return ended({ kind: 'accepted', providerId: provider.id, providerMessageId });
      }
      if (outcome.kind === 'refused') {
        if (outcome.optedOut) await options.suppress(provider.id);
        return ended({ kind: 'refused', reason: refusalReason(outcome) });
      }
      if (outcome.kind === 'unknown') {
        const doubt = { providerIds: [provider.id], since: at, until: new Date(), to: sms.to };
        const verdict = await options.settle(addressed, doubt);
        if (verdict.kind === 'found') {
          settled = verdict.by;
          const { providerId, providerMessageId } = verdict;
          return ended({ kind: 'accepted', providerId, providerMessageId });
        }
        if (verdict.kind === 'open' || verdict.kind === 'written') return ended({ kind: 'open', doubt });
        settled = verdict.kind === 'not_found' ? 'not_found' : 'policy';
        if (verdict.kind === 'uncertain') return ended({ kind: 'uncertain', providerId: provider.id });
        break;
      }
      if (outcome.account || tries === policy.triesPerProvider) break;
      const wait = outcome.retryAfterMs ?? policy.backoffMs * 2 ** (tries - 1);
      if (wait > policy.longestRetryAfterMs) break;
      if (!(await waitWhileOpen(gate, wait))) return ended({ kind: 'unsent', why: 'closed' });
    }
  }
  return ended({ kind: 'unsent', why: 'unavailable' });
}

const attemptOf = (providerId: string, at: Date, outcome: SendOutcome): Attempt => ({
  providerId,
  at,
  outcome: outcome.kind,
  code: 'code' in outcome ? outcome.code : null,
});

function refusalReason(outcome: Extract<SendOutcome, { kind: 'refused' }>): FailReason {
  if (outcome.optedOut) return 'recipient_opted_out_at_carrier';
  return outcome.scope === 'recipient' ? 'refused_recipient' : 'refused_content';
}

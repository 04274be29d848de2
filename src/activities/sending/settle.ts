import type { OutboundSms } from '../../providers/provider.ts';
import type { Doubt } from '../../store/intents.ts';
import type { AppliedReceipt } from '../../store/messages.ts';
import { type Gate, waitWhileOpen } from './gate.ts';
import type { PooledProvider } from './providerPool.ts';

export interface DoubtfulMessage {
  readonly sms: OutboundSms;
  /** False where the text could not be made again as it was: then it can't be compared. */
  readonly textIsKnown: boolean;
  readonly doubt: Doubt;
  /** A receipt that came although the message isn't written: the provider has it. */
  readonly receipt: AppliedReceipt | undefined;
}

export interface SettleOptions {
  /** The group's providers. */
  readonly providers: readonly PooledProvider[];
  readonly claimed: (
    providerId: string,
    providerMessageIds: readonly string[],
    except: string,
  ) => Promise<ReadonlySet<string>>;
  readonly gate: Gate;
  readonly onUncertain: 'skip' | 'resend';
  /** How long after the request the providers are asked before `onUncertain` decides, in milliseconds. */
  readonly resolveWithinMs: number;
  /** Whether a receipt may still come. */
  readonly receiptsArePossible: boolean;
}

/**
 * What became of a request whose answer was lost. `found`: the provider has the message. `not_found`: it has not and will not.
 * `policy`: nobody can tell, and it is to be sent again. `uncertain`: nobody can tell, and it isn't. `open`: to be asked again.
 */
export type Verdict =
  | {
      readonly kind: 'found';
      readonly by: 'found' | 'receipt';
      readonly providerId: string;
      readonly providerMessageId: string | null;
    }
  | { readonly kind: 'not_found' }
  | { readonly kind: 'policy' }
  | { readonly kind: 'uncertain' }
  | { readonly kind: 'open' };

type Answer =
  | { readonly kind: 'found'; readonly providerMessageId: string | null }
  | { readonly kind: 'not_found' | 'not_yet' | 'failed' | 'cannot_tell' };

/** Waits inside an activity only this long for a provider to settle; a longer wait is the workflow's. */
const LONGEST_SETTLING_MS = 30_000;

/** Asks everybody who may know. A wrong 'not found' would send twice, so that is only ever concluded after the settling time. */
export async function settle(message: DoubtfulMessage, options: SettleOptions): Promise<Verdict> {
  const { receipt, doubt } = message;
  if (receipt) {
    const { providerId, providerMessageId } = receipt.entry;
    return { kind: 'found', by: 'receipt', providerId, providerMessageId };
  }
  const answers: Answer[] = [];
  const bySending = doubt.providerIds.filter((id) => isAskedBySending(providerOf(id, options)));
  const byLookup = doubt.providerIds.filter((id) => !bySending.includes(id));
  for (const providerId of [...byLookup, ...bySending]) {
    const provider = providerOf(providerId, options);
    // Sending again asks only this provider: no other one may have the message.
    const mayBeAsked =
      !bySending.includes(providerId) ||
      (bySending.length === 1 && answers.every((answer) => answer.kind === 'not_found'));
    const answer = provider && mayBeAsked ? await ask(provider, message, options) : CANNOT_TELL;
    if (answer.kind === 'found') {
      return { kind: 'found', by: 'found', providerId, providerMessageId: answer.providerMessageId };
    }
    answers.push(answer);
  }
  const has = (kind: Answer['kind']): boolean => answers.some((answer) => answer.kind === kind);
  const timeIsUp = Date.now() >= doubt.since.getTime() + options.resolveWithinMs;
  if (has('not_yet')) return { kind: 'open' };
  if (has('failed') && !timeIsUp) return { kind: 'open' };
  if (!has('failed') && !has('cannot_tell')) return { kind: 'not_found' };
  // The owner before may still be sending, and will write down what it did.
  if (Date.now() < doubt.until.getTime()) return { kind: 'open' };
  if (options.onUncertain === 'skip') return { kind: 'uncertain' };
  return options.receiptsArePossible && !timeIsUp ? { kind: 'open' } : { kind: 'policy' };
}

const CANNOT_TELL: Answer = { kind: 'cannot_tell' };

const providerOf = (id: string, { providers }: SettleOptions): PooledProvider | undefined =>
  providers.find((provider) => provider.id === id);

const isAskedBySending = (provider: PooledProvider | undefined): boolean =>
  provider?.idempotent === true && provider.lookup === undefined;

async function ask(provider: PooledProvider, message: DoubtfulMessage, options: SettleOptions): Promise<Answer> {
  const early = await askOnce(provider, message, options);
  if (early.kind !== 'not_found') return early;
  const settledAt = message.doubt.until.getTime() + provider.settings.settleMs;
  const wait = settledAt - Date.now();
  if (wait <= 0) return early;
  if (wait > LONGEST_SETTLING_MS || !(await waitWhileOpen(options.gate, wait))) return { kind: 'not_yet' };
  return await askOnce(provider, message, options);
}

async function askOnce(provider: PooledProvider, message: DoubtfulMessage, options: SettleOptions): Promise<Answer> {
  const { sms, textIsKnown, doubt } = message;
  if (provider.lookup) {
    return await provider.lookup({
      reference: sms.reference,
      to: sms.to,
      text: textIsKnown ? sms.text : null,
      since: doubt.since,
      claimed: (ids) => options.claimed(provider.id, ids, sms.reference),
    });
  }
  if (!provider.idempotent || !textIsKnown) return { kind: 'cannot_tell' };
  // Sending again under the same reference is how such a provider is asked.
  const outcome = await provider.send(sms, options.gate);
  if (outcome.kind === 'accepted') return { kind: 'found', providerMessageId: outcome.providerMessageId };
  return { kind: outcome.kind === 'refused' ? 'not_found' : 'failed' };
}

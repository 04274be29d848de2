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
  /** Whether a message may be sent. */
  readonly gate: Gate;
  /** Whether there is time left to ask. */
  readonly asking: Gate;
  /** Whether an owner of the slice before this one has written the message meanwhile. */
  readonly isWritten: () => Promise<boolean>;
  /** When a provider may be asked by sending again, where that is how it is asked. */
  readonly bySending: 'now' | 'later' | 'never';
  readonly onUncertain: 'skip' | 'resend';
  /** How long after the request the providers are asked before `onUncertain` decides, in milliseconds. */
  readonly resolveWithinMs: number;
  /** Whether a receipt may still come. */
  readonly receiptsArePossible: boolean;
}

/**
 * What became of a request whose answer was lost. `found`: the provider has the message. `not_found`: it has not and will not.
 * `policy`: nobody can tell, and it is to be sent again. `uncertain`: nobody can tell, and it isn't. `open`: to be asked again, or
 * only then when something may be sent. `written`: an owner before has said what became of it.
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
  | { readonly kind: 'written' }
  | { readonly kind: 'open'; readonly waitsFor: 'answer' | 'permission' };

type Answer =
  | { readonly kind: 'found'; readonly providerMessageId: string | null }
  | { readonly kind: 'not_found' | 'not_yet' | 'not_allowed' | 'failed' | 'cannot_tell' | 'written' };

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
    if (answer.kind === 'written') return { kind: 'written' };
    answers.push(answer);
  }
  const has = (kind: Answer['kind']): boolean => answers.some((answer) => answer.kind === kind);
  const timeIsUp = Date.now() >= doubt.since.getTime() + options.resolveWithinMs;
  if (has('not_yet') || (has('failed') && !timeIsUp)) return OPEN;
  if (has('not_allowed')) return { kind: 'open', waitsFor: 'permission' };
  if (!has('failed') && !has('cannot_tell')) return { kind: 'not_found' };
  // The owner before may still be sending, and will write down what it did.
  if (Date.now() < doubt.until.getTime()) return OPEN;
  if (options.onUncertain === 'skip') return { kind: 'uncertain' };
  return options.receiptsArePossible && !timeIsUp ? OPEN : { kind: 'policy' };
}

const OPEN: Verdict = { kind: 'open', waitsFor: 'answer' };
const CANNOT_TELL: Answer = { kind: 'cannot_tell' };

const providerOf = (id: string, { providers }: SettleOptions): PooledProvider | undefined =>
  providers.find((provider) => provider.id === id);

/** Whether sending again under the same reference is the only way to ask it. */
export const isAskedBySending = (provider: PooledProvider | undefined): boolean =>
  provider?.idempotent === true && provider.lookup === undefined;

async function ask(provider: PooledProvider, message: DoubtfulMessage, options: SettleOptions): Promise<Answer> {
  const early = await askOnce(provider, message, options);
  if (early.kind !== 'not_found') return early;
  const settledAt = message.doubt.until.getTime() + provider.settings.consistencyDelayMs;
  if (settledAt <= Date.now()) return early;
  return (await waitUntil(settledAt, options)) ? await askOnce(provider, message, options) : { kind: 'not_yet' };
}

/** Returns whether the instant has come, and there is time left to ask. */
async function waitUntil(instant: number, { asking }: SettleOptions): Promise<boolean> {
  const wait = instant - Date.now();
  return wait <= 0 || (wait <= LONGEST_SETTLING_MS && (await waitWhileOpen(asking, wait)));
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
  if (!provider.idempotent || !textIsKnown || options.bySending === 'never') return CANNOT_TELL;
  if (options.bySending === 'later') return { kind: 'not_allowed' };
  // Not beside an owner that may be sending it itself, and could come to another answer.
  if (!(await waitUntil(doubt.until.getTime(), options))) return { kind: 'not_yet' };
  if (await options.isWritten()) return { kind: 'written' };
  // Sending again under the same reference is how such a provider is asked.
  const outcome = await provider.send(sms, options.gate);
  if (outcome.kind === 'accepted') return { kind: 'found', providerMessageId: outcome.providerMessageId };
  if (outcome.kind === 'closed') return { kind: 'not_yet' };
  return { kind: outcome.kind === 'refused' ? 'not_found' : 'failed' };
}

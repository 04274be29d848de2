import { setTimeout as delay } from 'node:timers/promises';
import { smsSegments } from '../../content/encoding.ts';
import { messageIdOf } from '../../domain/ids.ts';
import type { Attempt, Message } from '../../domain/message/message.ts';
import { refusalReason } from '../../providers/outcomes.ts';
import type { SendOutcome } from '../../providers/provider.ts';
import { receiptAddresses } from '../../providers/receiptAddress.ts';
import type { ProviderRecord } from '../../store/providers.ts';
import type { ApiDependencies } from '../dependencies.ts';

/** How long a message waits for its turn within the provider's rate, in milliseconds. */
const MAX_WAIT_MS = 10_000;

/** A provider's id of a message; anything else may be a part of an answer that is nobody's business. */
const PROVIDER_MESSAGE_ID = /^[\x21-\x7e]{1,128}$/;

export type SingleOutcome = SendOutcome | { readonly kind: 'skipped'; readonly code: 'opted_out' };

export interface SingleMessage {
  /** With one slash in it. */
  readonly dispatchId: string;
  /** Of the message in its dispatch. */
  readonly key: string;
  readonly profileId: string;
  readonly to: string;
  readonly text: string;
  /** Whether the number gets the message even if it is suppressed. */
  readonly evenIfSuppressed: boolean;
}

/** The provider of a message; `input` null: the sandbox. */
export type Through = Pick<ProviderRecord, '_id'> & { readonly input: ProviderRecord['input'] | null };

/** It reports by itself. */
const REQUEST = { receiptUrl: null, validitySeconds: null } as const;

export type SingleMessageDependencies = Pick<
  ApiDependencies,
  'store' | 'createProvider' | 'sandbox' | 'secretKey' | 'publicUrl' | 'now'
>;

/** Sends messages of no campaign. Each is in the ledger, and receipts apply to it. */
export function singleMessages({
  store,
  createProvider,
  sandbox,
  secretKey,
  publicUrl,
  now,
}: SingleMessageDependencies) {
  const addresses = receiptAddresses(secretKey);
  return {
    /**
     * Sends the message once, whatever crashes: through the first of `providers`, and through the next one where one has surely not processed it.
     * `outcome` null: it was sent by an earlier call.
     */
    async send(
      providers: readonly Through[],
      single: SingleMessage,
    ): Promise<{ message: Message; outcome: SingleOutcome | null }> {
      const message = newMessage(single, now());
      const isFirst = !(await store.messages.record([message])).has(message._id);
      const sending = isFirst ? await sentThrough(providers, message._id, single) : null;
      const ended = sending && (await store.messages.conclude(message._id, endingOf(sending, message, now())));
      const outcome = sending?.outcome ?? null;
      return { message: ended ?? (await store.messages.get(message._id)) ?? message, outcome };
    },
  };

  async function sentThrough(
    providers: readonly Through[],
    messageId: string,
    single: SingleMessage,
  ): Promise<Sending> {
    const attempts: Attempt[] = [];
    let outcome: SingleOutcome = { kind: 'trouble', code: 'no_provider', account: false, retryAfterMs: null };
    for (const provider of providers) {
      outcome = await sent(provider, messageId, single);
      if (outcome.kind === 'skipped') break;
      const code = 'code' in outcome ? outcome.code : null;
      attempts.push({ providerId: provider._id, at: now(), outcome: outcome.kind, code });
      if (outcome.kind !== 'trouble') break;
    }
    return { outcome, attempts };
  }

  async function sent(
    { _id: providerId, input }: Through,
    messageId: string,
    { to, text, evenIfSuppressed }: SingleMessage,
  ): Promise<SingleOutcome> {
    if (!evenIfSuppressed && (await store.suppressions.among([to])).has(to)) {
      return { kind: 'skipped', code: 'opted_out' };
    }
    if (input === null) return await sandbox.send({ ...REQUEST, to, text, reference: messageId });
    if (!(await hasTurn(providerId, input.ratePerSecond))) {
      return { kind: 'trouble', code: 'provider_rate', account: false, retryAfterMs: null };
    }
    const provider = createProvider(input);
    try {
      const receiptUrl = publicUrl === undefined ? null : addresses.addressOf({ publicUrl, providerId, messageId });
      const outcome = await provider.send({ to, text, reference: messageId, receiptUrl, validitySeconds: null });
      if (outcome.kind === 'refused' && outcome.optedOut) {
        await store.suppressions.add({ number: to, source: 'carrier', providerId, wording: outcome.code, at: now() });
      }
      return outcome;
    } finally {
      await provider.close();
    }
  }

  /** Waits for the next sending instant within the provider's rate over all workers; false when it is too far away. */
  async function hasTurn(providerId: string, ratePerSecond: number | undefined): Promise<boolean> {
    if (ratePerSecond === undefined) return true;
    const asked = Date.now();
    const at = await store.rates.reserve({ providerId, count: 1, intervalMs: 1000 / ratePerSecond, now: asked });
    if (at - asked > MAX_WAIT_MS) return false;
    await delay(Math.max(0, at - Date.now()));
    return true;
  }
}

/** Before the request its outcome is unknown: what is left of a crash. */
function newMessage({ dispatchId, key, profileId, to, text }: SingleMessage, now: Date): Message {
  const { encoding, segments } = smsSegments(text);
  return {
    _id: messageIdOf(dispatchId, key),
    dispatchId,
    campaignId: null,
    profileId,
    status: 'uncertain',
    reason: 'answer_lost',
    to,
    text,
    encoding,
    segments,
    providerId: null,
    providerMessageId: null,
    attempts: [],
    failedOver: false,
    resolution: null,
    receipts: [],
    createdAt: now,
    updatedAt: now,
  };
}

interface Sending {
  /** Of the last attempt. */
  readonly outcome: SingleOutcome;
  readonly attempts: readonly Attempt[];
}

type Ending = Pick<
  Message,
  'status' | 'reason' | 'segments' | 'providerId' | 'providerMessageId' | 'attempts' | 'failedOver' | 'updatedAt'
>;

function endingOf({ outcome, attempts }: Sending, { segments }: Message, at: Date): Ending {
  const nothing = {
    segments: 0,
    providerId: null,
    providerMessageId: null,
    attempts,
    failedOver: false,
    updatedAt: at,
  };
  switch (outcome.kind) {
    case 'skipped':
      return { ...nothing, status: 'skipped', reason: 'opted_out' };
    case 'accepted': {
      const id = outcome.providerMessageId;
      const providerMessageId = id !== null && PROVIDER_MESSAGE_ID.test(id) ? id : null;
      const providerId = attempts.at(-1)?.providerId ?? null;
      const failedOver = attempts.length > 1;
      return { ...nothing, status: 'accepted', reason: null, segments, providerId, providerMessageId, failedOver };
    }
    case 'unknown':
      return { ...nothing, status: 'uncertain', reason: 'answer_lost', segments };
    case 'refused':
      return { ...nothing, status: 'failed', reason: refusalReason(outcome) };
    case 'trouble':
      return { ...nothing, status: 'failed', reason: null };
  }
}

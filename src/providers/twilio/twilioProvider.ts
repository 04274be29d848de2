import { z } from 'zod';
import type { TwilioProviderInput } from '../../domain/provider/provider.ts';
import type { Egress } from '../../egress/egress.ts';
import { type HttpExchange, openConnection } from '../connection.ts';
import { parseJson } from '../json.ts';
import { messageIdOf } from '../messageId.ts';
import {
  outcomeOfStatus,
  outcomeWithoutAnswer,
  refused,
  retryAfterMs,
  type ServerErrors,
  trouble,
} from '../outcomes.ts';
import type { OutboundSms, SendOutcome, SmsProvider } from '../provider.ts';
import { type TwilioSettings, twilioApi, twilioErrorCode } from './twilioApi.ts';
import { twilioMeaning } from './twilioCodes.ts';
import { readTwilioInbound } from './twilioInbound.ts';
import { lookupAtTwilio } from './twilioLookup.ts';
import { readTwilioReceipt } from './twilioReceipt.ts';
import { verifyAtTwilio } from './twilioVerify.ts';

/** Bounds of `ValidityPeriod`, in seconds. */
const MIN_VALIDITY = 1;
const MAX_VALIDITY = 36_000;

/** An account with Twilio or with a service that implements its Messages API, which has lookups but no idempotency keys. */
export function twilioProvider(input: TwilioProviderInput, egress: Egress): SmsProvider {
  const { settings, serverErrors } = input;
  const connection = openConnection(input, egress);
  const api = twilioApi(settings, connection);
  const formOf = formBuilder(settings);
  return {
    idempotent: false,
    send: async (sms, mayStart) => outcomeOf(await api.post('/Messages.json', formOf(sms), mayStart), serverErrors),
    lookup: (query) => lookupAtTwilio(api, settings, query),
    verify: () => verifyAtTwilio(api, settings),
    readReceipt: (request) => readTwilioReceipt(settings.authToken, request),
    readInbound: (request) => readTwilioInbound(settings.authToken, request),
    close: () => connection.close(),
  };
}

/** Builds the body of a create request. The parts that are the same for all messages are encoded once. */
function formBuilder(settings: TwilioSettings): (sms: OutboundSms) => string {
  const sender =
    settings.messagingServiceSid === undefined
      ? `From=${formEncode(settings.from ?? '')}`
      : `MessagingServiceSid=${settings.messagingServiceSid}`;
  return ({ to, text, receiptUrl, validitySeconds }) => {
    let form = `${sender}&To=${formEncode(to)}&Body=${formEncode(text)}`;
    if (receiptUrl !== null) form += `&StatusCallback=${formEncode(receiptUrl)}`;
    if (validitySeconds !== null) {
      form += `&ValidityPeriod=${Math.min(MAX_VALIDITY, Math.max(MIN_VALIDITY, Math.floor(validitySeconds)))}`;
    }
    return form;
  };
}

/**
 * Encodes a value of a form. A lone surrogate, for which `encodeURIComponent` throws, becomes U+FFFD, as in any conversion to UTF-8.
 */
function formEncode(value: string): string {
  try {
    return encodeURIComponent(value);
  } catch {
    return encodeURIComponent(Buffer.from(value, 'utf8').toString('utf8'));
  }
}

const createdMessage = z.object({ sid: z.string() });

/** Considers the HTTP status first and then the code, as Twilio recommends. */
function outcomeOf(exchange: HttpExchange, serverErrors: ServerErrors): SendOutcome {
  if (exchange.kind !== 'answer') return outcomeWithoutAnswer(exchange);
  const { status, headers, body, isComplete } = exchange;
  if (status >= 200 && status < 300) {
    const created = createdMessage.safeParse(parseJson(body));
    return { kind: 'accepted', providerMessageId: created.success ? messageIdOf(created.data.sid) : null };
  }
  const number = twilioErrorCode(body);
  const code = String(number ?? status);
  const meaning = twilioMeaning(number);
  // These statuses are about the service, not about the request, whatever the code is; only codes about the account take precedence.
  if (status >= 500 || (status === 429 && meaning !== 'account') || status === 401) {
    return outcomeOfStatus(exchange, serverErrors, code);
  }
  // The code that would decide is missing.
  if (!isComplete) return { kind: 'unknown', code };
  switch (meaning) {
    case 'recipient':
    case 'opted_out':
      return refused('recipient', code, meaning === 'opted_out');
    case 'content':
      return refused('content', code);
    case 'account':
      return trouble(code, { account: true, retryAfterMs: retryAfterMs(headers) });
    case 'throttled':
      return trouble(code, { retryAfterMs: retryAfterMs(headers) });
    case 'ambiguous':
      return { kind: 'unknown', code };
    case undefined:
      // The account doesn't exist: the SID or the base URL is wrong.
      return status === 404 ? trouble(code, { account: true }) : outcomeOfStatus(exchange, serverErrors, code);
  }
}

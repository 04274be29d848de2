import { smsSegments } from '../../content/encoding.ts';
import type { HttpProviderInput } from '../../domain/provider/provider.ts';
import type { Egress } from '../../egress/egress.ts';
import { type Connection, type HttpExchange, type HttpRequest, openConnection } from '../connection.ts';
import { outcomeWithoutAnswer } from '../outcomes.ts';
import type { Check, LookupOutcome, LookupQuery, OutboundSms, SmsProvider } from '../provider.ts';
import { compileAnswers, isSuccess } from './answerRules.ts';
import { compileMessageId } from './extraction.ts';
import { compileInbound } from './httpInbound.ts';
import { compileReceipts } from './httpReceipt.ts';
import { Patterns } from './pattern.ts';
import { RENDER_MS, RenderBudget } from './renderBudget.ts';
import { compileRequest, type Render, type RequestVariables } from './requestTemplate.ts';

/**
 * A gateway whose HTTP interface is described by the settings.
 * @throws ProviderSettingsError when they are invalid
 */
export function httpProvider(input: HttpProviderInput, egress: Egress): SmsProvider {
  const { settings } = input;
  const noValues = noVariables(settings.secrets);
  const sendRequest = compileRequest(settings.send, '/settings/send');
  const answerOutcome = compileAnswers(settings, input.serverErrors);
  const readReceipt = compileReceipts(settings.receipts);
  const readInbound = settings.inbound && compileInbound(settings.inbound, settings.secrets);
  const lookup = settings.lookup && compileLookup(settings.lookup, noValues);
  const verifyRequest = settings.verify && compileRequest(settings.verify, '/settings/verify');
  const connection = openConnection(input, egress);
  return {
    idempotent: settings.idempotent,
    async send(sms, mayStart) {
      const exchange = await request(connection, sendRequest, sendVariables(sms, noValues), mayStart);
      return exchange.kind === 'answer' ? answerOutcome(exchange) : outcomeWithoutAnswer(exchange);
    },
    lookup: lookup && ((query) => lookup(connection, query)),
    async verify() {
      return verifyRequest ? [verified(await request(connection, verifyRequest, noValues))] : [];
    },
    readReceipt,
    receiptAnswer: settings.receipts?.answer,
    readInbound,
    inboundAnswer: settings.inbound?.answer,
    close: () => connection.close(),
  };
}

export const noVariables = (secrets: Readonly<Record<string, string>>): RequestVariables => ({
  to: null,
  text: null,
  encoding: null,
  reference: null,
  receiptUrl: null,
  validitySeconds: null,
  since: null,
  secrets,
});

/** Replaces lone surrogates, which would make the filter `url_encode` throw. */
const wellFormed = (text: string): string => Buffer.from(text, 'utf8').toString('utf8');

export const sendVariables = (sms: OutboundSms, noValues: RequestVariables): RequestVariables => ({
  ...noValues,
  to: sms.to,
  text: wellFormed(sms.text),
  encoding: smsSegments(sms.text).encoding,
  reference: sms.reference,
  receiptUrl: sms.receiptUrl,
  validitySeconds: sms.validitySeconds,
});

export const lookupVariables = (
  query: Pick<LookupQuery, 'reference' | 'to' | 'since'>,
  noValues: RequestVariables,
): RequestVariables => ({
  ...noValues,
  to: query.to,
  reference: query.reference,
  since: query.since.toISOString(),
});

/** A request that can't be rendered has certainly not been written. */
function request(
  connection: Connection,
  render: Render<HttpRequest>,
  variables: RequestVariables,
  mayStart?: () => boolean,
): Promise<HttpExchange> {
  try {
    return connection.exchange(rendered(render, variables), mayStart);
  } catch {
    return Promise.resolve({ kind: 'not_written', code: 'invalid_request' });
  }
}

/** A rendering that took too long is repeated once, because the machine may have been busy; the two together may take `RENDER_MS`. */
function rendered(render: Render<HttpRequest>, variables: RequestVariables): HttpRequest {
  const budget = new RenderBudget(RENDER_MS / 2);
  try {
    return render(variables, budget);
  } catch (error) {
    if (!budget.isSpent) throw error;
    return render(variables, new RenderBudget(RENDER_MS / 2, { countsDelays: false }));
  }
}

type LookupSettings = NonNullable<HttpProviderInput['settings']['lookup']>;

/** @throws ProviderSettingsError */
export function compileLookupAnswer({ found, messageId }: LookupSettings) {
  const patterns = new Patterns();
  return {
    found: found === undefined ? undefined : patterns.compile(found, '/settings/lookup/found'),
    idIn: messageId && compileMessageId(messageId, '/settings/lookup/messageId', patterns),
  };
}

/**
 * Compiles a lookup. An id that belongs to another message doesn't count as found: a gateway that is asked by number returns the latest
 * message to it, which may be another one.
 */
function compileLookup(settings: LookupSettings, noValues: RequestVariables) {
  const render = compileRequest(settings.request, '/settings/lookup/request');
  const { found, idIn } = compileLookupAnswer(settings);

  return async (connection: Connection, query: LookupQuery): Promise<LookupOutcome> => {
    const exchange = await request(connection, render, lookupVariables(query, noValues));
    if (exchange.kind !== 'answer') return { kind: 'failed', code: exchange.code };
    if (exchange.status === 404) return { kind: 'not_found' };
    if (!isSuccess(exchange.status)) return { kind: 'failed', code: String(exchange.status) };
    if (!exchange.isComplete) return { kind: 'failed', code: 'incomplete_answer' };
    if (found && !found.test(exchange.body)) return { kind: 'not_found' };
    const providerMessageId = idIn?.(exchange) ?? null;
    if (providerMessageId !== null && (await query.claimed([providerMessageId], null)).has(providerMessageId)) {
      return { kind: 'not_found' };
    }
    return { kind: 'found', providerMessageId };
  };
}

function verified(exchange: HttpExchange): Check {
  const ok = exchange.kind === 'answer' && isSuccess(exchange.status);
  const detail = exchange.kind === 'answer' ? `answered with status ${exchange.status}` : `no answer: ${exchange.code}`;
  return { name: 'credentials', ok, detail };
}

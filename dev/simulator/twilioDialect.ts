import type { IncomingMessage, ServerResponse } from 'node:http';
import { parse } from 'node:querystring';
import { create, sendJson } from './create.ts';
import type { CreateRequest, SimulatedProvider } from './simulatedProvider.ts';
import { API_VERSION, presentStatus, twilioError, twilioMessage } from './twilioJson.ts';
import { listMessages } from './twilioList.ts';

const MAX_BODY_LENGTH = 1600;
const ROOT = `/${API_VERSION}/Accounts/`;

/** The account in a request's path. */
export const accountOf = (path: string): string | null =>
  path.startsWith(ROOT) ? path.slice(ROOT.length, ROOT.length + 34) : null;

/** Answers a request to Twilio's API for the provider's account. */
export function answerTwilio(
  provider: SimulatedProvider,
  req: IncomingMessage,
  res: ServerResponse,
  body: string,
): void {
  const url = req.url ?? '/';
  if (req.method === 'POST' && url === `${ROOT}${provider.accountSid}/Messages.json`) {
    create(provider, res, dialectOf(provider, req, body));
    return;
  }
  provider.counts.lookups++;
  const fault = generalFault(provider, req);
  if (fault === 'hang') return;
  const { status, json } = fault
    ? { status: fault.status, json: twilioError(fault.status, fault.code) }
    : answerLookup(provider, new URL(url, 'http://simulator'));
  sendJson(res, status, json);
}

function dialectOf(provider: SimulatedProvider, req: IncomingMessage, body: string) {
  return {
    read: () => (isAuthorised(provider, req) ? readForm(provider, body) : { status: 401, code: 20_003 }),
    accepted: (message: Parameters<typeof twilioMessage>[1]) => ({
      status: 201,
      json: twilioMessage(provider, message, message.messagingServiceSid === null ? 'queued' : 'accepted'),
    }),
    error: twilioError,
  };
}

function readForm(provider: SimulatedProvider, body: string): CreateRequest | { status: number; code: number } {
  const form = parse(body);
  const text = (name: string): string | null => {
    const value = form[name];
    return typeof value === 'string' && value !== '' ? value : null;
  };
  const [to, from, service, content] = [text('To'), text('From'), text('MessagingServiceSid'), text('Body')];
  const refuse = (code: number) => ({ status: 400, code });
  if (to === null) return refuse(21_604);
  if (!/^\+[1-9]\d{6,14}$/.test(to)) return refuse(21_211);
  const magic = MAGIC_NUMBERS[to];
  if (magic !== undefined) return refuse(magic);
  if (content === null) return refuse(21_602);
  if (content.length > MAX_BODY_LENGTH) return refuse(21_617);
  if (from === null && service === null) return refuse(21_603);
  if (provider.config.kind === 'twilio') {
    const { numbers, messagingServices } = provider.config;
    if (service !== null && !messagingServices.includes(service)) return refuse(21_701);
    if (service === null && from !== null && numbers && !numbers.includes(from)) return refuse(21_606);
  }
  return {
    to,
    from: service === null ? from : null,
    messagingServiceSid: service,
    body: content,
    callbackUrl: text('StatusCallback'),
    reference: null,
  };
}

/** Twilio's test numbers (https://www.twilio.com/docs/iam/test-credentials). */
const MAGIC_NUMBERS: Readonly<Record<string, number>> = {
  '+15005550001': 21_211,
  '+15005550002': 21_612,
  '+15005550003': 21_408,
  '+15005550004': 21_610,
  '+15005550009': 21_614,
};

const isAuthorised = (provider: SimulatedProvider, req: IncomingMessage): boolean =>
  req.headers.authorization === provider.authorization;

/** The fault that currently applies to every request. */
function generalFault(
  provider: SimulatedProvider,
  req: IncomingMessage,
): { status: number; code: number } | 'hang' | null {
  const { behaviour } = provider;
  if (behaviour.mode === 'hang' && behaviour.hangLookups) return 'hang';
  if (behaviour.mode === 'unavailable' || behaviour.mode === 'die') return { status: 503, code: 20_503 };
  return behaviour.mode === 'badCredentials' || !isAuthorised(provider, req) ? { status: 401, code: 20_003 } : null;
}

const NOT_FOUND = { status: 404, json: twilioError(404, 20_404, 'The requested resource was not found') };

function answerLookup(provider: SimulatedProvider, url: URL): { status: number; json: string } {
  const { accountSid, config } = provider;
  if (config.kind !== 'twilio') return NOT_FOUND;
  const ok = (value: unknown) => ({ status: 200, json: JSON.stringify(value) });
  const service = /^\/v1\/Services\/(\w+)$/.exec(url.pathname)?.[1];
  if (service !== undefined) {
    return config.messagingServices.includes(service) ? ok({ sid: service, account_sid: accountSid }) : NOT_FOUND;
  }
  if (accountOf(url.pathname) !== accountSid) return NOT_FOUND;
  const path = url.pathname.slice(ROOT.length + accountSid.length);
  switch (path) {
    case '.json':
      return ok({ sid: accountSid, friendly_name: config.name, status: 'active', type: 'Full' });
    case '/Messages.json':
      return { status: 200, json: listMessages(provider, url.searchParams) };
    case '/IncomingPhoneNumbers.json': {
      const wanted = url.searchParams.get('PhoneNumber');
      const owned = config.numbers ?? (wanted === null ? [] : [wanted]);
      const numbers = owned.filter((number) => wanted === null || number === wanted);
      return ok({
        incoming_phone_numbers: numbers.map((number) => ({ phone_number: number, capabilities: { sms: true } })),
      });
    }
    default: {
      const id = /^\/Messages\/(SM\w{32})\.json$/.exec(path)?.[1];
      const message = id === undefined ? undefined : provider.message(id);
      return message
        ? { status: 200, json: twilioMessage(provider, message, presentStatus(provider, message)) }
        : NOT_FOUND;
    }
  }
}

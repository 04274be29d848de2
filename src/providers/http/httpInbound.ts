import { hash, timingSafeEqual } from 'node:crypto';
import { usableNumber } from '../../domain/audience/phone.ts';
import type { HttpProviderInput } from '../../domain/provider/provider.ts';
import type { InboundReading, ProviderRequest } from '../provider.ts';
import { compileExtraction, compileMessageId } from './extraction.ts';
import { Patterns } from './pattern.ts';
import { problem } from './requestTemplate.ts';

type InboundSettings = NonNullable<HttpProviderInput['settings']['inbound']>;

/**
 * Compiles the reading of the texts that a gateway passes on. The tag in the address was checked before.
 * @throws ProviderSettingsError
 */
export function compileInbound(
  settings: InboundSettings,
  secrets: Readonly<Record<string, string>>,
): (request: ProviderRequest) => InboundReading {
  const patterns = new Patterns();
  const at = '/settings/inbound';
  const fromIn = compileExtraction(settings.from, `${at}/from`, patterns);
  const textIn = compileExtraction(settings.text, `${at}/text`, patterns);
  const toIn = settings.to && compileExtraction(settings.to, `${at}/to`, patterns);
  const idIn = settings.messageId && compileMessageId(settings.messageId, `${at}/messageId`, patterns);
  const hasSecret = compileSecret(settings.secret, secrets);
  return (request) => {
    if (!hasSecret(request)) return { kind: 'refused', why: 'the header with the secret is missing or wrong' };
    const from = fromIn(request);
    if (from === null) return { kind: 'refused', why: 'no sender at the place that the settings define' };
    return {
      kind: 'text',
      from,
      number: numberOf(from, settings.country),
      to: toIn?.(request) ?? null,
      text: textIn(request) ?? '',
      providerMessageId: idIn?.(request) ?? null,
      decided: null,
    };
  };
}

/**
 * Gateways often leave out the plus sign of a number with its country code. Where it could also be a number of the country without its zero, it has the
 * code: a text that opts out must not be in vain.
 */
function numberOf(from: string, country: string | undefined): string | null {
  const withPlus = /^[1-9]\d+$/.test(from.trim()) ? usableNumber(`+${from.trim()}`) : null;
  const read = usableNumber(from, country);
  if (read === null && (country === undefined || withPlus?.country === country)) return withPlus?.e164 ?? null;
  return read?.e164 ?? null;
}

function compileSecret(
  settings: InboundSettings['secret'],
  secrets: Readonly<Record<string, string>>,
): (request: ProviderRequest) => boolean {
  if (!settings) return () => true;
  const secret = Object.hasOwn(secrets, settings.name) ? secrets[settings.name] : undefined;
  if (!secret) throw problem('/settings/inbound/secret/name', 'a name that is not in secrets', 'the name of a secret');
  const header = settings.header.toLowerCase();
  const digest = digestOf(secret);
  return ({ headers }) => timingSafeEqual(digestOf(headers[header] ?? ''), digest);
}

const digestOf = (text: string): Buffer => hash('sha256', text, 'buffer');

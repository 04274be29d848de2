import type { ProviderInput } from '../domain/provider/provider.ts';
import { mapValues } from '../domain/values.ts';

/** Replaces a secret outside the store. In an update it means that the secret keeps its value. */
export const SECRET_MARKER = '********';

/** `input` with `change` applied to each secret; `field` is the path of the secret, such as `settings.authToken`. */
export function mapSecrets(input: ProviderInput, change: (secret: string, field: string) => string): ProviderInput {
  if (input.kind === 'twilio') {
    const authToken = change(input.settings.authToken, 'settings.authToken');
    return { ...input, settings: { ...input.settings, authToken } };
  }
  const names = Object.keys(input.settings.secrets);
  const fields = Object.fromEntries(names.map((name) => [name, name]));
  const secrets = mapValues(fields, (name) => change(input.settings.secrets[name] ?? '', `settings.secrets.${name}`));
  return { ...input, settings: { ...input.settings, secrets } };
}

/**
 * `input` with the markers replaced by the secrets of `stored`. Null when a marker can't be replaced: no such secret is stored, or the
 * new settings have another host, or would send secrets to another address, or in another header or body. Without that check, anyone who may
 * edit a provider could have its secrets sent to a server of their own, or to a phone as the text of a message.
 */
export function fillMarkers(input: ProviderInput, stored: ProviderInput | null): ProviderInput | null {
  const known = new Map<string, string>();
  if (stored && stored.kind === input.kind && isSentAsBefore(input, stored)) {
    mapSecrets(stored, (secret, field) => {
      known.set(field, secret);
      return secret;
    });
  }
  let missing = false;
  const filled = mapSecrets(input, (secret, field) => {
    if (secret !== SECRET_MARKER) return secret;
    const storedSecret = known.get(field);
    if (storedSecret === undefined) missing = true;
    return storedSecret ?? secret;
  });
  return missing ? null : filled;
}

function isSentAsBefore(input: ProviderInput, stored: ProviderInput): boolean {
  const [hosts, receivers] = [new Set(hostsOf(stored)), new Set(receiversOf(stored))];
  return hostsOf(input).every((host) => hosts.has(host)) && receiversOf(input).every((one) => receivers.has(one));
}

function hostsOf({ kind, settings }: ProviderInput): string[] {
  if (kind === 'twilio') return [hostOf(settings.baseUrl)];
  const { send, lookup, verify } = settings;
  return [send.url, lookup?.request.url, verify?.url].filter((url) => url !== undefined).map(hostOf);
}

/** Scheme, host and port; the whole address when its host is a template. */
const hostOf = (url: string): string => /^https?:\/\/[^/?#{@\\]+(?=[/?#]|$)/i.exec(url)?.[0].toLowerCase() ?? url;

/** Where secrets are sent: each address, header and body whose template may contain one, together with the address of its request. */
function receiversOf(input: ProviderInput): string[] {
  if (input.kind === 'twilio') return [input.settings.baseUrl];
  const { send, lookup, verify } = input.settings;
  return [send, lookup?.request, verify].flatMap((request) => {
    if (request === undefined) return [];
    const { url, headers, body = '' } = request;
    const named = Object.entries(headers).map(
      ([name, template]) => [`header ${name.toLowerCase()}`, template] as const,
    );
    const parts = [['url', url] as const, ...named, ['body', body] as const];
    return parts
      .filter(([, template]) => mayContainSecret(template))
      .map(([part, template]) => JSON.stringify([url, part, template]));
  });
}

/**
 * Whether a template names the secrets, or may do so by a computed name, as in `{{ [name].key }}`. A bracket anywhere counts, because only
 * Liquid's own parser can tell where its tags end: at worst, secrets are asked for again without need.
 */
const mayContainSecret = (template: string): boolean => /\{[{%]/.test(template) && /secrets|\[/.test(template);

import type { ProviderInput } from '../domain/provider/provider.ts';
import { mapValues } from '../domain/values.ts';

/** What stands for a secret outside the store. Sent back in an update it means 'as it is'. */
export const SECRET_MARKER = '********';

/** `input` with each secret changed; `field` is the secret's place, as in `settings.authToken`. */
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
 * `input` with the markers replaced by the secrets of `stored`. Null where a marker stands for nothing: no such secret is
 * stored, or the secrets would go to another host than the one that they were given for - or else whoever may
 * edit a provider could have its secrets sent home.
 */
export function fillMarkers(input: ProviderInput, stored: ProviderInput | null): ProviderInput | null {
  const known = new Map<string, string>();
  if (stored && stored.kind === input.kind && sameHosts(input, stored)) {
    mapSecrets(stored, (secret, field) => {
      known.set(field, secret);
      return secret;
    });
  }
  let missing = false;
  const filled = mapSecrets(input, (secret, field) => {
    if (secret !== SECRET_MARKER) return secret;
    const kept = known.get(field);
    if (kept === undefined) missing = true;
    return kept ?? secret;
  });
  return missing ? null : filled;
}

function sameHosts(input: ProviderInput, stored: ProviderInput): boolean {
  const known = new Set(hostsOf(stored));
  return hostsOf(input).every((host) => known.has(host));
}

function hostsOf({ kind, settings }: ProviderInput): string[] {
  if (kind === 'twilio') return [hostOf(settings.baseUrl)];
  const { send, lookup, verify } = settings;
  return [send.url, lookup?.request.url, verify?.url].filter((url) => url !== undefined).map(hostOf);
}

/** Scheme, host and port; the whole of an address whose host is itself a template. */
const hostOf = (url: string): string => /^https?:\/\/[^/?#{@\\]+(?=[/?#]|$)/i.exec(url)?.[0].toLowerCase() ?? url;

import { HTTP_PROVIDER } from '../fixtures.ts';
import type { Api } from '../support.ts';

export const PUBLIC_URL = 'https://herald.example';

/** A gateway whose inbound texts come as query parameters. */
export const INBOUND_PROVIDER = {
  ...HTTP_PROVIDER,
  settings: {
    ...HTTP_PROVIDER.settings,
    inbound: { from: { param: 'from' }, to: { param: 'to' }, text: { param: 'text' }, messageId: { param: 'id' } },
  },
};

/** The path of a provider's address for inbound texts. */
export const pathOf = (provider: { inboundUrl: string }): string => provider.inboundUrl.slice(PUBLIC_URL.length);

/** Delivers a text to an address, as the gateway does. */
export function gateway(api: Api, path: () => string) {
  let count = 0;
  return (from: string, text: string, id: string | null = `sms-${++count}`) =>
    api.call('GET', `${path()}?${new URLSearchParams({ from, text, ...(id !== null && { id }) })}`, { key: null });
}

import type { ProviderInput } from '../src/client/operations.ts';
import { INBOUND_SECRET_HEADER } from './simulator/inbound.ts';
import type { ProviderAddress } from './simulator/simulator.ts';

/** A provider definition for Herald's API that sends to a simulated provider. Times in milliseconds. */
export function providerDefinition(
  address: ProviderAddress,
  settings: { requestTimeoutMs?: number; consistencyDelayMs?: number; ratePerSecond?: number } = {},
): ProviderInput {
  const { name, kind, url, accountSid, authToken } = address;
  if (kind === 'twilio') {
    return { kind, name, ...settings, settings: { accountSid, authToken, from: '+12025550190', baseUrl: url } };
  }
  const lookup = { method: 'GET' as const, url: `${url}/messages?reference={{ reference | url_encode }}` };
  return {
    kind,
    name,
    ...settings,
    settings: {
      secrets: { inbound: authToken },
      inbound: {
        from: { json: 'from' },
        to: { json: 'to' },
        text: { json: 'text' },
        messageId: { json: 'id' },
        secret: { header: INBOUND_SECRET_HEADER, name: 'inbound' },
      },
      send: {
        method: 'POST',
        url: `${url}/messages`,
        headers: { 'content-type': 'application/json' },
        body: '{"to":{{ to | json }},"text":{{ text | json }},"reference":{{ reference | json }},"callbackUrl":{{ receiptUrl | json }}}',
      },
      messageId: { json: 'id' },
      lookup: { request: lookup, messageId: { json: 'id' } },
      receipts: {
        status: { json: 'status' },
        delivered: ['delivered'],
        undelivered: ['undelivered', 'failed'],
        sent: ['queued', 'sent'],
      },
    },
  };
}

import type { SimulatedMessage } from './message.ts';
import type { SimulatedProvider } from './simulatedProvider.ts';

export const API_VERSION = '2010-04-01';

/** Twilio's error format. */
export const twilioError = (status: number, code: number, message = 'refused by the simulator'): string =>
  JSON.stringify({ code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status });

/**
 * A message in Twilio's format. Built without JSON.stringify, because benchmarks need it for every message. With a Messaging Service the
 * sender's number and the segments are not known at first.
 */
export function twilioMessage(provider: SimulatedProvider, message: SimulatedMessage, status: string): string {
  const created = rfc2822(message.at);
  const sent = status === 'queued' || status === 'accepted' ? 'null' : `"${created}"`;
  const account = provider.accountSid;
  const uri = `/${API_VERSION}/Accounts/${account}/Messages/${message.id}`;
  const { from, messagingServiceSid: service, errorCode } = message;
  return `{"account_sid":"${account}","api_version":"${API_VERSION}","body":${JSON.stringify(message.body)},"date_created":"${created}","date_sent":${sent},"date_updated":"${created}","direction":"outbound-api","error_code":${errorCode},"error_message":null,"from":${from === null ? 'null' : JSON.stringify(from)},"messaging_service_sid":${service === null ? 'null' : `"${service}"`},"num_media":"0","num_segments":"${service === null ? 1 : 0}","price":null,"price_unit":"USD","sid":"${message.id}","status":"${status}","subresource_uris":{"media":"${uri}/Media.json"},"to":${JSON.stringify(message.to)},"uri":"${uri}.json"}`;
}

/** The status in a fetch or a list. Without receipts the message counts as sent. */
export const presentStatus = (provider: SimulatedProvider, message: SimulatedMessage): string =>
  message.status ?? (provider.config.callbacks ? 'queued' : 'sent');

/** `Tue, 24 Nov 2026 10:00:00 +0000`. */
const rfc2822 = (at: number): string => new Date(at).toUTCString().replace('GMT', '+0000');

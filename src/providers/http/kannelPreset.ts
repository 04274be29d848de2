import type { HttpProviderInput } from '../../domain/provider/provider.ts';

export interface KannelAccess {
  /** Address of smsbox with scheme and port: `http://kannel.internal:13013`. */
  readonly baseUrl: string;
  /** Credentials of the group `sendsms-user`. */
  readonly username: string;
  readonly password: string;
  /** Left out: the sender that Kannel is configured with. */
  readonly from?: string;
}

/**
 * Settings for Kannel's `sendsms` (user's guide, chapters 6 and 10).
 *
 * Kannel has neither lookups nor idempotency keys, and its answer contains no id, so that receipts are identified by their address alone.
 * In `dlr-url` Kannel replaces `%d` and interprets any other percent sign as an escape of its own, so those of the receipt address are
 * doubled. A text outside GSM-7 needs `coding=2`, and `charset=UTF-8` for its encoding in the request; `validity` is in minutes.
 */
export function kannelPreset({ baseUrl, username, password, from }: KannelAccess): HttpProviderInput {
  const sender = from === undefined ? '' : `&from=${encodeURIComponent(from)}`;
  return {
    kind: 'http',
    name: 'Kannel',
    requestTimeoutMs: 10_000,
    consistencyDelayMs: 15_000,
    serverErrors: 'unknown',
    settings: {
      secrets: { username, password },
      send: {
        method: 'GET',
        url: `${baseUrl.replace(/\/+$/, '')}/cgi-bin/sendsms?${CREDENTIALS}${sender}&${TEXT}${VALIDITY}${RECEIPTS}`,
        headers: {},
      },
      // 202 is '0: Accepted for delivery' or '3: Queued for later delivery', 403 bad credentials, 503 'try again later'.
      answers: [
        // No SMSC accepts the message, but another provider may.
        { body: '^Not routable', means: 'trouble' },
        { status: [400], body: 'eceiver|Illegal characters|white- and/or black-lists', means: 'refused_recipient' },
        { status: [400], means: 'trouble' },
      ],
      code: { pattern: '^(\\d{1,2}): ' },
      idempotent: false,
      receipts: {
        status: { param: 'dlr' },
        // 1 delivered, 2 not delivered, 4 queued in the network, 8 accepted by the network, 16 rejected by it
        delivered: ['1'],
        undelivered: ['2', '16'],
        sent: ['4', '8'],
      },
      // get-url = "<inboundUrl>?from=%p&to=%P&text=%a&id=%I". An answer without a body is no reply; any other status than 200 and 202 is an error.
      inbound: {
        from: { param: 'from' },
        text: { param: 'text' },
        to: { param: 'to' },
        messageId: { param: 'id' },
        answer: { status: 200, contentType: 'text/plain', body: '' },
      },
    },
  };
}

const CREDENTIALS = 'username={{ secrets.username | url_encode }}&password={{ secrets.password | url_encode }}';
const TEXT =
  'to={{ to | url_encode }}&text={{ text | url_encode }}&charset=UTF-8&coding={% if encoding == "UCS-2" %}2{% else %}0{% endif %}';
const VALIDITY =
  '{% if validitySeconds %}&validity={{ validitySeconds | divided_by: 60 | floor | at_least: 1 }}{% endif %}';
const RECEIPTS =
  '{% if receiptUrl %}{% capture dlr %}{{ receiptUrl | replace: "%", "%%" }}{% if receiptUrl contains "?" %}&{% else %}?{% endif %}dlr=%d{% endcapture %}&dlr-mask=31&dlr-url={{ dlr | url_encode }}{% endif %}';

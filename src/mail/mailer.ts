import { Readable } from 'node:stream';
import MailComposer from 'nodemailer/lib/mail-composer';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { mailErrorOf } from './mailError.ts';
import { readSmtpUrl, type SmtpServer } from './smtpServer.ts';

export interface MailConfig {
  /** `smtps://` or `smtp://`, with credentials. */
  readonly smtpUrl: string;
  /** `herald@example.com`, or with a name: `Herald <herald@example.com>`. */
  readonly from: string;
}

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** Unique id of the mail. It becomes the Message-ID, by which mail systems recognise copies. Letters, digits and `/_-.`. */
  readonly id?: string;
}

export interface Mailer {
  /** Resolves when the server has accepted the mail; rejects with a `MailError`. */
  send(mail: Mail): Promise<void>;
  /** Aborts mails in progress. */
  close(): void;
}

/** Time limits in milliseconds. */
export interface MailLimits {
  /** For connecting, and again for the server's greeting. */
  readonly connectMs: number;
  /** For one answer of the server. */
  readonly answerMs: number;
  /** For a whole mail. */
  readonly mailMs: number;
}

/** Within these limits each mail is sent or has failed, whatever the server does. */
export const MAIL_LIMITS: MailLimits = { connectMs: 5_000, answerMs: 10_000, mailMs: 30_000 };

/**
 * Sends mails over SMTP, each over a connection of its own. Certificates are always verified; `ca` (PEM) is trusted in addition.
 * @throws TypeError when the address in `config` is invalid
 */
export function mailer(config: MailConfig, options: { limits?: MailLimits; ca?: string } = {}): Mailer {
  const { limits = MAIL_LIMITS, ca } = options;
  const server = readSmtpUrl(config.smtpUrl);
  if (server === null) throw new TypeError('smtpUrl: wanted an smtps:// or smtp:// address');
  const closing = new AbortController();
  return {
    async send(mail) {
      const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(limits.mailMs)]);
      const connection = new SMTPConnection(connectionOptions(server, limits, ca));
      const progress = { written: false };
      try {
        const message = { ...(await composed(mail, config.from)), progress };
        await Promise.race([aborted(connection, signal), dialogue(connection, server, message)]);
      } catch (error) {
        throw mailErrorOf(error, progress.written);
      } finally {
        connection.close();
      }
    },
    close: () => closing.abort(),
  };
}

/** The mailer of the configuration. Returns null and warns when there is none: alerts are then stored but not mailed. */
export function configuredMailer(config: MailConfig | undefined, warn: (message: string) => void): Mailer | null {
  if (config !== undefined) return mailer(config);
  warn('no mail server is configured (HERALD_SMTP_URL, HERALD_MAIL_FROM): alerts are stored but not mailed');
  return null;
}

function connectionOptions({ host, port, secure, requireTls }: SmtpServer, limits: MailLimits, ca: string | undefined) {
  return {
    host,
    port,
    secure,
    requireTLS: requireTls,
    connectionTimeout: limits.connectMs,
    greetingTimeout: limits.connectMs,
    dnsTimeout: limits.connectMs,
    socketTimeout: limits.answerMs,
    socketCloseTimeout: 0,
    ...(ca !== undefined && { tls: { ca } }),
  };
}

interface ComposedMail {
  readonly envelope: { readonly from: string | false; readonly to: string[] };
  readonly content: Buffer;
  /** `written` becomes true when the server has asked for the content and the first byte is sent. */
  readonly progress: { written: boolean };
}

async function dialogue(connection: SMTPConnection, { auth }: SmtpServer, mail: ComposedMail): Promise<void> {
  await done((callback) => connection.connect(callback));
  // Also when the server doesn't offer it: configured credentials must not be ignored.
  if (auth !== null) await done((callback) => connection.login({ ...auth }, callback));
  await done((callback) => connection.send({ ...mail.envelope }, Readable.from(read(mail)), callback));
}

/** The client starts reading only when the server has asked for the content. */
async function* read({ content, progress }: ComposedMail): AsyncGenerator<Buffer> {
  progress.written = true;
  yield content;
}

const done = (start: (callback: (error?: Error | null) => void) => void): Promise<void> =>
  new Promise((resolve, reject) => start((error) => (error ? reject(error) : resolve())));

/** Rejects when the connection fails or the signal aborts. */
const aborted = (connection: SMTPConnection, signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    // The listener is never removed, because a connection that is being closed may fail once more.
    connection.on('error', reject);
    const abort = (): void => reject(Object.assign(new Error('aborted'), { code: codeOf(signal) }));
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });

const codeOf = (signal: AbortSignal): string =>
  signal.reason instanceof Error && signal.reason.name === 'TimeoutError' ? 'ETIMEDOUT' : 'ABORTED';

async function composed(mail: Mail, from: string): Promise<Pick<ComposedMail, 'envelope' | 'content'>> {
  const message = new MailComposer({
    from,
    to: { name: '', address: mail.to },
    subject: mail.subject,
    text: mail.text,
    ...(mail.id !== undefined && { messageId: `<${mail.id}@${domainOf(from)}>` }),
    // Prevents out-of-office replies (RFC 3834).
    headers: { 'Auto-Submitted': 'auto-generated' },
  }).compile();
  return { envelope: message.getEnvelope(), content: await message.build() };
}

const domainOf = (from: string): string => /@([^\s<>@]+)>?\s*$/.exec(from)?.[1] ?? 'localhost';
